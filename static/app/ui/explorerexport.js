// Files of exactly what the filter shows, or of the rows picked out of it.

import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Menu } from "./menu.js";
import { t } from "../i18n.js";
import { can } from "../store.js";

/** @typedef {import("../types.js").Incident} Incident */

/** Formats of an export, by the name of their words. @type {[string, Record<string, string>][]} */
const formats = [
  ["csv", { format: "csv" }],
  ["hxl", { format: "csv", hxl: "1" }],
  ["xlsx", { format: "xlsx" }],
  ["geojson", { format: "geojson" }],
  ["json", { format: "json" }],
];

/**
 * Files of the incidents themselves, to be looked at, and of the reports behind
 * them, which import again without loss.
 * @param {Record<string, string>} query
 */
const links = (query) => ["incidents", "reports"].map((kind) => html`
  <div key=${kind} class="menu-note">${t(`export.of-${kind}`)}</div>
  ${formats.map(([name, format]) => html`<a key=${kind + name} class="menu-item" role="menuitem" tabindex="-1" download data-test=${kind === "incidents" ? `export-${name}` : `export-${kind}-${name}`}
    href=${`/api/v1/export/${kind}?${new URLSearchParams({ ...format, ...query })}`}>${t(`export.${name}`)}</a>`)}`);

/** @param {{query: Record<string, string>}} props the filters of the page as the API takes them */
export const ExportMenu = ({ query }) => can("EXPORT") && html`
  <${Menu} class="button" end test="export" label=${html`<${Icon} name="download" />${t("export.title")}`}>
    ${links(query)}
  <//>`;

/** The references of one report of each incident: an incident is where any of its reports is found. @param {Incident[]} picked */
const those = (picked) => ({ filter: `ref=${picked.map((i) => i.reports[0]?.ref).filter(Boolean).join(",")}` });

/** What can be done with picked rows. @param {{picked: Incident[], clear: () => void}} props */
export const PickedBar = ({ picked, clear }) => html`<div class="picked" role="status" data-test="picked">
  <span>${t("incidents.picked", { n: picked.length })}</span>
  ${can("EXPORT") && html`<${Menu} class="button small" test="export-picked" label=${html`<${Icon} name="download" />${t("export.picked")}`}>${links(those(picked))}<//>`}
  <button type="button" class="link" data-test="unpick" onClick=${clear}>${t("incidents.unpick")}</button>
</div>`;
