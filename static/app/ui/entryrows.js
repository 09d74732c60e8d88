// A list of rows: each one line in words that opens to its fields. Taking one out
// can be undone.

import { html } from "./html.js";
import { Add, EntryField } from "./entryfield.js";
import { WhereInput } from "./whereinput.js";
import { entryText } from "./facts.js";
import { toast } from "./toast.js";
import { rowSpecs } from "../dictionary.js";
import { factsOfFields, rowOf } from "../entries.js";
import { idOf } from "../report.js";
import { t } from "../i18n.js";

/** @typedef {import("../report.js").Form} Form */
/** @typedef {import("../entries.js").Row} Row */

/** A row in words as it stands. @param {string} list @param {Row} row */
export function rowText(list, row) {
  const facts = { ...row.base, ...factsOfFields(rowSpecs[list], row, row.base) };
  if (list === "places") Object.assign(facts, { name: row.where.name || row.where.text, lat: null, lon: null, mgrs: "" });
  return entryText(list, facts);
}

/**
 * @param {{list: import("../report.js").List, form: Form, put: (changes: Partial<Form>) => void, wrong: Record<string, string>, around: import("./entryfield.js").Around, after?: (row: Row, index: number) => any, start?: () => any}} props
 * start gives what a new row begins with, after stands below its fields
 */
export function EntryRows({ list, form, put, wrong, around, after, start }) {
  const rows = form[list];
  const change = (/** @type {Row} */ row, /** @type {any} */ changes) => put({ [list]: rows.map((r) => (r.key === row.key ? { ...r, ...changes } : r)) });
  const add = () => {
    const row = { ...rowOf(list), fresh: true, ...start?.() };
    put({ [list]: [...rows, row] });
    requestAnimationFrame(() => requestAnimationFrame(() => /** @type {HTMLElement|null} */ (document.querySelector(`[data-row="${row.key}"] :is(input, select)`))?.focus()));
  };
  const remove = (/** @type {Row} */ row, /** @type {number} */ at) => {
    put({ [list]: rows.filter((r) => r.key !== row.key) });
    toast(t("entry.removed"), { undo: () => put((/** @type {Form} */ now) => ({ [list]: now[list].toSpliced(at, 0, row) })) });
    requestAnimationFrame(() => /** @type {HTMLElement|null} */ (document.querySelector(`[data-test="add-${list}"]`))?.focus());
  };
  return html`<div class="entries" id=${`more-${list}`} tabindex="-1">
    ${rows.map((row, i) => {
      const error = (/** @type {string} */ field) => wrong[idOf(form, list, row, field)];
      const text = rowText(list, row);
      const troubled = rowSpecs[list].some((s) => error(s.name)) || !!error("where");
      return html`<details class=${troubled ? "entry wrong" : "entry"} key=${row.key} data-row=${row.key} open=${row.fresh || troubled} data-test=${`${list}-${i}`}>
        <summary><span class="entry-n">${i + 1}</span><bdi>${text || t(`entry.${list}.new`)}</bdi></summary>
        <div class="entry-fields">
          ${rowSpecs[list].map((s) => html`<${EntryField} key=${s.name} id=${`${list}-${row.key}-${s.name}`} test=${`${list}-${i}-${s.name}`} list=${list === "places" && s.name !== "role" ? "place" : list} spec=${s} row=${row} put=${(/** @type {any} */ c) => change(row, c)} error=${error(s.name)} around=${around} />${list === "places" && s.name === "role" && html`
            <div class="entry-field wide"><${WhereInput} id=${`places-${row.key}-where`} test=${`places-${i}-where`} label=${t("entry.places.where")} value=${row.where} error=${error("where")} onChange=${(/** @type {any} */ where) => change(row, { where })} /></div>`}`)}
        </div>
        ${after?.(row, i)}
        <div class="actions entry-foot"><button type="button" class="link" data-test=${`${list}-${i}-remove`} onClick=${() => remove(row, i)}>${t("entry.remove")}<span class="hidden"> ${text || t(`entry.${list}.new`)}</span></button></div>
      </details>`;
    })}
    <div class="actions"><${Add} run=${add} test=${`add-${list}`}>${t(`entry.${list}.add`)}<//></div>
  </div>`;
}
