// S5: compare and resolve. Both voices side by side; the gaps between them are
// walked with j and k and worked to an end that every party signs.

import { useEffect, useMemo, useRef } from "preact/hooks";
import { html, cx } from "../ui/html.js";
import { Icon } from "../ui/icon.js";
import { Chip, RelationChip, SeverityChip, StateChip } from "../ui/chip.js";
import { CompareTable, rowsOf } from "../ui/comparetable.js";
import { GapPanel, actionOf } from "../ui/gappanel.js";
import { PartnerMark } from "../ui/partner.js";
import { Empty, Notice } from "../ui/states.js";
import { Ref, Where } from "../ui/values.js";
import { When } from "../ui/when.js";
import { isOpen, waiting } from "../gaps.js";
import { api, seg } from "../api.js";
import { useKeys } from "../keys.js";
import { setQuery, go } from "../router.js";
import { hasScreen } from "../screens.js";
import { language, list, number, t } from "../i18n.js";
import { can, me, mine, partnerName } from "../store.js";

/** @typedef {import("../gaps.js").Gap} Gap */
/** @typedef {import("../ui/comparetable.js").PairRow} PairRow */

/** @param {{data: any}} props */
export const title = ({ data }) => t("compare.page", { title: data.incident.title });
export const local = ["gap", "resolve", "only", "pair"];
export const live = ["report", "incident", "match", "gap"];

/** @param {{params: Record<string, string>, signal: AbortSignal}} at */
export async function load({ params, signal }) {
  const [incident, compare] = await Promise.all([
    api.get(`/incidents/${seg(params.id)}`, undefined, signal),
    api.get(`/incidents/${seg(params.id)}/compare`, undefined, signal),
  ]);
  if (!incident.merged_into) return { incident, compare };
  return load({ params: { id: incident.merged_into }, signal }); // two incidents were one
}

const looks = /** @type {const} */ (["conflict", "missing", "near", "agree", "agreed"]);

/** Every pair, ours first, those with an observer last. @param {any} compare @returns {[string, string][]} */
const pairsOf = (compare) => {
  const rank = (/** @type {string[]} */ p) => (p.some((who) => (compare.observers ?? []).includes(who)) ? 2 : p.some(mine) ? 0 : 1);
  return [...compare.pairs].sort((a, b) => rank(a) - rank(b));
};

/** The pair to compare: as asked for, else the first; one alone is set against whoever is missing. @param {any} compare @param {any} incident @param {string} [asked] @returns {[string, string]} */
function pairOf(compare, incident, asked) {
  const found = compare.pairs.find((/** @type {string[]} */ p) => p.join("-") === asked) ?? pairsOf(compare)[0];
  if (found) return found;
  const own = compare.reports[0]?.partner;
  const other = [...incident.parties, ...compare.gaps.flatMap((/** @type {Gap} */ g) => [g.a.partner, g.b.partner])].find((p) => p && p !== own);
  return /** @type {[string, string]} */ ([own, other].filter(Boolean).sort());
}

