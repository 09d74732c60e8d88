// The records of two partners field by field: a real table with row headers and
// row groups, the same ranges on the same scale, and why each pair of values
// stands as it does.

import { Fragment } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
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
import { code, language, t } from "../i18n.js";
import { partnerName } from "../store.js";

/** @typedef {import("../gaps.js").Gap} Gap */
/** @typedef {{partner: string, report: string, value: any, basis: string, source: string, by: string, at: string, version?: number, sealed?: boolean}} Stated */
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
  const drawn = rows.slice(0, useGrowing(rows.length, !!current));
  const byGroup = groups.map((g) => /** @type {[string, PairRow[]]} */ ([g, drawn.filter((r) => r.group === g)])).filter(([, all]) => all.length);
  return html`<div class="sheet cmp-sheet"><table class=${cx("table cmp", others.length > 0 && "cmp-three")} data-test="compare">
    <caption class="hidden">${t("compare.caption")}</caption>
    <colgroup><col class="cmp-field" /><col /><col />${others.map((p) => html`<col key=${p} class="cmp-beside" />`)}<col class="cmp-rel" /><col class="cmp-act" /></colgroup>
    <thead><tr>
      <th scope="col">${t("conflict.field")}</th>
      ${pair.map((p) => html`<th key=${p} scope="col" class=${slotClass(p)}><${Head} data=${data} partner=${p} /></th>`)}
      ${others.map((p) => html`<th key=${p} scope="col" class=${cx(slotClass(p), "cmp-observer")}><${Head} data=${data} partner=${p} observes /></th>`)}
      <th scope="col">${t("compare.relation")}</th>
      <th scope="col"><span class="hidden">${t("compare.action")}</span></th>
    </tr></thead>
    ${byGroup.map(([group, all]) => html`<tbody key=${group}>
      <tr class="cmp-group"><th scope="rowgroup" colspan=${wide}>${code("group", group)}</th></tr>
      ${all.map((row) => {
        const shown = [...row.open, ...row.settled].find((g) => g.id === current);
        const first = shown ?? row.open[0] ?? row.settled.find((g) => g.proposals.length);
        return html`<${Fragment} key=${row.field}><tr class=${cx("cmp-row", `cmp-${row.look}`, row.open.length > 0 && "has-gap", shown && "current")} data-field=${row.field} aria-current=${shown ? "true" : undefined}>
          ${cells(row)}
          <td class="cmp-act" data-label=${t("compare.action")}><div>
            ${first && html`<button type="button" class="button small" id=${`act-${first.id}`} data-test=${shown ? "close-gap" : tests[actionOf(first, parties)]} aria-expanded=${!!shown} aria-controls=${shown ? `panel-${row.field}` : undefined}
              aria-label=${t("compare.act-on", { action: t(shown ? "gap.close" : actionOf(first, parties)), field: gapField(row.field) })}
              onClick=${() => show(shown ? "" : first.id, !shown && actionOf(first, parties) === "gap.resolve")}>${t(shown ? "gap.close" : actionOf(first, parties))}</button>`}
          </div></td>
        </tr>
        ${shown && html`<tr class="cmp-panel" id=${`panel-${row.field}`}><td colspan=${wide}>
          ${[...row.open, ...row.settled].map((g) => html`<${GapPanel} key=${g.id} gap=${g} parties=${parties} reload=${reload} resolving=${resolving && g.id === current} resolve=${(/** @type {boolean} */ on) => show(g.id, on)} />`)}
        </td></tr>`}<//>`;
      })}
    </tbody>`)}
  </table></div>`;
}

const screenful = 14;

/**
 * How many of so many rows are drawn: at first those of a screen, then more of them after
 * each frame, so that a slow machine shows the first and takes keys while the rest comes.
 * @param {number} n @param {boolean} all at once, because one of them is looked for
 */
