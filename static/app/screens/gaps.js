// S8: every open gap, the most serious first, with whose turn it is. Filters are
// in the address.

import { useMemo } from "preact/hooks";
import { html } from "../ui/html.js";
import { SeverityChip } from "../ui/chip.js";
import { StateOfGap } from "../ui/gappanel.js";
import { Table } from "../ui/table.js";
import { Empty } from "../ui/states.js";
import { Segments, Select } from "../ui/field.js";
import { Pages } from "../ui/pages.js";
import { PartnerMark } from "../ui/partner.js";
import { Ref, Value } from "../ui/values.js";
import { agoText, dateText } from "../ui/when.js";
import { gapField, gapTurn, isOpen, onUs, waiting } from "../gaps.js";
import { api } from "../api.js";
import { code, language, list, t } from "../i18n.js";
import { is, me, now, parties } from "../store.js";
import { go, setQuery } from "../router.js";

/** @typedef {import("../gaps.js").Gap} Gap */

export const title = () => t("nav.gaps");
export const local = ["sel", "turn"];
export const live = ["gap", "match", "report"];

/** @param {{query: Record<string, string>, signal: AbortSignal}} at */
export const load = ({ query: { severity, code: kind, state, partner, cursor }, signal }) => api.get("/gaps", { limit: 100, severity, code: kind, state: state ?? "open", partner, cursor }, signal);

const severities = ["CRITICAL", "HIGH", "MEDIUM", "LOW"];
const states = ["OPEN", "IN_RESOLUTION", "EXPLAINED", "RESOLVED", "DISSENT_RECORDED", "ALL"];
const kinds = ["G01", "G02", "G04", "G05", "G06", "G10", "G11", "G12", "G13", "G14", "G15", "G16", "G17", "G20", "G23", "G25", "G26", "G30", "G31", "G42", "G43", "G50", "G52", "G71"];

/** @param {Gap} g */
const address = (g) => `/i/${g.incident}/compare?gap=${g.id}`;

/** @param {Gap} g */
const late = (g) => isOpen(g) && !!g.due_at && Date.parse(g.due_at) < now().getTime();

