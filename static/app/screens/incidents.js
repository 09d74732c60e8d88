// S2: every incident we may see, as a table with filters and a pane for the
// selected one.

import { useMemo } from "preact/hooks";
import { html } from "../ui/html.js";
import { Icon } from "../ui/icon.js";
import { Pager, Table } from "../ui/table.js";
import { FilterBar, FilterChips, active } from "../ui/filterbar.js";
import { Empty } from "../ui/states.js";
import { Chip, StateChip } from "../ui/chip.js";
import { PartnerMark } from "../ui/partner.js";
import { Count, Ref, placeText } from "../ui/values.js";
import { WhenCell, dateText } from "../ui/when.js";
import { IncidentPane } from "../ui/incidentpane.js";
import { api } from "../api.js";
import { code, language, t } from "../i18n.js";
import { can, me, parties } from "../store.js";
import { go, setQuery } from "../router.js";
import { remember } from "../neighbours.js";

/** @typedef {import("../types.js").Incident} Incident */

export const title = () => t("incidents.title");
export const local = ["sel"];
export const live = ["report", "incident", "match", "gap", "investigation"];

const perPage = 50;

/** @param {{query: Record<string, string>, signal: AbortSignal}} at */
export async function load({ query: { sel, ...query }, signal }) {
  const page = await api.get("/incidents", { limit: perPage, sort: "-started", total: "exact", ...query }, signal);
  remember(page.items.map((/** @type {Incident} */ i) => i.id));
  return page;
}

const states = ["INTAKE", "NOTIFIED", "INITIAL_REVIEW", "ASSESSMENT", "INVESTIGATION", "JOINT_REVIEW", "AGREED", "AGREED_IN_PART", "DISSENT_RECORDED", "RESPONSE", "CLOSED", "REOPENED"];
const categories = ["AIR_STRIKE", "INDIRECT_FIRE", "DIRECT_FIRE", "RAID", "CHECKPOINT", "ESCALATION_OF_FORCE", "IED_MINE", "UXO", "NAVAL_FIRE", "DETENTION", "TRAFFIC_ACCIDENT", "OTHER", "UNKNOWN"];

/** @returns {import("../ui/filterbar.js").Filter[]} */
const filters = () => [
  { name: "gaps", label: t("filter.gaps"), kind: "choice", choices: [["open", t("filter.gaps.open")], ["critical", t("filter.gaps.critical")]] },
  { name: "partner", label: t("filter.partner"), kind: "choice", choices: parties().map((p) => [p.code, p.name]) },
  { name: "state", label: t("filter.state"), kind: "choice", choices: states.map((s) => [s, code("state", s)]) },
  { name: "category", label: t("filter.category"), kind: "choice", choices: categories.map((c) => [c, code("category", c)]) },
  { name: "from", label: t("filter.from"), kind: "date", words: dateText },
  { name: "to", label: t("filter.to"), kind: "date", words: dateText },
  { name: "killed_min", label: t("filter.killed"), kind: "number", words: (v) => t("range.at-least", { min: Number(v) }) },
  { name: "q", label: t("filter.text"), kind: "text" },
];

