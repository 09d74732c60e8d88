// S10: statements, the newest first, with who has to approve.

import { useEffect, useMemo } from "preact/hooks";
import { html } from "../ui/html.js";
import { Icon } from "../ui/icon.js";
import { Table } from "../ui/table.js";
import { Empty } from "../ui/states.js";
import { Select } from "../ui/field.js";
import { Pages } from "../ui/pages.js";
import { Ref } from "../ui/values.js";
import { Stamp } from "../ui/when.js";
import { PartnerMark } from "../ui/partner.js";
import { StatementChip } from "./statement.js";
import { blocks, inWork } from "../statement.js";
import { onUs, turnText } from "../gaps.js";
import { api } from "../api.js";
import { code, language, t } from "../i18n.js";
import { can } from "../store.js";
import { go, setQuery } from "../router.js";

/** @typedef {import("../statement.js").Statement} Statement */

export const title = () => t("nav.statements");
export const local = ["sel", "new"];
export const live = ["statement"];

/** @param {{query: Record<string, string>, signal: AbortSignal}} at */
export const load = ({ query: { state, incident, cursor }, signal }) => api.get("/statements", { limit: 50, state, incident, cursor }, signal);

/** @returns {import("../ui/table.js").Column[]} */
const columns = () => [
  { name: "statement", label: t("statement.one"), main: true, cell: (s) => html`<a href=${`#/st/${s.id}`} data-test="statement-link"><bdi>${s.title}</bdi></a><span class="under"><${Ref}>${s.ref}<//>${s.incident_ref && html` · <${Ref}>${s.incident_ref}<//>`}</span>` },
  { name: "kind", label: t("statement.kind"), cell: (s) => html`${code("statement", s.kind)}<span class="under">${code("audience", s.audience)} · ${Object.keys(s.bodies).map((l) => t(`language.${l}`)).join(", ")}</span>` },
  { name: "state", label: t("statement.state"), cell: (s) => html`<${StatementChip} statement=${s} />${inWork(s) && blocks(s).length > 0 && html`<span class="under">${t("checks.n.BLOCK", { n: blocks(s).length })}</span>`}` },
  { name: "turn", label: t("queue.whose-turn"), blank: (s) => !inWork(s) || !s.waiting_on.length, cell: (s) => inWork(s) && html`<span class=${onUs(s.waiting_on) ? "turn you" : "turn"}>${turnText(s.waiting_on)}</span>` },
  { name: "by", label: t("statement.by"), cell: (s) => html`<${PartnerMark} code=${s.partner} full /><span class="under"><bdi>${s.created_by}</bdi> · <${Stamp} at=${s.created_at} short /></span>` },
];

const states = ["DRAFT", "PARTNER_CONCURRED", "ISSUED"];

/** @param {import("../types.js").ScreenProps} props */
export function Screen({ data, query }) {
  const cols = useMemo(columns, [language]);
  const fresh = query.new === "1" && can("DRAFT_STATEMENT");
  useEffect(() => {
    if (fresh) location.replace(`#/st/new?incident=${query.incident ?? ""}`);
  }, [fresh]);
  const set = (/** @type {Record<string, string>} */ changes) => setQuery({ cursor: "", sel: "", ...changes });
  return html`<div class="page wide">
    <header class="page-head">
      <div><h1>${t("nav.statements")}</h1><p class="quiet">${t("statement.intro")}</p></div>
      ${can("DRAFT_STATEMENT") && html`<a class="button primary" href=${`#/st/new${query.incident ? `?incident=${query.incident}` : ""}`} data-test="new-statement"><${Icon} name="plus" />${t("statement.new")}</a>`}
    </header>
    <div class="filters">
      <label class="chooser"><span>${t("statement.state")}</span><${Select} data-test="filter-state" value=${query.state ?? ""} empty=${t("filter.any")} choices=${states.map((s) => [s, code("statement-state", s)])} onChange=${(/** @type {string} */ state) => set({ state })} /></label>
      ${query.incident && html`<span class="filter-chip"><span>${t("statement.of-incident")}</span><button type="button" aria-label=${t("filter.remove", { filter: t("incidents.incident") })} onClick=${() => set({ incident: "" })}><${Icon} name="close" /></button></span>`}
    </div>
    <div class="sheet">
      ${data.items.length === 0
        ? html`<${Empty} icon="statement" text=${t(query.state || query.incident ? "statement.none-filtered" : "statement.none")}>${(query.state || query.incident) && html`<button type="button" class="button" onClick=${() => set({ state: "", incident: "" })}>${t("filter.clear")}</button>`}<//>`
        : html`<${Table} caption=${t("nav.statements")} columns=${cols} rows=${data.items} selected=${query.sel} select=${(/** @type {Statement} */ s) => setQuery({ sel: s.id }, { replace: true })} open=${(/** @type {Statement} */ s) => go(`/st/${s.id}`)} test="statements" />`}
      <${Pages} next=${data.next} cursor=${query.cursor} go=${(/** @type {string} */ cursor) => setQuery({ cursor, sel: "" })} />
    </div>
  </div>`;
}
