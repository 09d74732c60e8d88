// Filters as chips. Each lives in the address; taking one away is one press.

import { useEffect, useId, useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Dialog } from "./dialog.js";
import { Problem } from "./states.js";
import { ConditionGroup } from "./explorerbuilder.js";
import { parse, sentence, write } from "./explorerexpression.js";
import { api } from "../api.js";
import { t } from "../i18n.js";

/**
 * @typedef {object} Filter
 * @property {string} name in the query
 * @property {string} label
 * @property {"text"|"date"|"number"|"choice"|"area"|"expression"} kind an area is drawn on the map and not in the form; an expression has a chip for each of its conditions
 * @property {[string, string][]} [choices] value and words
 * @property {(value: string) => string} [words] the value on its chip
 * @property {string} [hint] what to type, in the empty input
 */
/** @typedef {{name: string, label: string, words: string, without: Record<string, string>}} Chip */

/** Words of a filter's value. @param {Filter} f @param {string} value */
const wordsOf = (f, value) => f.words?.(value) ?? f.choices?.find(([v]) => v === value)?.[1] ?? value;

/** What is being filtered for, and the query without it. @param {Filter[]} filters @param {Record<string, string>} query @returns {Chip[]} */
export function active(filters, query) {
  return filters.filter((f) => query[f.name]).flatMap((f) => {
    const value = query[f.name];
    const tree = f.kind === "expression" ? parse(value) : null;
    if (!tree) return [{ name: f.name, label: f.label, words: wordsOf(f, value), without: { [f.name]: "" } }];
    return tree.kids.map((k, i) => ({ name: `${f.name}-${i}`, label: "", words: sentence(k), without: { [f.name]: write({ ...tree, kids: tree.kids.toSpliced(i, 1) }) } }));
  });
}

/**
 * @param {{filters: Filter[], query: Record<string, string>, set: (changes: Record<string, string>) => void, children?: any}} props
 * children stand at the start, for a search box or tabs
 */
export function FilterBar({ filters, query, set, children }) {
  const [open, setOpen] = useState(false);
  return html`<div class="filters" role="group" aria-label=${t("filter.label")}>
    ${children}
    <button type="button" class="button small" data-test="add-filter" onClick=${() => setOpen(true)}><${Icon} name="filter" />${t("filter.add")}</button>
    <${FilterChips} filters=${filters} query=${query} set=${set} />
    ${open && html`<${FilterDialog} filters=${filters} query=${query} set=${set} close=${() => setOpen(false)} />`}
  </div>`;
}

/** @param {{filters: Filter[], query: Record<string, string>, set: (changes: Record<string, string>) => void}} props */
export const FilterChips = ({ filters, query, set }) => html`
  ${active(filters, query).map((c) => html`<span class="filter-chip" key=${c.name}>
    <span>${c.label && `${c.label}: `}<bdi>${c.words}</bdi></span>
    <button type="button" aria-label=${t("filter.remove", { filter: c.label || c.words })} data-test=${`unfilter-${c.name}`} onClick=${() => set({ ...c.without, cursor: "" })}><${Icon} name="close" /></button>
  </span>`)}`;

/** @param {{filters: Filter[], query: Record<string, string>, set: (changes: Record<string, string>) => void, close: () => void}} props */
function FilterDialog({ filters, query, set, close }) {
  const [values, setValues] = useState(Object.fromEntries(filters.map((f) => [f.name, query[f.name] ?? ""])));
  const form = useId();
  const put = (/** @type {string} */ name) => (/** @type {string} */ value) => setValues((before) => ({ ...before, [name]: value }));
  const submit = (/** @type {Event} */ e) => (e.preventDefault(), set({ ...values, cursor: "" }), close());
  const clear = () => (set({ ...Object.fromEntries(filters.map((f) => [f.name, ""])), cursor: "" }), close());
  const expression = filters.find((f) => f.kind === "expression");
  return html`<${Dialog} wide title=${t("filter.title")} close=${close} foot=${html`
      <button type="submit" form=${form} class="button primary" data-test="apply-filters">${t("filter.apply")}</button>
      <button type="button" class="button" data-test="clear-filters" onClick=${clear}>${t("filter.clear")}</button>`}>
    <form id=${form} class="stack" onSubmit=${submit}>
      <div class="filter-form">
        ${filters.filter((f) => f.kind !== "area" && f.kind !== "expression").map((f) => html`<label class="field" key=${f.name}>
          <span class="label">${f.label}</span>
          <${FilterInput} filter=${f} value=${values[f.name]} put=${put(f.name)} />
        </label>`)}
      </div>
      ${expression && html`<${Conditions} value=${values[expression.name]} put=${put(expression.name)} />`}
    </form>
  <//>`;
}

/** @param {{filter: Filter, value: string, put: (value: string) => void}} props */
function FilterInput({ filter: f, value, put }) {
  const change = (/** @type {any} */ e) => put(e.target.value);
  if (f.kind === "choice") {
    return html`<select name=${f.name} value=${value} onChange=${change}>
      <option value="" selected=${!value}>${t("filter.any")}</option>
      ${f.choices?.map(([v, words]) => html`<option key=${v} value=${v} selected=${v === value}>${words}</option>`)}
    </select>`;
  }
  if (f.kind === "date") {
    return html`<input name=${f.name} type="text" dir="ltr" inputmode="numeric" autocomplete="off" placeholder=${t("filter.date")}
      pattern="\\d{4}-\\d{2}-\\d{2}" title=${t("filter.date-hint")} value=${value} onInput=${change} />`;
  }
  return html`<input name=${f.name} type=${f.kind} min=${f.kind === "number" ? 0 : undefined} placeholder=${f.hint} autocomplete="off" value=${value} onInput=${change} />`;
}

/** Conditions on any field; as text where it says more than the rows can. @param {{value: string, put: (value: string) => void}} props */
function Conditions({ value, put }) {
  const [fields, setFields] = useState(/** @type {import("./explorerexpression.js").Field[]} */ ([]));
  const [error, setError] = useState(/** @type {any} */ (null));
  const [tree, setTree] = useState(() => parse(value));
  const id = useId();
  useEffect(() => {
    const stop = new AbortController();
    api.get("/fields", undefined, stop.signal).then((page) => setFields(page.items), (e) => !stop.signal.aborted && setError(e));
    return () => stop.abort();
  }, []);
  const change = (/** @type {import("./explorerexpression.js").Branch} */ next) => (setTree(next), put(write(next)));
  return html`<section class="more-conditions" aria-labelledby=${id}>
    <h3 id=${id}>${t("filter.conditions")}</h3>
    <${Problem} error=${error} />
    ${tree
      ? fields.length > 0 && html`<${ConditionGroup} group=${tree} fields=${fields} change=${change} />`
      : html`<label class="field"><span class="hint">${t("filter.as-text")}</span>
          <textarea dir="ltr" spellcheck=${false} data-test="filter-text" value=${value} onInput=${(/** @type {any} */ e) => put(e.target.value)}></textarea></label>`}
  </section>`;
}
