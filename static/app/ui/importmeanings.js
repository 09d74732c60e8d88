// What each column of the file stands for, beside what is in it.

import { html } from "./html.js";
import { Chip } from "./chip.js";
import { fieldWords, fixed, groups, meaning, stand } from "../importing.js";
import { t } from "../i18n.js";

/** @typedef {import("../importing.js").Look} Look */
/** @typedef {import("../importing.js").Mapping} Mapping */

/** @param {{look: Look, mapping: Mapping, put: (part: Partial<Mapping>) => void}} props */
export const ImportMeanings = ({ look, mapping: m, put }) => html`<div class="sheet">
  <div class="sheet-head"><h3>${t("import.columns")}</h3><span class="quiet">${t("import.columns-hint")}</span></div>
  <table class="table meanings" data-test="meanings">
    <caption class="hidden">${t("import.columns")}</caption>
    <thead><tr><th scope="col">${t("import.column")}</th><th scope="col">${t("import.sample")}</th><th scope="col">${t("import.stands-for")}</th></tr></thead>
    <tbody>${look.columns.map((c, i) => html`<tr key=${c}>
      <th scope="row" id=${`column-${i}`}><bdi>${c}</bdi></th>
      <td data-label=${t("import.sample")} class="sample"><${Samples} look=${look} column=${c} /></td>
      <td data-label=${t("import.stands-for")}>${fixed.includes(c.toLowerCase())
        ? html`<span class="quiet">${t(`import.fixed.${c.toLowerCase()}`)}</span>`
        : html`<${FieldSelect} look=${look} value=${meaning(look, m, c)} empty=${t("import.keep")} label=${`column-${i}`} test=${`column-${c}`} onChange=${(/** @type {string} */ f) => put(stand(look, m, c, f))} />`}</td>
    </tr>`)}</tbody>
  </table>
</div>`;

/** The first different values of a column. @param {{look: Look, column: string}} props */
function Samples({ look, column }) {
  const some = [...new Set(look.rows.map((r) => r.cells[column]?.trim()).filter(Boolean))].slice(0, 2);
  if (!some.length) return html`<span class="quiet">${t("import.sample-none")}</span>`;
  return some.map((s, i) => html`<span key=${i} class="sample-value" dir="auto">${s.length > 60 ? `${s.slice(0, 60)}…` : s}</span>`);
}

/**
 * A choice of fields, by what they are about.
 * @param {{look: Look, value: string, empty: string, label?: string, name?: string, test: string, only?: (field: string) => boolean, onChange: (field: string) => void}} props
 * label is the id of what names it
 */
export const FieldSelect = ({ look, value, empty, label, name, test, only = () => true, onChange }) => html`
  <select class="field-select" aria-labelledby=${label} aria-label=${name} data-test=${test} value=${value} onChange=${(/** @type {any} */ e) => onChange(e.target.value)}>
    <option value="" selected=${!value}>${empty}</option>
    ${groups.map(([group, names]) => html`<optgroup key=${group} label=${t(`import.group.${group}`)}>
      ${names.filter((n) => only(n) && look.fields.some((f) => f.name === n)).map((n) => html`<option key=${n} value=${n} selected=${n === value}>${fieldWords(n)}${look.fields.find((f) => f.name === n)?.required ? ` (${t("import.required")})` : ""}</option>`)}
    </optgroup>`)}
  </select>`;

/** What a row came to, in one word. @param {{bad: number}} props */
export const RowChip = ({ bad }) => (bad ? html`<${Chip} look="conflict" icon="warning">${t("import.bad-cells", { n: bad })}<//>` : html`<${Chip} look="agree" icon="check">${t("import.row-good")}<//>`);