/** @returns {import("../ui/table.js").Column[]} */
const columns = () => [
  { name: "incident", label: t("incidents.incident"), main: true, cell: (i) => html`
      <a href=${`#/i/${i.id}`}><bdi>${i.title}</bdi></a>
      <span class="under"><bdi>${placeText(i.place)}</bdi>${i.ref && html` · <${Ref}>${i.ref}<//>`}</span>` },
  { name: "when", label: t("incidents.when"), sort: "started", cell: (i) => html`<${WhenCell} value=${i.started} />` },
  { name: "killed", label: t("incidents.killed"), numeric: true, cell: (i) => html`<${Count} value=${i.killed} />` },
  { name: "by", label: t("incidents.by"), cell: (i) => html`<${Marks} incident=${i} />` },
  { name: "gaps", label: t("incidents.gaps"), blank: (i) => !i.gaps.open, cell: (i) => html`<${Gaps} gaps=${i.gaps} />` },
  { name: "state", label: t("incidents.state"), blank: (i) => !i.state, cell: (i) => html`<${StateChip} state=${i.state} waitingOn=${i.waiting_on} />` },
];

/** A filled shape for each partner whose record we see, an empty one for the others. @param {{incident: Incident}} props */
const Marks = ({ incident }) => html`<span class="marks">
  ${[...parties(), ...me.partners.filter((p) => p.role === "OBSERVER" && incident.reports.some((r) => r.partner === p.code))].map((p) => {
    const has = incident.reports.some((r) => r.partner === p.code);
    return html`<span key=${p.code}><${PartnerMark} code=${p.code} hollow=${!has} bare /><span class="hidden"> ${t(has ? "incidents.has-record" : "incidents.no-record")}</span></span>`;
  })}
</span>`;

/** @param {{gaps: {open: number, critical: number}}} props */
const Gaps = ({ gaps }) => (gaps.open
  ? html`<span class="gap-count">${gaps.critical > 0 ? html`<${Chip} look="conflict" icon="gaps">${t("gaps.critical-of", { critical: gaps.critical, n: gaps.open })}<//>` : t("gaps.open", { n: gaps.open })}</span>`
  : html`<span class="quiet">${t("gaps.none")}</span>`);

/** @param {import("../types.js").ScreenProps} props */
export function Screen({ data, query }) {
  const cols = useMemo(columns, [language]);
  const all = filters();
  const on = active(all, query);
  const selected = data.items.find((/** @type {Incident} */ i) => i.id === query.sel);
  const set = (/** @type {Record<string, string>} */ changes) => setQuery({ sel: "", ...changes });
  const wide = () => matchMedia("(min-width: 1100px)").matches;
  const select = (/** @type {Incident} */ i) => (wide() ? setQuery({ sel: i.id }, { replace: true }) : go(`/i/${i.id}`));

  return html`<div class="page wide">
    <header class="page-head">
      <div><h1>${t("incidents.title")}</h1>
        ${data.total !== undefined && html`<p class="quiet" data-test="total">${t(on.length ? "incidents.total-filtered" : "incidents.total", { n: data.total })}</p>`}</div>
      ${can("LOG_REPORT") && html`<a class="button primary" href="#/log" data-test="log"><${Icon} name="plus" />${t("incidents.log")}</a>`}
    </header>
    <${FilterBar} filters=${all} query=${query} set=${set} />
    ${data.items.length === 0
      ? html`<div class="sheet"><${Nothing} filters=${all} on=${on} query=${query} set=${set} /></div>`
      : html`<div class=${selected ? "split" : "split single"}>
          <div class="sheet">
            <${Table} caption=${t("incidents.title")} columns=${cols} rows=${data.items} selected=${query.sel} select=${select} open=${(/** @type {Incident} */ i) => go(`/i/${i.id}`)}
              sort=${query.sort || "-started"} onSort=${(/** @type {string} */ sort) => set({ sort, cursor: "" })} test="incidents" />
            <${Pager} next=${data.next} cursor=${query.cursor} shown=${data.items.length} go=${(/** @type {string} */ cursor) => (set({ cursor }), scrollTo(0, 0))} />
          </div>
          ${selected && html`<${IncidentPane} incident=${selected} close=${() => setQuery({ sel: "" }, { replace: true })} />`}
        </div>`}
  </div>`;
}

/** @param {{filters: any[], on: any[], query: any, set: any}} props */
const Nothing = ({ filters: all, on, query, set }) => (on.length
  ? html`<${Empty} icon="search" text=${t("incidents.none-filtered", { n: on.length })}><${FilterChips} filters=${all} query=${query} set=${set} /><//>`
  : html`<${Empty} icon="incidents" text=${t("incidents.none")}>${can("LOG_REPORT") && html`<a class="button primary" href="#/log">${t("incidents.log")}</a>`}<//>`);
