// The fields of an identity, and how it is shown once it was opened.

import { html } from "./html.js";
import { Field, Select } from "./field.js";
import { codes } from "../dictionary.js";
import { code, t } from "../i18n.js";

/** As typed. */
export const noIdentity = { names: "", contact: "", next_of_kin: "", notes: "", age_exact: "", age_low: "", age_high: "", language: "", consent: "", reconciliation_id: "" };

/** @param {any} i an identity as the server reads it back @returns {typeof noIdentity} */
export const identityDraft = (i) => /** @type {any} */ (Object.fromEntries(Object.keys(noIdentity).map((k) => [k, k === "names" ? (i.names ?? []).join("\n") : i[k] == null ? "" : String(i[k])])));

/** Whether anything was typed. @param {any} d */
export const anyIdentity = (d) => !!d && Object.values(d).some((v) => String(v).trim() !== "");

/** @param {typeof noIdentity} d */
export function identityFacts(d) {
  const number = (/** @type {string} */ v) => (/^\d{1,3}$/.test(v.trim()) ? Number(v) : null);
  const text = (/** @type {string} */ v) => v.trim() || undefined;
  return { names: d.names.split("\n").map((n) => n.trim()).filter(Boolean), contact: text(d.contact), next_of_kin: text(d.next_of_kin), notes: text(d.notes), age_exact: number(d.age_exact), age_low: number(d.age_low), age_high: number(d.age_high),
    language: text(d.language), consent: text(d.consent), reconciliation_id: text(d.reconciliation_id) };
}

/** @param {{id: string, test: string, value: any, onChange: (value: any) => void, errors?: Record<string, string>}} props errors by the name of the field */
export function IdentityFields({ id, test, value, onChange, errors = {} }) {
  const put = (/** @type {string} */ name) => (/** @type {any} */ e) => onChange({ ...value, [name]: e.target.value });
  const field = (/** @type {string} */ name, /** @type {(p: any) => any} */ input, /** @type {any} */ more = {}) => html`<${Field} id=${`${id}-${name}`} class=${more.wide ? "entry-field wide" : "entry-field"} label=${t(`identity.${name}`)} hint=${more.hint} error=${errors[name]}>${input}<//>`;
  const line = (/** @type {string} */ name, /** @type {any} */ more = {}) => field(name, (p) => html`<input ...${p} type="text" dir=${more.ltr ? "ltr" : "auto"} inputmode=${more.number ? "numeric" : undefined} class=${more.number ? "short" : undefined} autocomplete="off" data-test=${`${test}-${name}`} value=${value[name]} onInput=${put(name)} />`, more);
  const area = (/** @type {string} */ name, /** @type {any} */ more = {}) => field(name, (p) => html`<textarea ...${p} rows="2" dir="auto" autocomplete="off" data-test=${`${test}-${name}`} value=${value[name]} onInput=${put(name)}></textarea>`, { wide: true, ...more });
  return html`<div class="entry-fields">
    ${area("names", { hint: t("identity.names-hint") })}${area("contact")}${area("next_of_kin")}
    ${line("age_exact", { number: true })}${line("age_low", { number: true })}${line("age_high", { number: true })}${line("language", { ltr: true, hint: t("entry.sources.language-hint") })}
    ${field("consent", (p) => html`<${Select} ...${p} data-test=${`${test}-consent`} value=${value.consent} empty=${t("value.unknown")} choices=${codes.consent.map((c) => [c, code("consent", c)])} onChange=${(/** @type {string} */ consent) => onChange({ ...value, consent })} />`)}
    ${line("reconciliation_id", { ltr: true })}${area("notes")}
  </div>`;
}

/** An opened identity, in words. @param {{identity: any}} props */
export function IdentityShown({ identity: i }) {
  const age = i.age_exact ?? ([i.age_low, i.age_high].filter((x) => x != null).join("–") || null);
  const rows = [["names", (i.names ?? []).join(" · ")], ["age", age], ["contact", i.contact], ["next_of_kin", i.next_of_kin], ["language", i.language], ["consent", i.consent && code("consent", i.consent)], ["reconciliation_id", i.reconciliation_id], ["notes", i.notes]];
  return html`<dl class="facts" data-test="identity">${rows.filter(([, v]) => v != null && v !== "").map(([name, v]) => html`<div key=${name}><dt>${t(`identity.${name}`)}</dt><dd dir="auto">${v}</dd></div>`)}</dl>`;
}
