// Columns of the list of incidents, which of them are shown, and how a row can be
// taken into a selection.

import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Menu } from "./menu.js";
import { Chip, StateChip } from "./chip.js";
import { PartnerMark } from "./partner.js";
import { Count, Ref, placeText } from "./values.js";
import { Stamp, WhenCell } from "./when.js";
import { code, t } from "../i18n.js";
import { me, parties, prefer, preference } from "../store.js";

/** @typedef {import("../types.js").Incident} Incident */

/** @returns {import("./table.js").Column[]} */
const all = () => [
  { name: "incident", label: t("incidents.incident"), main: true, cell: (i) => html`
      <a href=${`#/i/${i.id}`}><bdi>${i.title}</bdi></a>
      <span class="under"><bdi>${placeText(i.place)}</bdi>${i.ref && html` · <${Ref}>${i.ref}<//>`}</span>` },
  { name: "when", label: t("incidents.when"), sort: "started", cell: (i) => html`<${WhenCell} value=${i.started} />` },
  { name: "kind", label: t("incidents.kind"), cell: (i) => code("category", i.category) },
  { name: "killed", label: t("incidents.killed"), numeric: true, cell: (i) => html`<${Count} value=${i.killed} />` },
  { name: "injured", label: t("incidents.injured"), numeric: true, cell: (i) => html`<${Count} value=${i.injured} />` },
  { name: "by", label: t("incidents.by"), cell: (i) => html`<${Marks} incident=${i} />` },
  { name: "logged", label: t("incidents.logged"), cell: (i) => html`<${Stamp} short at=${i.reports.map((r) => r.logged_at).sort()[0]} />` },
  { name: "gaps", label: t("incidents.gaps"), blank: (i) => !i.gaps.open, cell: (i) => html`<${Gaps} gaps=${i.gaps} />` },
  { name: "state", label: t("incidents.state"), blank: (i) => !i.state, cell: (i) => html`<${StateChip} state=${i.state} waitingOn=${i.waiting_on} />` },
];

const usual = ["when", "killed", "by", "gaps", "state"];

/** Which columns the address asks for, else those chosen here last, else the usual ones. @param {string|undefined} cols */
export const chosen = (cols) => (cols ?? preference("columns", usual.join())).split(",");

/** The columns by those names; the incident itself is always one. @param {string[]} names */
export const columns = (names) => all().filter((c) => c.main || names.includes(c.name));

/** @param {{names: string[], set: (cols: string) => void}} props */
export function ColumnChooser({ names, set }) {
  const flip = (/** @type {string} */ name) => {
    const next = all().map((c) => c.name).filter((n) => (n === name ? !names.includes(n) : names.includes(n))).join();
    prefer("columns", next);
    set(next);
  };
  return html`<${Menu} class="button small" end test="columns" label=${html`<${Icon} name="columns" />${t("incidents.columns")}`}>
    ${all().filter((c) => !c.main).map((c) => html`<button type="button" key=${c.name} role="menuitemcheckbox" tabindex="-1" class="menu-item" aria-checked=${names.includes(c.name)}
      data-test=${`column-${c.name}`} onClick=${(/** @type {Event} */ e) => (e.stopPropagation(), flip(c.name))}><${Icon} name="check" class="menu-check" />${c.label}</button>`)}
  <//>`;
}

/** A filled shape for each partner whose record we see, an empty one for the others. @param {{incident: Incident}} props */
export const Marks = ({ incident }) => html`<span class="marks">
  ${[...parties(), ...me.partners.filter((p) => p.role === "OBSERVER" && incident.reports.some((r) => r.partner === p.code))].map((p) => {
    const has = incident.reports.some((r) => r.partner === p.code);
    return html`<span key=${p.code}><${PartnerMark} code=${p.code} hollow=${!has} bare /><span class="hidden"> ${t(has ? "incidents.has-record" : "incidents.no-record")}</span></span>`;
  })}
</span>`;

/** @param {{gaps: {open: number, critical: number}}} props */
const Gaps = ({ gaps }) => (gaps.open
  ? html`<span class="gap-count">${gaps.critical > 0 ? html`<${Chip} look="conflict" icon="gaps">${t("gaps.critical-of", { critical: gaps.critical, n: gaps.open })}<//>` : t("gaps.open", { n: gaps.open })}</span>`
  : html`<span class="quiet">${t("gaps.none")}</span>`);
