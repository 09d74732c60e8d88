// The records of two partners field by field: a real table with row headers and
// row groups, the same ranges on the same scale, and why each pair of values
// stands as it does. Rows are laid out as grids (joint.css), so that a browser need not
// lay out those off the screen; the roles say to every one of them that it is a table.

import { useMemo } from "preact/hooks";
import { html, cx } from "./html.js";
import { Icon } from "./icon.js";
import { Chip, RelationChip } from "./chip.js";
import { PartnerMark, slotClass } from "./partner.js";
import { Bar, scaleOf } from "./scale.js";
import { PlaceFigure } from "./scaleplace.js";
import { TimeFigure } from "./scaletime.js";
import { GapLine, GapPanel, StateOfGap, actionOf } from "./gappanel.js";
import { Ref, Say, Value, valueText } from "./values.js";
import { dateText, stampText } from "./when.js";
import { gapField, isOpen } from "../gaps.js";
import { code, isolated, language, t } from "../i18n.js";
import { partnerName } from "../store.js";

/** @typedef {import("../gaps.js").Gap} Gap */
/** @typedef {{partner: string, report: string, value: any, basis: string, by: string, at: string, version?: number, sealed?: boolean}} Stated */
/** @typedef {{group: string, field: string, values: Stated[], relation: string, look: "conflict"|"missing"|"near"|"agree"|"agreed", why: string, agreed: any, gaps: string[], between?: Record<string, {relation: string, look: string, why: string}>}} Row */
/** A row as it is shown for a pair. @typedef {Row & {sides: [Stated[], Stated[]], alone: boolean, open: Gap[], settled: Gap[]}} PairRow alone: only one of the two has a record at all */

/** @type {Record<string, string>} */
const tests = { "gap.resolve": "resolve", "gap.answer": "answer", "gap.see": "see-gap", "gap.see-proposal": "see-proposal" };

const groups = ["HARM", "TIME", "PLACE", "MEANS", "RESPONSIBILITY", "ASSESSMENT", "PROCEDURE"];

/**
 * The rows of a pair of partners, with what the server says of all partners
 * narrowed to these two.
 * @param {any} data what compare answered @param {[string, string]} pair @returns {PairRow[]}
 */
export function rowsOf(data, pair) {
  /** @type {Map<string, Gap>} */
  const gaps = new Map(data.gaps.map((/** @type {Gap} */ g) => [g.id, g]));
  const ours = (/** @type {Gap} */ g) => [g.a.partner, g.b.partner].every((p) => !p || pair.includes(p));
  return data.rows.map((/** @type {Row} */ row) => {
    const found = /** @type {Gap[]} */ (row.gaps.map((id) => gaps.get(id)).filter((g) => g && ours(g)));
    const sides = pair.map((p) => row.values.filter((v) => v.partner === p));
    return { ...row, ...narrowed(row, pair), sides, alone: sides.some((side) => side.length === 0), open: found.filter(isOpen), settled: found.filter((g) => !isOpen(g)) };
  }).filter((/** @type {PairRow} */ r) => r.sides.flat().some((v) => v.value != null) || r.open.length || r.agreed)
    .sort((/** @type {PairRow} */ a, /** @type {PairRow} */ b) => groups.indexOf(a.group) - groups.indexOf(b.group));
}

/**
 * How the two of a pair stand to each other: the row's own relation is that of all
 * parties. What is agreed is agreed by all of them.
 * @param {Row} row @param {[string, string]} pair
 */
function narrowed(row, pair) {
  const own = row.between?.[pair.join("-")];
  if (!own) return {};
  return row.agreed ? { relation: own.relation, why: own.why } : own;
}

/** The reason in words; codes are said in the reader's language. @param {PairRow} row */
function whyText(row) {
  const [a, b] = row.sides.map((side) => side.find((v) => v.value != null)?.value);
  if (row.relation === "ONE_SIDED" && !a !== !b) return t("compare.why-only", { who: partnerName(row.sides[a ? 0 : 1].find((v) => v.value != null)?.partner) });
  const coded = row.relation === "DIFFERENT" && a != null && b != null && typeof (Array.isArray(a) ? a[0] : a) === "string";
  return coded ? t("compare.why-codes", { a: valueText(row.field, a), b: valueText(row.field, b) }) : row.why;
}

/**
 * @param {object} props
 * @param {any} props.data what compare answered
 * @param {[string, string]} props.pair
 * @param {PairRow[]} props.rows
 * @param {string[]} props.parties
 * @param {string} [props.current] id of the gap in hand
 * @param {boolean} props.resolving
 * @param {(gap: string, resolving?: boolean) => void} props.show "" closes
 * @param {() => Promise<void>} props.reload
 */
