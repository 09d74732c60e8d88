// Filters as chips. Each lives in the address; taking one away is one press.

import { useId, useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Dialog } from "./dialog.js";
import { t } from "../i18n.js";

/**
 * @typedef {object} Filter
 * @property {string} name in the query
 * @property {string} label
 * @property {"text"|"date"|"number"|"choice"} kind
 * @property {[string, string][]} [choices] value and words
 * @property {(value: string) => string} [words] the value on its chip
 */

/** Words of a filter's value. @param {Filter} f @param {string} value */
const wordsOf = (f, value) => f.words?.(value) ?? f.choices?.find(([v]) => v === value)?.[1] ?? value;

/** @param {Filter[]} filters @param {Record<string, string>} query */
export const active = (filters, query) => filters.filter((f) => query[f.name]);

/**
 * @param {{filters: Filter[], query: Record<string, string>, set: (changes: Record<string, string>) => void, children?: any}} props
 * children stand at the start, for a search box or tabs
 */
export function FilterBar({ filters, query, set, children }) {
  const [open, setOpen] = useState(false);
  return html`<div class="filters" role="group" aria-label=${t("filter.label")}>
    ${children}
    <${FilterChips} filters=${filters} query=${query} set=${set} />
    <button type="button" class="button small" data-test="add-filter" onClick=${() => setOpen(true)}><${Icon} name="filter" />${t("filter.add")}</button>
    ${open && html`<${FilterDialog} filters=${filters} query=${query} set=${set} close=${() => setOpen(false)} />`}
  </div>`;
}

/** @param {{filters: Filter[], query: Record<string, string>, set: (changes: Record<string, string>) => void}} props */
export const FilterChips = ({ filters, query, set }) => html`
  ${active(filters, query).map((f) => html`<span class="filter-chip" key=${f.name}>
    <span>${f.label}: <bdi>${wordsOf(f, query[f.name])}</bdi></span>
    <button type="button" aria-label=${t("filter.remove", { filter: f.label })} data-test=${`unfilter-${f.name}`} onClick=${() => set({ [f.name]: "", cursor: "" })}><${Icon} name="close" /></button>
  </span>`)}`;

/** @param {{filters: Filter[], query: Record<string, string>, set: (changes: Record<string, string>) => void, close: () => void}} props */
function FilterDialog({ filters, query, set, close }) {
  const [values, setValues] = useState(Object.fromEntries(filters.map((f) => [f.name, query[f.name] ?? ""])));
  const form = useId();
  const put = (/** @type {string} */ name) => (/** @type {any} */ e) => setValues({ ...values, [name]: e.target.value });
  const submit = (/** @type {Event} */ e) => (e.preventDefault(), set({ ...values, cursor: "" }), close());
  const clear = () => (set({ ...Object.fromEntries(filters.map((f) => [f.name, ""])), cursor: "" }), close());
  return html`<${Dialog} title=${t("filter.title")} close=${close} foot=${html`
      <button type="submit" form=${form} class="button primary" data-test="apply-filters">${t("filter.apply")}</button>
      <button type="button" class="button" onClick=${clear}>${t("filter.clear")}</button>`}>
    <form id=${form} class="filter-form" onSubmit=${submit}>
      ${filters.map((f) => html`<label class="field" key=${f.name}>
        <span class="label">${f.label}</span>
        ${f.kind === "choice"
          ? html`<select name=${f.name} value=${values[f.name]} onChange=${put(f.name)}>
              <option value="">${t("filter.any")}</option>
              ${f.choices?.map(([value, words]) => html`<option key=${value} value=${value} selected=${value === values[f.name]}>${words}</option>`)}
            </select>`
          : f.kind === "date"
            ? html`<input name=${f.name} type="text" dir="ltr" inputmode="numeric" autocomplete="off" placeholder=${t("filter.date")} pattern="\\d{4}-\\d{2}-\\d{2}" title=${t("filter.date-hint")} value=${values[f.name]} onInput=${put(f.name)} />`
            : html`<input name=${f.name} type=${f.kind} min=${f.kind === "number" ? 0 : undefined} autocomplete="off" value=${values[f.name]} onInput=${put(f.name)} />`}
      </label>`)}
    </form>
  <//>`;
}
