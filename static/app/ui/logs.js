// Who knew what and when, and who was told what and when, of all records together and
// in the order of time, since the order is what they are read for.

import { html } from "./html.js";
import { Empty } from "./states.js";
import { PartnerMark, slotClass } from "./partner.js";
import { Stamp } from "./when.js";
import { code, t } from "../i18n.js";

/** The rows of a log of several records. @param {any[]} reports @param {"knowledge"|"told"} name @returns {any[]} */
const inTime = (reports, name) => reports.flatMap((r) => (r[name] ?? []).map((/** @type {any} */ row) => ({ ...row, of: r.partner }))).sort((a, b) => String(a.at).localeCompare(String(b.at)));

/** @param {any[]} reports */
export const logCount = (reports) => inTime(reports, "knowledge").length + inTime(reports, "told").length;

/** @param {{reports: any[]}} props */
export const Logs = ({ reports }) => html`<section class="stack" aria-label=${t("incident.tab.logs")}>
  <${Log} name="knowledge" rows=${inTime(reports, "knowledge")} head=${t("entry.knowledge.who")} said=${t("entry.knowledge.what")}
    who=${(/** @type {any} */ k) => html`<bdi>${k.who}</bdi>`} more=${(/** @type {any} */ k) => k.source && html`<span class="under">${t("facts.sources", { n: 1, which: String(k.source) })}</span>`} />
  <${Log} name="told" rows=${inTime(reports, "told")} head=${t("entry.told.whom")} said=${t("entry.told.what")}
    who=${(/** @type {any} */ x) => html`<bdi>${x.whom}</bdi><span class="under">${code("told", x.kind)}</span>`} more=${(/** @type {any} */ x) => x.by && html`<span class="under">${t("told.by", { who: x.by })}</span>`} />
</section>`;

/** @param {{name: "knowledge"|"told", rows: any[], head: string, said: string, who: (row: any) => any, more: (row: any) => any}} props */
const Log = ({ name, rows, head, said, who, more }) => html`<section aria-labelledby=${`log-${name}`} class="stack">
  <h2 id=${`log-${name}`}>${t(`part.${name}`)}</h2>
  ${!rows.length ? html`<div class="sheet padded"><${Empty} text=${t(`logs.none-${name}`)} icon="timeline" /></div>` : html`<div class="sheet"><table class="table" data-test=${`${name}-log`}>
    <caption class="hidden">${t(`part.${name}`)}</caption>
    <thead><tr><th scope="col">${head}</th><th scope="col">${t("logs.at")}</th><th scope="col">${said}</th><th scope="col">${t("logs.record")}</th></tr></thead>
    <tbody>${rows.map((row, i) => html`<tr key=${i}><th scope="row">${who(row)}</th><td data-label=${t("logs.at")}><${Stamp} at=${row.at} /></td><td data-label=${said}><div><span dir="auto">${row.what}</span>${more(row)}</div></td><td data-label=${t("logs.record")} class=${slotClass(row.of)}><${PartnerMark} code=${row.of} full /></td></tr>`)}</tbody></table></div>`}
</section>`;
