// What the file writes for our codes, and what every row says that the file does
// not.

import { useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Select } from "./field.js";
import { FieldSelect } from "./importmeanings.js";
import { codeWords, fieldWords, meaning } from "../importing.js";
import { t } from "../i18n.js";

/** @typedef {import("../importing.js").Look} Look */
/** @typedef {import("../importing.js").Mapping} Mapping */
/** @typedef {{look: Look, mapping: Mapping, put: (part: Partial<Mapping>) => void}} Props */

/** @param {Look} look @param {string} field */
const codesOf = (look, field) => look.fields.find((f) => f.name === field)?.codes;

/** The words of a coded field that stand in the first rows or were chosen for, and are no code themselves. @param {Look} look @param {Mapping} m @param {string} column @param {string} field */
function writtenFor(look, m, column, field) {
  const codes = codesOf(look, field) ?? [];
  const seen = look.rows.map((r) => r.cells[column]?.trim() ?? "").filter((v) => v && !codes.includes(v.toUpperCase()));
  return [...new Set([...Object.keys(m.values[field] ?? {}), ...seen])];
}

/** @param {Props} props */
export function ImportValues({ look, mapping: m, put }) {
  const coded = look.columns.map((column) => ({ column, field: meaning(look, m, column) })).filter(({ field }) => codesOf(look, field))
    .map((x) => ({ ...x, written: writtenFor(look, m, x.column, x.field) })).filter((x) => x.written.length);
  if (!coded.length) return null;
  const say = (/** @type {string} */ field, /** @type {string} */ theirs, /** @type {string} */ ours) => put({ values: { ...m.values, [field]: { ...m.values[field], [theirs]: ours } } });
  return html`<div class="sheet">
    <div class="sheet-head"><h3>${t("import.values")}</h3><span class="quiet">${t("import.values-hint")}</span></div>
    ${coded.map(({ column, field, written }) => html`<fieldset key=${column} class="import-values"><legend class="label">${fieldWords(field)}</legend>
      ${written.map((theirs) => html`<label key=${theirs} class="value-pair"><bdi class="value-theirs">${theirs}</bdi><${Icon} name="next" />
        <${Select} data-test=${`value-${field}-${theirs}`} value=${m.values[field]?.[theirs] ?? ""} empty=${t("import.value-none")} choices=${(codesOf(look, field) ?? []).map((c) => [c, codeWords(field, c)])} onChange=${(/** @type {string} */ c) => say(field, theirs, c)} /></label>`)}
    </fieldset>`)}
  </div>`;
}

/** @param {Props} props */
export function ImportConstants({ look, mapping: m, put }) {
  const [adding, setAdding] = useState(false);
  const given = Object.entries(m.constants);
  const without = (/** @type {string} */ field) => Object.fromEntries(given.filter(([f]) => f !== field));
  return html`<div class="sheet padded stack import-constants">
    <div><h3>${t("import.constants")}</h3><p class="quiet">${t("import.constants-hint")}</p></div>
    ${given.map(([field, value]) => html`<div key=${field} class="constant">
      <label><span class="label">${fieldWords(field)}</span>
        ${codesOf(look, field)
          ? html`<${Select} data-test=${`constant-${field}`} value=${value} empty=${t("import.value-none")} choices=${(codesOf(look, field) ?? []).map((c) => [c, codeWords(field, c)])} onChange=${(/** @type {string} */ v) => put({ constants: { ...m.constants, [field]: v } })} />`
          : html`<input type="text" dir="auto" data-test=${`constant-${field}`} value=${value} onChange=${(/** @type {any} */ e) => put({ constants: { ...m.constants, [field]: e.target.value } })} />`}</label>
      <button type="button" class="icon-button" aria-label=${t("import.constant-remove", { field: fieldWords(field) })} onClick=${() => put({ constants: without(field) })}><${Icon} name="close" /></button>
    </div>`)}
    ${adding
      ? html`<${FieldSelect} look=${look} value="" empty=${t("import.constant-which")} name=${t("import.constant-which")} test="constant-field" only=${(/** @type {string} */ f) => !(f in m.constants) && f !== "local_ref"}
          onChange=${(/** @type {string} */ f) => (setAdding(false), f && put({ constants: { ...m.constants, [f]: "" } }))} />`
      : html`<div><button type="button" class="button small" data-test="add-constant" onClick=${() => setAdding(true)}><${Icon} name="plus" />${t("import.constant-add")}</button></div>`}
  </div>`;
}
