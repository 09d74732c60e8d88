// The history of an incident: how its records stood on a date, and every version of
// each with what it changed.

import { useState } from "preact/hooks";
import { html } from "./html.js";
import { Field } from "./field.js";
import { Notice } from "./states.js";
import { PartnerMark, slotClass } from "./partner.js";
import { Ref } from "./values.js";
import { Versions } from "./versions.js";
import { dateText } from "./when.js";
import { instantOf } from "../instant.js";
import { t } from "../i18n.js";
import { setQuery } from "../router.js";

/** @param {{reports: any[], query: Record<string, string>}} props */
export const History = ({ reports, query }) => html`<section class="stack" aria-labelledby="history">
  <h2 id="history">${t("incident.tab.history")}</h2>
  <${AsOf} query=${query} />
  <div class="records">${reports.map((r) => html`<article key=${r.id} class=${`record sheet ${slotClass(r.partner)}`} aria-label=${r.title} data-test=${`history-${r.partner}`}>
    <header class="record-head"><p class="record-who"><${PartnerMark} code=${r.partner} full /> <${Ref}>${r.ref}<//></p><h3><bdi>${r.title}</bdi></h3></header>
    <${Versions} report=${r} /></article>`)}</div>
</section>`;

/** Asks for a day. @param {{query: Record<string, string>}} props */
function AsOf({ query }) {
  const [text, setText] = useState(query.as_of ?? "");
  const [wrong, setWrong] = useState("");
  function show(/** @type {Event} */ e) {
    e.preventDefault();
    const day = text.trim();
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !instantOf(day)) return setWrong(t("asof.unread"));
    setWrong("");
    setQuery({ as_of: day, tab: "" });
  }
  return html`<form class="sheet padded" novalidate onSubmit=${show}><${Field} id="as-of" label=${t("asof.label")} hint=${t("asof.hint")} error=${wrong}>${(/** @type {any} */ p) => html`<div class="row">
    <input ...${p} type="text" class="short" inputmode="numeric" dir="ltr" autocomplete="off" placeholder="2031-03-04" data-test="as-of" value=${text} onInput=${(/** @type {any} */ e) => setText(e.target.value)} />
    <button type="submit" class="button" data-test="as-of-show">${t("asof.show")}</button></div>`}<//></form>`;
}

/** Says that this is not how the records stand now. @param {{day: string}} props */
export const AsOfNotice = ({ day }) => html`<${Notice} kind="warn" icon="timeline" actions=${html`<button type="button" class="button small" data-test="as-of-end" onClick=${() => setQuery({ as_of: "" })}>${t("asof.end")}</button>`}>
  <strong data-test="as-of-notice">${t("asof.title", { date: dateText(day) })}</strong> ${t("asof.text")}<//>`;
