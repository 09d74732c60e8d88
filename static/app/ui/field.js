// A labelled field: label, help, the input and what is wrong with it, tied
// together for screen readers.

import { useEffect, useRef } from "preact/hooks";
import { html, cx } from "./html.js";
import { Icon } from "./icon.js";
import { t } from "../i18n.js";

/**
 * @param {{id: string, label: any, hint?: any, error?: string, optional?: boolean, class?: string,
 *   children: (props: {id: string, "aria-describedby"?: string, "aria-invalid"?: string}) => any}} props
 */
export function Field({ id, label, hint, error, optional, class: extra, children }) {
  const about = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return html`<div class=${cx("field", error && "wrong", extra)}>
    <label class="label" for=${id}>${label}${optional && html` <span class="quiet">${t("form.optional")}</span>`}</label>
    ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
    ${children({ id, "aria-describedby": about || undefined, "aria-invalid": error ? "true" : undefined })}
    <${FieldError} id=${id} error=${error} />
  </div>`;
}

/** @param {{id: string, error?: string}} props */
export const FieldError = ({ id, error }) =>
  error && html`<p class="field-error" id=${`${id}-error`}><${Icon} name="warning" /><span dir="auto">${error}</span></p>`;

/** Several inputs under one name. @param {{id: string, legend: any, hint?: any, error?: string, class?: string, children: any}} props */
export const Group = ({ id, legend, hint, error, class: extra, children }) => html`
  <fieldset class=${cx("field", error && "wrong", extra)} id=${id} tabindex="-1" aria-describedby=${error ? `${id}-error` : undefined}>
    <legend class="label">${legend}</legend>
    ${hint && html`<p class="hint">${hint}</p>`}
    ${children}
    <${FieldError} id=${id} error=${error} />
  </fieldset>`;

/**
 * A choice of few, all visible.
 * @param {{name: string, value: string, choices: [string, any][], onChange: (value: string) => void, label?: string, test?: string}} props
 */
export const Segments = ({ name, value, choices, onChange, label, test }) => html`
  <div class="segments" role="radiogroup" aria-label=${label} data-test=${test}>
    ${choices.map(([v, words]) => html`<label key=${v} class=${cx("segment", v === value && "on")}>
      <input type="radio" name=${name} value=${v} checked=${v === value} onChange=${() => onChange(v)} /><span>${words}</span></label>`)}
  </div>`;

/**
 * @param {{value: string, choices: [string, string][], empty?: string, onChange: (value: string) => void, [rest: string]: any}} props
 * empty is the words for no choice
 */
export const Select = ({ value, choices, empty, onChange, ...rest }) => html`
  <select ...${rest} value=${value} onChange=${(/** @type {any} */ e) => onChange(e.target.value)}>
    ${empty !== undefined && html`<option value="" selected=${!value}>${empty}</option>`}
    ${choices.map(([v, words]) => html`<option key=${v} value=${v} selected=${v === value}>${words}</option>`)}
  </select>`;

/**
 * What is wrong, at the top of the form, each linked to its field. Takes focus
 * when it appears.
 * @param {{errors: {id: string, text: string}[], round: number}} props round counts attempts, so that focus moves again
 */
export function ErrorSummary({ errors, round }) {
  const box = useRef(/** @type {HTMLElement|null} */ (null));
  useEffect(() => {
    if (errors.length) box.current?.focus();
  }, [round]);
  if (!errors.length) return null;
  const to = (/** @type {string} */ id) => (/** @type {Event} */ e) => {
    e.preventDefault();
    const field = document.getElementById(id);
    field?.scrollIntoView({ block: "center" });
    const inputs = "input, select, textarea";
    /** @type {HTMLElement|null|undefined} */ (field?.matches(inputs) ? field : (field?.querySelector(inputs) ?? field))?.focus({ preventScroll: true });
  };
  return html`<div class="error-summary" role="alert" tabindex="-1" ref=${box} data-test="error-summary">
    <h2>${t("form.errors", { n: errors.length })}</h2>
    <ul>${errors.map((e) => html`<li><a href=${`#${e.id}`} onClick=${to(e.id)} dir="auto">${e.text}</a></li>`)}</ul>
  </div>`;
}
