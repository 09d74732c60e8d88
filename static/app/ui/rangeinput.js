// A count as a range: at least and at most, or not known. One number fills both,
// since most sources give one.

import { useState } from "preact/hooks";
import { html } from "./html.js";
import { Group } from "./field.js";
import { rangeText } from "./values.js";
import { t } from "../i18n.js";

/** @typedef {{min: string, max: string, unknown: boolean}} RangeDraft as typed */

/** @type {RangeDraft} */
export const noRange = { min: "", max: "", unknown: false };

/** @param {import("../types.js").Range|null|undefined} r @returns {RangeDraft} */
export const rangeDraft = (r) => (!r ? noRange : { min: r.min == null ? "" : String(r.min), max: r.max == null ? "" : String(r.max), unknown: r.min == null && r.max == null });

/** The value, or null for not known and not asked. @param {RangeDraft} d */
export function rangeValue(d) {
  if (d.unknown || (d.min === "" && d.max === "")) return null;
  return { min: d.min === "" ? null : Number(d.min), max: d.max === "" ? null : Number(d.max) };
}

/** What is wrong with it, in words. @param {RangeDraft} d */
export function rangeError(d) {
  if (d.unknown) return "";
  for (const n of [d.min, d.max]) if (n !== "" && !/^\d{1,8}$/.test(n)) return t("range.whole");
  if (d.min !== "" && d.max !== "" && Number(d.max) < Number(d.min)) return t("range.max-low", { min: Number(d.min) });
  return "";
}

/**
 * @param {{id: string, label: any, value: RangeDraft, onChange: (value: RangeDraft) => void, error?: string, hint?: any, test?: string}} props
 */
export function RangeInput({ id, label, value, onChange, error, hint, test = id }) {
  // The second number follows the first until somebody writes it.
  const [own, setOwn] = useState(value.max !== value.min);
  const wrong = error || rangeError(value);
  const min = (/** @type {any} */ e) => onChange({ min: e.target.value.trim(), max: own ? value.max : e.target.value.trim(), unknown: false });
  const max = (/** @type {any} */ e) => (setOwn(true), onChange({ ...value, max: e.target.value.trim(), unknown: false }));
  const number = { type: "text", inputmode: "numeric", autocomplete: "off", size: 4, "aria-invalid": wrong ? "true" : undefined, "aria-describedby": wrong ? `${id}-error` : undefined };
  return html`<${Group} id=${id} legend=${label} hint=${hint} error=${wrong} class="range">
    <div class="row">
      <label class="inline"><span>${t("range.min")}</span><input ...${number} id=${`${id}-min`} data-test=${`${test}-min`} value=${value.unknown ? "" : value.min} onInput=${min} /></label>
      <label class="inline"><span>${t("range.max")}</span><input ...${number} id=${`${id}-max`} data-test=${`${test}-max`} value=${value.unknown ? "" : value.max} onInput=${max} /></label>
      <label class="check"><input type="checkbox" data-test=${`${test}-unknown`} checked=${value.unknown} onChange=${() => onChange({ min: "", max: "", unknown: !value.unknown })} /><span>${t("value.unknown")}</span></label>
      <output class="quiet" for=${`${id}-min ${id}-max`}>${!wrong && rangeValue(value) ? rangeText(rangeValue(value)) : ""}</output>
    </div>
  <//>`;
}