/** @param {import("../types.js").ScreenProps} props */
export function Screen({ data, query, reload }) {
  const { incident, compare } = data;
  const pair = pairOf(compare, incident, query.pair);
  const key = pair.join("-");
  const all = useMemo(() => rowsOf(compare, pair), [compare, key, language]);
  const only = query.only === "gaps";
  const rows = only ? all.filter((r) => r.open.length) : all;
  const inTable = new Set(all.flatMap((r) => [...r.open, ...r.settled]).map((g) => g.id));
  /** @type {Gap[]} */
  const loose = compare.gaps.filter((/** @type {Gap} */ g) => !inTable.has(g.id) && (isOpen(g) || g.proposals.length) && [g.a.partner, g.b.partner].every((p) => !p || pair.includes(p)));
  const watching = (compare.observers ?? []).filter((/** @type {string} */ p) => !pair.includes(p));
  /** Gaps of who only observes with one of the two: beside the partners' own. @type {Gap[]} */
  const beside = compare.gaps.filter((/** @type {Gap} */ g) => isOpen(g) && watching.some((/** @type {string} */ w) => g.a.partner === w || g.b.partner === w) && [g.a.partner, g.b.partner].every((p) => !p || pair.includes(p) || watching.includes(p)));
  const order = [...all.flatMap((r) => r.open), ...loose.filter(isOpen)];
  const at = order.findIndex((g) => g.id === query.gap);

  const show = (/** @type {string} */ gap, resolving = false) => setQuery({ gap, resolve: resolving ? "1" : "" }, { replace: true });
  const step = (/** @type {number} */ by) => {
    const next = order[at < 0 ? (by > 0 ? 0 : order.length - 1) : at + by];
    if (next) show(next.id);
  };
  const resolveHere = () => at >= 0 && show(order[at].id, true);
  useKeys({ KeyJ: () => step(1), KeyK: () => step(-1), KeyR: resolveHere, Escape: () => (query.gap ? show("") : go(`/i/${incident.id}`)) });
  useBringIntoView(query.gap);
  useReturnFocus(query.gap, query.resolve);

  const common = { parties: incident.parties, reload };
  return html`<div class="page wide compare">
    <header class="page-head">
      <div>
        <p class="under">${incident.ref && html`<${Ref}>${incident.ref}<//> · `}<a href=${`#/i/${incident.id}`} data-test="to-incident"><bdi>${incident.title}</bdi></a></p>
        <h1>${t("compare.title")}</h1>
        <p class="quiet"><${When} value=${incident.started} /> · <${Where} value=${incident.place} /></p>
      </div>
      <div class="actions">
        <a class="button" href=${`/print/compare/${incident.id}`} data-test="print-compare"><${Icon} name="print" />${t("print.open")}</a>
        <${StateChip} state=${incident.state} waitingOn=${incident.waiting_on} />
        ${incident.investigation && hasScreen("/case/:id") && html`<a class="button" href=${`#/case/${incident.investigation}`} data-test="open-case"><${Icon} name="case" />${t("incident.case")}</a>`}
        ${can("DRAFT_STATEMENT") && hasScreen("/st/new") && html`<a class="button" href=${`#/st/new?incident=${incident.id}`} data-test="draft-statement"><${Icon} name="statement" />${t("incident.statement")}</a>`}
      </div>
    </header>
    ${compare.provisional && html`<${Notice} kind="warn" actions=${html`<a class="button small" href=${`#/i/${incident.id}`}>${t("compare.decide")}</a>`}>${t("compare.provisional")}<//>`}
    ${compare.pairs.length > 1 && html`<${Pairs} compare=${compare} value=${key} />`}
    ${compare.reports.length === 0 ? html`<div class="sheet"><${Empty} icon="compare" text=${t("compare.none")} /></div>` : html`
      <div class="cmp-tools">
        <p class="cmp-counts">${looks.map((look) => [look, all.filter((r) => r.look === look && !r.alone).length]).filter(([, n]) => n).map(([look, n]) => html`<span key=${look} class="cmp-count"><bdi class="code">${number(/** @type {number} */ (n))}</bdi> <${RelationChip} look=${look} /></span>`)}</p>
        <label class="check"><input type="checkbox" checked=${only} data-test="only-gaps" onChange=${() => setQuery({ only: only ? "" : "gaps" }, { replace: true })} /><span>${t("compare.only")}</span></label>
      </div>
      ${rows.length
        ? html`<${CompareTable} data=${compare} pair=${pair} rows=${rows} current=${query.gap} resolving=${query.resolve === "1"} show=${show} ...${common} />`
        : html`<div class="sheet"><${Empty} icon="check" text=${t("compare.no-open")}><button type="button" class="button" onClick=${() => setQuery({ only: "" }, { replace: true })}>${t("compare.show-all")}</button><//></div>`}
      <${Loose} gaps=${loose} current=${query.gap} resolving=${query.resolve === "1"} show=${show} ...${common} />
      ${beside.length > 0 && html`<section aria-labelledby="observed" class="loose" data-test="observed">
        <h2 id="observed">${t("compare.observed", { who: list(watching.map(partnerName)) })}</h2>
        <p class="quiet">${t("compare.observed-note")}</p>
        <ul class="gap-list sheet">${beside.map((g) => html`<li key=${g.id}><${SeverityChip} value=${g.severity} /><p dir="auto">${g.title}</p>
          <button type="button" class="button small" data-test="see-observed" onClick=${() => setQuery({ pair: [g.a.partner, g.b.partner].join("-"), gap: g.id, resolve: "" }, { replace: true })}>${t("gap.see")}</button></li>`)}</ul>
      </section>`}
      <${Foot} order=${order} at=${at} step=${step} parties=${incident.parties} />`}
  </div>`;
}

/** Puts focus back on what opened a form or a gap once it is closed, if it fell away with it. @param {string} [gap] @param {string} [resolve] */
function useReturnFocus(gap, resolve) {
  const before = useRef({ gap: "", resolve: "" });
  useEffect(() => {
    const was = before.current;
    before.current = { gap: gap ?? "", resolve: resolve ?? "" };
    if (!was.gap || !(was.resolve && !resolve) && !(was.gap && !gap)) return;
    const timer = setTimeout(() => {
      if (document.activeElement && document.activeElement !== document.body) return;
      const act = gap && document.getElementById(`panel-${was.gap}`)?.querySelector('[data-test="resolve-here"], [data-test="concur"], .gap-work .button');
      /** @type {HTMLElement|null} */ (act || document.getElementById(`act-${was.gap}`))?.focus({ preventScroll: true });
    }, 60);
    return () => clearTimeout(timer);
  }, [gap, resolve]);
}

/** Scrolls to the gap in hand and puts focus on what can be done with it, so that Enter does it. @param {string} [gap] */
function useBringIntoView(gap) {
  const seen = useRef("");
  useEffect(() => {
    if (!gap || gap === seen.current) return void (seen.current = gap ?? "");
    seen.current = gap;
    const timer = setTimeout(() => { // after the page has come to the top for its heading
      const button = document.getElementById(`act-${gap}`);
      (button?.closest("tr") ?? button)?.scrollIntoView({ block: "center" });
      const panel = document.getElementById(`panel-${gap}`);
      const act = panel?.querySelector('[data-test="concur"], [data-test="resolve-here"]') ?? panel?.querySelector(".gap-work .button");
      if (!document.activeElement?.closest(".resolve")) /** @type {HTMLElement|null} */ (act ?? button)?.focus({ preventScroll: true });
    }, 30);
    return () => clearTimeout(timer);
  }, [gap]);
}

/** Every pair with its counts, to choose one of. @param {{compare: any, value: string}} props */
const Pairs = ({ compare, value }) => html`<div class="pairs" role="radiogroup" aria-label=${t("compare.pair")}>
  ${pairsOf(compare).map((p) => {
    const rows = rowsOf(compare, p);
    const count = (/** @type {string} */ look) => rows.filter((r) => r.look === look).length;
    return html`<label key=${p.join()} class=${cx("choice choice-plain", p.join("-") === value && "on")}>
      <input type="radio" name="pair" checked=${p.join("-") === value} data-test=${`pair-${p.join("-")}`} onChange=${() => setQuery({ pair: p.join("-"), gap: "", resolve: "" }, { replace: true })} />
      <span><span class="pair-who"><${PartnerMark} code=${p[0]} full /> <${PartnerMark} code=${p[1]} full /></span>
        <span class="under">${t("compare.pair-counts", { conflict: count("conflict"), missing: count("missing") })}${p.some((who) => (compare.observers ?? []).includes(who)) && html` · ${t("compare.observer")}`}</span></span>
    </label>`;
  })}
</div>`;

/** Gaps that no field of the table shows: missing records, material not shared, procedure. @param {{gaps: Gap[], current?: string, resolving: boolean, show: (gap: string, resolving?: boolean) => void, parties: string[], reload: () => Promise<void>}} props */
const Loose = ({ gaps, current, resolving, show, parties, reload }) => gaps.length > 0 && html`<section aria-labelledby="loose" class="loose">
  <h2 id="loose">${t("compare.loose")}</h2>
  <div class="stack">${gaps.map((g) => html`<div key=${g.id} class=${cx("sheet padded loose-gap", g.id === current && "current")} id=${`act-${g.id}`} tabindex="-1">
    <${GapPanel} gap=${g} parties=${parties} reload=${reload} resolving=${resolving && g.id === current} resolve=${(/** @type {boolean} */ on) => show(g.id, on)} log=${g.code === "G01" && mine(g.field.split("/")[1]) && can("LOG_REPORT")} />
  </div>`)}</div>
</section>`;

/** What is open, and the way from gap to gap; stays in sight. @param {{order: Gap[], at: number, step: (by: number) => void, parties: string[]}} props */
function Foot({ order, at, step, parties }) {
  const serious = order.filter((g) => g.severity === "CRITICAL" || g.severity === "HIGH").length;
  const answers = order.filter((g) => actionOf(g, parties) === "gap.answer").length;
  const others = [...new Set(order.filter((g) => waiting(g)).flatMap((g) => g.waiting_on))].filter((p) => p !== me.user.partner);
  return html`<div class="cmp-foot" role="region" aria-label=${t("compare.walk")}>
    <p>${order.length === 0 ? html`<${Chip} look="done" icon="check">${t("compare.all-settled")}<//>` : html`<strong>${t("compare.open-gaps", { n: order.length })}</strong>${serious > 0 && html` <span class="strong-conflict dotted">${t("compare.serious", { n: serious })}</span>`}${answers > 0 && html` <span class="turn you dotted">${t("compare.answers", { n: answers })}</span>`}${others.length > 0 && html` <span class="turn dotted">${t("turn.on", { who: list(others.map(partnerName)) })}</span>`}`}</p>
    ${order.length > 0 && html`<div class="actions">
      <span class="quiet" role="status" data-test="gap-position">${at < 0 ? t("compare.position-none", { of: order.length }) : t("compare.position", { at: at + 1, of: order.length })}</span>
      <button type="button" class="button small" data-test="gap-previous" aria-disabled=${at === 0} onClick=${() => step(-1)}><${Icon} name="prev" />${t("pager.back")} <kbd aria-hidden="true">k</kbd></button>
      <button type="button" class="button small" data-test="gap-next" aria-disabled=${at === order.length - 1} onClick=${() => step(1)}>${t("matches.next")} <kbd aria-hidden="true">j</kbd><${Icon} name="next" /></button>
    </div>`}
  </div>`;
}