export function CompareTable({ data, pair, rows, parties, current, resolving, show, reload }) {
  const others = useMemo(() => beside(data, pair), [data, pair.join()]);
  const wide = 5 + others.length;
  const made = useMemo(() => new Map(), [rows, others, language]);
  const cells = (/** @type {PairRow} */ row) => made.get(row.field) ?? made.set(row.field, cellsOf(row, pair, others)).get(row.field);
  const byGroup = groups.map((g) => /** @type {[string, PairRow[]]} */ ([g, rows.filter((r) => r.group === g)])).filter(([, all]) => all.length);
  return html`<div class="sheet cmp-sheet"><table role="table" class="table cmp" style=${`--beside: ${"15% ".repeat(others.length)}`} data-test="compare">
    <caption class="hidden">${t("compare.caption")}</caption>
    <thead role="rowgroup"><tr role="row">
      <th role="columnheader" scope="col">${t("conflict.field")}</th>
      ${pair.map((p) => html`<th key=${p} role="columnheader" scope="col" class=${slotClass(p)}><${Head} data=${data} partner=${p} /></th>`)}
      ${others.map((p) => html`<th key=${p} role="columnheader" scope="col" class=${cx(slotClass(p), "cmp-observer")}><${Head} data=${data} partner=${p} observes /></th>`)}
      <th role="columnheader" scope="col">${t("compare.relation")}</th>
      <th role="columnheader" scope="col"><span class="hidden">${t("compare.action")}</span></th>
    </tr></thead>
    ${byGroup.map(([group, all]) => html`<tbody key=${group} role="rowgroup">
      <tr class="cmp-group" role="row"><th role="rowheader" scope="rowgroup" colspan=${wide}>${code("group", group)}</th></tr>
      ${all.flatMap((row) => {
        const shown = [...row.open, ...row.settled].find((g) => g.id === current);
        const first = shown ?? row.open[0] ?? row.settled.find((g) => g.proposals.length);
        const asks = first && (shown ? "gap.close" : actionOf(first, parties));
        const act = html`<td key="act" role="cell" class="cmp-act">${first && html`<button type="button" class="button small" id=${`act-${first.id}`} data-test=${shown ? "close-gap" : tests[asks]} aria-expanded=${!!shown} aria-controls=${shown ? `panel-${row.field}` : undefined}
          aria-label=${t("compare.act-on", { action: t(asks), field: gapField(row.field) })} onClick=${() => show(shown ? "" : first.id, asks === "gap.resolve")}>${t(asks)}</button>`}</td>`;
        return [
          html`<tr key=${row.field} role="row" class=${cx("cmp-row", `cmp-${row.look}`, row.open.length > 0 && "has-gap", shown && "current")} data-field=${row.field} aria-current=${shown ? "true" : undefined}>${[...cells(row), act]}</tr>`,
          shown && html`<tr key=${`panel-${row.field}`} role="row" class="cmp-panel" id=${`panel-${row.field}`}><td role="cell" colspan=${wide}>
            ${[...row.open, ...row.settled].map((g) => html`<${GapPanel} key=${g.id} gap=${g} parties=${parties} reload=${reload} resolving=${resolving && g.id === current} resolve=${(/** @type {boolean} */ on) => show(g.id, on)} />`)}
          </td></tr>`,
        ];
      })}
    </tbody>`)}
  </table></div>`;
}