function useGrowing(n, all) {
  const [upTo, setUpTo] = useState(screenful);
  useEffect(() => {
    if (upTo < n) setUpTo(all ? n : upTo + screenful); // what was drawn stays
  }, [n, all, upTo]);
  return all ? n : upTo;
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

/** The cells of a row that do not change while one walks from gap to gap. @param {PairRow} row @param {[string, string]} pair @param {string[]} others */
function cellsOf(row, pair, others) {
  const apart = others.map((p) => row.values.filter((v) => v.partner === p));
  const all = [...row.sides.flat(), ...apart.flat()].filter((v) => v.value != null);
  const scale = scaleOf(all.map((v) => v.value));
  return html`
    <th scope="row" class="cmp-name">${gapField(row.field)}</th>
    ${pair.map((p, i) => html`<td key=${p} class=${cx("cmp-value", slotClass(p), row.sides[i].every((v) => v.value == null) && "cmp-void")} data-label=${partnerName(p)} data-partner=${p}><div>
      <${Cell} field=${row.field} stated=${row.sides[i]} scale=${scale} />
    </div></td>`)}
    ${others.map((p, i) => html`<td key=${p} class=${cx("cmp-value cmp-observer", slotClass(p))} data-label=${partnerName(p)} data-partner=${p}><div>
      <${Cell} field=${row.field} stated=${apart[i]} scale=${scale} /></div></td>`)}
    <td class="cmp-relation" data-label=${t("compare.relation")}><div>
      ${row.alone ? html`<p class="under">${t("compare.alone")}</p>` : html`<p>${row.field === "own_involvement" ? html`<${Chip} look="near" icon="people">${code("finding", "OWN")}<//>` : html`<${RelationChip} look=${row.look} />`}</p>`}
      ${row.agreed && html`<${Agreed} field=${row.field} agreed=${row.agreed} />`}
      ${!row.agreed && !row.alone && html`<p class="cmp-why" dir="auto">${row.field === "own_involvement" ? "" : whyText(row)}</p>`}
      ${row.field === "place" && html`<${PlaceFigure} spots=${row.sides.flat().filter((v) => v.value != null).map((v) => ({ partner: v.partner, place: v.value }))} />`}
      ${(row.field === "started" || row.field === "ended") && html`<${TimeFigure} moments=${row.sides.flat().filter((v) => v.value != null).map((v) => ({ partner: v.partner, when: v.value }))} />`}
      ${row.open.map((g) => html`<div key=${g.id}><${GapLine} gap=${g} />${g.reopened_at && html`<p class="source strong-missing"><${Icon} name="retry" /><${Say} k="gap.reopened-short" date=${dateText(g.reopened_at)} /></p>`}</div>`)}
      ${row.settled.filter((g) => g.state === "DISSENT_RECORDED").map((g) => html`<p key=${g.id}><${StateOfGap} gap=${g} /></p>`)}
    </div></td>`;
}

/** @param {{field: string, stated: Stated[], scale: any}} props */
function Cell({ field, stated, scale }) {
  const said = stated.filter((v) => v.value != null);
  const sealed = stated.find((v) => v.sealed);
  if (!said.length && sealed) return html`<p class="sealed-value"><${Icon} name="lock" />${t("compare.sealed", { who: partnerName(sealed.partner) })}</p>`;
  if (!said.length) return html`<p class="no-entry">${t(stated.length ? "compare.no-entry" : "compare.no-record")}</p>`;
  return html`${said.map((v) => html`<div class="said-value" key=${v.report}>
    <p class="cmp-said"><${Value} field=${field} value=${v.value} long /></p>
    <${Bar} scale=${scale} value=${v.value} />
    <p class="source">${[v.basis && code(field === "place" ? "place-method" : "basis", v.basis), v.source].filter(Boolean).map((part) => html`<span dir="auto" key=${part}>${part}</span> · `)}<bdi>${v.by}</bdi> · <time datetime=${v.at} dir="auto" title=${stampText(v.at)}>${dateText(v.at)}</time>${v.version ? html` · <bdi>${t("version.n", { n: v.version })}</bdi>` : ""}</p>
  </div>`)}`;
}

/** The agreed value with both signatures and their dates. @param {{field: string, agreed: any}} props */
export const Agreed = ({ field, agreed }) => html`<div class="agreed">
  <p class="agreed-value"><${Value} field=${field} value=${agreed.value} long /></p>
  <ul class="plain-list">${agreed.signatures.map((/** @type {any} */ s) => html`<li key=${s.partner + s.by} class="source"><${PartnerMark} code=${s.partner} /> <${Icon} name="check" /><bdi>${s.by}</bdi> · <time datetime=${s.at} dir="auto" title=${stampText(s.at)}>${dateText(s.at)}</time></li>`)}</ul>
</div>`;
