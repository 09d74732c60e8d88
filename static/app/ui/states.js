// What a screen shows when it has nothing to show yet, nothing at all, or trouble.

import { html } from "./html.js";
import { Icon } from "./icon.js";
import { t } from "../i18n.js";

/** The look of a list before it is there. @param {{rows?: number}} props */
export const Skeleton = ({ rows = 7 }) => html`
  <div class="skeleton">
    <div class="bone bone-title"></div>
    <div class="bone bone-bar"></div>
    <div class="sheet">${Array.from({ length: rows }, (_, i) => html`<div class="bone-row" key=${i}><div class="bone"></div><div class="bone bone-short"></div></div>`)}</div>
  </div>`;

/**
 * Nothing here: one sentence on what belongs here and one thing to do.
 * @param {{text: any, hint?: any, icon?: string, children?: any}} props
 */
export const Empty = ({ text, hint, icon, children }) => html`
  <div class="empty" data-test="empty">
    ${icon && html`<${Icon} name=${icon} />`}
    <p>${text}</p>
    ${hint && html`<p class="quiet">${hint}</p>`}
    ${children && html`<div class="actions">${children}</div>`}
  </div>`;

/** Key of the sentence for an error. @param {any} error */
export function errorKey(error) {
  if (error?.status === 0) return "error.offline";
  return [400, 403, 404, 409, 412, 422, 429].includes(error?.status) ? `error.${error.status}` : "error.server";
}

/**
 * What happened, what is safe, what to do.
 * @param {{error: any, retry?: () => void}} props
 */
export function ErrorState({ error, retry }) {
  const key = errorKey(error);
  const gone = [400, 403, 404].includes(error?.status);
  if (error && error.name !== "ApiError") console.error(error);
  return html`<div class="trouble" role="alert" data-test="error">
    <${Icon} name=${gone && error.status !== 400 ? "lock" : "warning"} />
    <h1>${t(`${key}.title`)}</h1>
    <p>${t(`${key}.text`)}</p>
    ${error?.detail && !gone && html`<p class="quiet" dir="auto">${error.detail}</p>`}
    <div class="actions">
      ${retry && !gone && html`<button type="button" class="button primary" onClick=${retry}><${Icon} name="retry" />${t("action.try-again")}</button>`}
      ${gone && html`<a class="button" href="#/incidents">${t("action.to-incidents")}</a>`}
    </div>
    ${error?.requestId && html`<p class="source">${t("error.reference")} <bdi class="code">${error.requestId}</bdi></p>`}
  </div>`;
}

/** An error of one action, beside the button that failed. @param {{error: any}} props */
export const Problem = ({ error }) =>
  error && html`<div class="problem" role="alert">
    <${Icon} name="warning" />
    <div>
      <p dir="auto">${error.detail || t(`${errorKey(error)}.text`)}</p>
      ${error.missing?.length > 0 && html`<ul>${error.missing.map((/** @type {string} */ m) => html`<li dir="auto">${m}</li>`)}</ul>`}
      ${error.errors?.length > 0 && html`<ul>${error.errors.map((/** @type {any} */ e) => html`<li dir="auto">${e.detail}</li>`)}</ul>`}
    </div>
  </div>`;

/** @param {{kind?: string, icon?: string, children: any, actions?: any}} props kind: info, warn or good */
export const Notice = ({ kind = "info", icon, children, actions }) => html`
  <div class=${`notice notice-${kind}`}>
    <${Icon} name=${icon ?? (kind === "warn" ? "warning" : "info")} />
    <div class="notice-text">${children}</div>
    ${actions && html`<div class="actions">${actions}</div>`}
  </div>`;