/** @returns {import("../ui/table.js").Column[]} */
const columns = () => [
  { name: "gap", label: t("gap.one"), main: true, cell: (g) => html`<a href=${`#${address(g)}`} data-test="gap-link" dir="auto">${g.title}</a>
      ${g.incident_title && html`<span class="under"><bdi>${g.incident_title}</bdi>${g.incident_ref && html` · <${Ref}>${g.incident_ref}<//>`}</span>`}
      <span class="under">${gapField(g.field)}${(g.a.value != null || g.b.value != null) && html` · ${[g.a, g.b].filter((s) => s.partner).map((s) => html`<span key=${s.partner} class="gap-side"><${PartnerMark} code=${s.partner} /> ${s.value == null ? t("compare.no-entry") : html`<${Value} field=${g.field} value=${s.value} />`} </span>`)}`}</span>` },
  { name: "severity", label: t("gap.severity"), cell: (g) => html`<${SeverityChip} value=${g.severity} /><span class="under"><bdi class="code">${g.score}</bdi> · ${code("kind-of-gap", g.code)}</span>` },
  { name: "state", label: t("gap.state"), cell: (g) => html`<${StateOfGap} gap=${g} />${g.provisional && html`<span class="under">${t("match.provisional")}</span>`}` },
  { name: "turn", label: t("queue.whose-turn"), blank: (g) => !isOpen(g), cell: (g) => isOpen(g) && html`<span class=${onUs(g.waiting_on) && g.waiting_on.length === 1 ? "turn you" : "turn"}>${gapTurn(g)}</span><span class="under">${list(g.owners.map((/** @type {string} */ r) => code("role", r)))}</span>` },
  { name: "age", label: t("gap.raised"), cell: (g) => html`${agoText(g.raised_at, now())}${g.due_at && isOpen(g) && html`<span class=${late(g) ? "under strong-conflict" : "under"}>${late(g) ? t("gap.late-since", { date: dateText(g.due_at) }) : t("gap.due-on", { date: dateText(g.due_at) })}</span>`}` },
];

/** What each choice of whose turn lets through. @type {Record<string, (g: Gap) => boolean>} */
const turns = {
  all: () => true,
  you: (g) => isOpen(g) && onUs(g.waiting_on) && (!waiting(g) || g.waiting_on.length > 0) && !g.provisional,
  role: (g) => turns.you(g) && g.owners.some(is),
  partner: (g) => isOpen(g) && g.waiting_on.length > 0 && !onUs(g.waiting_on),
};

/** @param {import("../types.js").ScreenProps} props */
export function Screen({ data, query }) {
  const cols = useMemo(columns, [language]);
  const turn = turns[query.turn] ? query.turn : "all";
  const rows = data.items.filter(turns[turn]);
  const filtered = ["severity", "code", "state", "partner"].some((f) => query[f]) || turn !== "all";
  const set = (/** @type {Record<string, string>} */ changes) => setQuery({ cursor: "", sel: "", ...changes });
  const pick = (/** @type {string} */ name, /** @type {string} */ label, /** @type {[string, string][]} */ choices, /** @type {string} */ empty = t("filter.any")) => html`<label class="chooser"><span>${label}</span>
    <${Select} data-test=${`filter-${name}`} value=${query[name] ?? ""} empty=${empty} choices=${choices} onChange=${(/** @type {string} */ v) => set({ [name]: v })} /></label>`;
  return html`<div class="page wide">
    <header class="page-head">
      <div><h1>${t("nav.gaps")}</h1><p class="quiet" data-test="gaps-shown">${t("gap.shown", { n: rows.length })}${(data.next || query.cursor) && ` · ${t("gap.page-note")}`}</p></div>
      ${me.user.partner && html`<${Segments} name="turn" label=${t("queue.whose-turn")} value=${turn} onChange=${(/** @type {string} */ v) => setQuery({ turn: v === "all" ? "" : v, sel: "" }, { replace: true })}
        choices=${[["all", t("queue.all")], ["you", t("queue.you")], ["role", t("queue.role")], ["partner", t("queue.partner")]]} />`}
    </header>
    <div class="filters" role="group" aria-label=${t("filter.label")}>
      ${pick("severity", t("gap.severity"), severities.map((s) => [s, code("severity", s)]))}
      ${pick("code", t("gap.kind"), kinds.map((k) => [k, code("kind-of-gap", k)]))}
      ${pick("state", t("gap.state"), states.map((s) => [s, s === "ALL" ? t("gap.with-history") : code("gap", s)]), t("gap.still-open"))}
      ${pick("partner", t("filter.partner"), parties().map((p) => [p.code, p.name]))}
      ${filtered && html`<button type="button" class="button small" data-test="clear-filters" onClick=${() => set({ severity: "", code: "", state: "", partner: "", turn: "" })}>${t("filter.clear")}</button>`}
    </div>
    <div class="sheet">
      ${rows.length === 0
        ? html`<${Empty} icon="check" text=${t(filtered ? "gap.none-filtered" : "gap.none")}>${filtered && html`<button type="button" class="button" onClick=${() => set({ severity: "", code: "", state: "", partner: "", turn: "" })}>${t("filter.clear")}</button>`}<//>`
        : html`<${Table} caption=${t("nav.gaps")} columns=${cols} rows=${rows} selected=${query.sel} select=${(/** @type {Gap} */ g) => setQuery({ sel: g.id }, { replace: true })} open=${(/** @type {Gap} */ g) => go(address(g))} test="gaps" />`}
      <${Pages} next=${data.next} cursor=${query.cursor} go=${(/** @type {string} */ cursor) => setQuery({ cursor, sel: "" })} />
    </div>
  </div>`;
}
