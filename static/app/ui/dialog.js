// The browser's own dialog: it keeps focus inside, closes on Escape and gives
// focus back to where it was.

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { html, cx } from "./html.js";
import { Icon } from "./icon.js";
import { Problem } from "./states.js";
import { t } from "../i18n.js";

/**
 * Where focus goes once what it was on is gone: the nearest part around it that can
 * take it. Asked for before, and done after what was pressed has been drawn away.
 * @param {Element|null} from
 */
export function homeward(from) {
  /** @type {HTMLElement[]} */
  const homes = [];
  for (let at = from?.parentElement; at; at = at.parentElement) if (at.tabIndex === -1 && at.hasAttribute("tabindex")) homes.push(at);
  return () => void setTimeout(() => {
    if (!document.activeElement || document.activeElement === document.body) homes.find((at) => at.isConnected)?.focus({ preventScroll: true });
  });
}

/**
 * @param {{title: any, close: () => void, wide?: boolean, children: any, foot?: any}} props
 */
export function Dialog({ title, close, wide, children, foot }) {
  const ref = useRef(/** @type {HTMLDialogElement|null} */ (null));
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    const back = homeward(before);
    ref.current?.showModal();
    // The first thing to fill in, else the heading; not the button that closes.
    const first = ref.current?.querySelector(".dialog-body :is(input:not([type=radio]), textarea, select, input:checked)") ?? ref.current?.querySelector("h2");
    /** @type {HTMLElement|null|undefined} */ (first)?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      back(); // what opened it may go in the same moment
    };
  }, []);
  return html`<dialog ref=${ref} class=${cx("dialog", wide && "dialog-wide")} aria-labelledby=${id}
      onCancel=${(/** @type {Event} */ e) => (e.preventDefault(), close())}>
    <header class="dialog-head">
      <h2 id=${id} tabindex="-1">${title}</h2>
      <button type="button" class="icon-button" aria-label=${t("action.close")} onClick=${close}><${Icon} name="close" /></button>
    </header>
    <div class="dialog-body">${children}</div>
    ${foot && html`<footer class="dialog-foot">${foot}</footer>`}
  </dialog>`;
}

/**
 * A dialog that does one thing: says what it means, asks what it must, and stays
 * open with the reason when the server refuses. Ctrl+Enter sends.
 * @param {{title: any, action: any, run: () => Promise<any>, close: () => void, children: any, test?: string, ready?: boolean, danger?: boolean, wide?: boolean}} props
 * children may be a function of what the server finds wrong, by its place: it shows that at its fields
 */
export function ActionDialog({ title, action, run, close, children, test, ready = true, danger, wide }) {
  const { busy, error, start } = useAction(run, close);
  const submit = (/** @type {Event} */ e) => (e.preventDefault(), ready && start());
  const form = useId();
  const places = typeof children === "function" ? placesOf(error) : null;
  return html`<${Dialog} title=${title} close=${close} wide=${wide} foot=${html`
      <button type="submit" form=${form} class=${cx("button", danger ? "danger" : "primary")} data-test=${test} aria-disabled=${!ready || busy}>
        ${busy ? t("state.sending") : action}</button>
      <button type="button" class="button" onClick=${close}>${t("action.cancel")}</button>`}>
    <form id=${form} class="stack" onSubmit=${submit}
        onKeyDown=${(/** @type {KeyboardEvent} */ e) => e.key === "Enter" && (e.ctrlKey || e.metaKey) && submit(e)}>
      ${typeof children === "function" ? children(places ?? {}) : children}
      ${!places && html`<${Problem} error=${error} />`}
    </form>
  <//>`;
}

/** What is wrong by its place, such as "/reason"; null where it is no matter of fields. @param {any} error @returns {Record<string, string>|null} */
const placesOf = (error) => (error?.status === 422 && error.errors?.length ? Object.fromEntries(error.errors.map((/** @type {any} */ e) => [e.pointer, e.detail])) : null);

/**
 * Runs something once at a time and keeps its error.
 * @param {(...args: any[]) => Promise<any>} run @param {(result: any) => void} [done]
 */
export function useAction(run, done) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(/** @type {any} */ (null));
  const alive = useRef(true);
  const running = useRef(false);
  useEffect(() => () => void (alive.current = false), []);
  async function start(/** @type {any[]} */ ...args) {
    if (running.current) return;
    running.current = true;
    const back = homeward(document.activeElement);
    setBusy(true);
    setError(null);
    try {
      const result = await run(...args);
      running.current = false;
      if (alive.current) setBusy(false);
      done?.(result);
      back();
    } catch (e) {
      running.current = false;
      if (/** @type {any} */ (e).name !== "ApiError") console.error(e);
      if (alive.current) (setBusy(false), setError(e));
    }
  }
  return { busy, error, start, clear: () => setError(null) };
}
