// Who knew what and when, and who was told what and when: two tables in the order of
// time, since the order is what they are read for.

import { html } from "./html.js";
import { Stamp } from "./when.js";
import { code, t } from "../i18n.js";

/** @param {any[]} rows */
const inTime = (rows) => [...rows].sort((a, b) => String(a.at).localeCompare(String(b.at)));

/** @param {{report: any}} props */
export const Logs = ({ report: r }) => html`
  ${r.knowledge?.length > 0 && html`<section class="part"><h4>${t("part.knowledge")}</h4><table class="log-table" data-test="knowledge-log">
    <caption class="hidden">${t("part.knowledge")}</caption>
    <thead><tr><th scope="col">${t("entry.knowledge.at")}</th><th scope="col">${t("entry.knowledge.who")}</th><th scope="col">${t("entry.knowledge.what")}</th></tr></thead>
    <tbody>${inTime(r.knowledge).map((k, i) => html`<tr key=${i}><td><${Stamp} at=${k.at} /></td><th scope="row"><bdi>${k.who}</bdi></th><td><span dir="auto">${k.what}</span>${k.source && html`<span class="under">${t("facts.sources", { n: 1, which: String(k.source) })}</span>`}</td></tr>`)}</tbody></table></section>`}
  ${r.told?.length > 0 && html`<section class="part"><h4>${t("part.told")}</h4><table class="log-table" data-test="told-log">
    <caption class="hidden">${t("part.told")}</caption>
    <thead><tr><th scope="col">${t("entry.told.at")}</th><th scope="col">${t("entry.told.whom")}</th><th scope="col">${t("entry.told.what")}</th></tr></thead>
    <tbody>${inTime(r.told).map((x, i) => html`<tr key=${i}><td><${Stamp} at=${x.at} /></td><th scope="row"><bdi>${x.whom}</bdi><span class="under">${code("told", x.kind)}</span></th><td><span dir="auto">${x.what}</span>${x.by && html`<span class="under">${t("told.by", { who: x.by })}</span>`}</td></tr>`)}</tbody></table></section>`}`;