/** Whose column: the partner and the records that speak in it. @param {{data: any, partner: string, observes?: boolean}} props */
function Head({ data, partner, observes }) {
  const reports = data.reports.filter((/** @type {any} */ r) => r.partner === partner);
  return html`<span class="cmp-who"><${PartnerMark} code=${partner} full /></span>
    ${observes && html`<span class="under">${t("compare.observer")}</span>`}
    ${reports.map((/** @type {any} */ r) => html`<span class="under" key=${r.id}><${Ref}>${r.ref}<//> · <bdi>${t("version.n", { n: r.version })}</bdi> · <bdi>${dateText(r.amended_at || r.logged_at)}</bdi></span>`)}
    ${reports.length === 0 && html`<span class="under">${t("compare.no-record")}</span>`}`;
}

/** Who observes and has an account of its own here: a column beside the two. @param {any} data @param {[string, string]} pair @returns {string[]} */
const beside = (data, pair) => (data.observers ?? []).filter((/** @type {string} */ p) => !pair.includes(p));

/**
 * The cells of a row that do not change while one walks from gap to gap. Sixty rows are
 * drawn at once (ux.md 17), so what is in each of them is called as a function, and an
 * element stands only where it says something.
 * @param {PairRow} row @param {[string, string]} pair @param {string[]} others
 */
function cellsOf(row, pair, others) {
  const apart = others.map((p) => row.values.filter((v) => v.partner === p));
  const scale = scaleOf([...row.sides, ...apart].flat().filter((v) => v.value != null).map((v) => v.value));
  return [
    html`<th key="field" role="rowheader" scope="row" class="cmp-name">${gapField(row.field)}</th>`,
    ...pair.map((p, i) => html`<td key=${p} role="cell" class=${cx("cmp-value", slotClass(p), row.sides[i].every((v) => v.value == null) && "cmp-void")} data-label=${partnerName(p)}>${saidBy(row.field, row.sides[i], scale)}</td>`),
    ...others.map((p, i) => html`<td key=${p} role="cell" class=${cx("cmp-value cmp-observer", slotClass(p))} data-label=${partnerName(p)}>${saidBy(row.field, apart[i], scale)}</td>`),
    html`<td key="relation" role="cell" class="cmp-relation">${relationOf(row)}</td>`,
  ];
}

/** How the two stand to each other, why, and what is open or ended between them. @param {PairRow} row */
function relationOf(row) {
  const own = row.field === "own_involvement";
  const said = row.sides.flat().filter((v) => v.value != null);
  return [
    row.alone ? html`<p class="under">${t("compare.alone")}</p>` : own ? html`<${Chip} look="near" icon="people">${code("finding", "OWN")}<//>` : RelationChip({ look: row.look }),
    row.agreed && html`<${Agreed} field=${row.field} agreed=${row.agreed} />`,
    !row.agreed && !row.alone && !own && html`<p class="cmp-why">${whyText(row)}</p>`,
    row.field === "place" && html`<${PlaceFigure} spots=${said.map((v) => ({ partner: v.partner, place: v.value }))} />`,
    (row.field === "started" || row.field === "ended") && html`<${TimeFigure} moments=${said.map((v) => ({ partner: v.partner, when: v.value }))} />`,
    ...row.open.flatMap((g) => [GapLine({ gap: g }), g.reopened_at && html`<p class="source strong-missing"><${Icon} name="retry" /><${Say} k="gap.reopened-short" date=${dateText(g.reopened_at)} /></p>`]),
    ...row.settled.filter((g) => g.state === "DISSENT_RECORDED").map((g) => html`<p><${StateOfGap} gap=${g} /></p>`),
  ];
}

/** What a partner says of a field, each account with who, when and on what basis. @param {string} field @param {Stated[]} stated @param {import("./scale.js").Scale|null} scale */
function saidBy(field, stated, scale) {
  const said = stated.filter((v) => v.value != null);
  const sealed = stated.find((v) => v.sealed);
  if (!said.length && sealed) return html`<p class="sealed-value"><${Icon} name="lock" />${t("compare.sealed", { who: partnerName(sealed.partner) })}</p>`;
  if (!said.length) return html`<p class="no-entry">${t(stated.length ? "compare.no-entry" : "compare.no-record")}</p>`;
  const each = said.map((v) => [html`<p class="cmp-said">${spoken(field, v.value)}</p>`, Bar({ scale, value: v.value }), sourceOf(field, v)]);
  return each.length === 1 ? each[0] : each.map((one, i) => html`<div class="said-value" key=${said[i].report}>${one}</div>`);
}

/** Times and places are more than their words. @param {string} field @param {any} value */
const spoken = (field, value) => (typeof value === "object" && !("min" in value || "max" in value) ? Value({ field, value, long: true }) : valueText(field, value));

/** Who says so, when and on what basis; the minute for who asks. @param {string} field @param {Stated} v */
const sourceOf = (field, v) => html`<p class="source" title=${stampText(v.at)}>${[v.basis && code(field === "place" ? "place-method" : "basis", v.basis), v.by, dateText(v.at), v.version && t("version.n", { n: v.version })].filter(Boolean).map((part) => isolated(String(part))).join(" · ")}</p>`;

/** The agreed value with both signatures and their dates. @param {{field: string, agreed: any}} props */
export const Agreed = ({ field, agreed }) => html`<div class="agreed">
  <p class="agreed-value"><${Value} field=${field} value=${agreed.value} long /></p>
  <ul class="plain-list">${agreed.signatures.map((/** @type {any} */ s) => html`<li key=${s.partner + s.by} class="source"><${PartnerMark} code=${s.partner} /> <${Icon} name="check" /><bdi>${s.by}</bdi> · <time datetime=${s.at} dir="auto" title=${stampText(s.at)}>${dateText(s.at)}</time></li>`)}</ul>
</div>`;
