// What became of a record between two versions: one line a field, in words, with
// what went and what came marked as such.

import { html } from "./html.js";
import { Diff } from "./progress.js";
import { stampText } from "./when.js";
import { code, has, t } from "../i18n.js";

/** The field in the user's words, where we have them; else the server's. @param {any} c */
const label = (c) => (has(`code.field.${c.field}`) ? code("field", c.field) : c.label || c.field);

/** @param {{diff: any}} props the answer of /reports/{id}/diff */
export const Changes = ({ diff: d }) => html`<section class="changes-list" aria-label=${t("versions.changes", { from: d.from, to: d.to })} data-test="field-changes">
  <p class="under">${t("versions.made", { who: d.by, at: stampText(d.at) })}${d.reason && html` <span dir="auto">${d.reason}</span>`}</p>
  ${!d.changes.length ? html`<p class="quiet">${t("versions.same")}</p>` : html`<dl class="facts">${d.changes.map((/** @type {any} */ c, /** @type {number} */ i) => html`<div key=${i}>
    <dt>${label(c)}</dt>
    <dd>${c.before === "" ? html`<ins class="came" dir="auto">${c.after}</ins> <span class="quiet">${t("versions.added")}</span>`
      : c.after === "" ? html`<del class="went" dir="auto">${c.before}</del> <span class="quiet">${t("versions.removed")}</span>`
      : c.before.length > 60 || c.after.length > 60 ? html`<${Diff} before=${c.before} after=${c.after} />`
      : html`<span class="became"><del class="went" dir="auto">${c.before}</del> <span class="quiet">${t("versions.became")}</span> <ins class="came" dir="auto">${c.after}</ins></span>`}</dd></div>`)}</dl>`}
</section>`;
