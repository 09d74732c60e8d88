// Short messages that go away by themselves. Never the only sign that something
// happened: the screen shows it as well.

import { useEffect, useRef, useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { t } from "../i18n.js";

/** @typedef {{id: number, text: string, undo?: () => void}} Toast */

/** @type {Toast[]} */
let toasts = [];
let next = 1;
/** @type {((all: Toast[]) => void)|null} */
let draw = null;
let speak = (/** @type {string} */ _) => {};

function put(/** @type {Toast[]} */ all) {
  toasts = all;
  draw?.(all);
}

/** Where focus was before it came to a message. @type {HTMLElement|null} */
let before = null;

/** Takes a message away. Focus that is in it goes back to where it was. @param {number} id */
function drop(id) {
  if (document.activeElement?.closest(`[data-toast="${id}"]`)) {
    const heading = /** @type {HTMLElement|null} */ (document.querySelector("main h1"));
    if (heading) heading.tabIndex = -1;
    (before?.isConnected ? before : heading)?.focus({ preventScroll: true });
  }
  put(toasts.filter((x) => x.id !== id));
}

/** Gives the way to take it away early. @param {string} text @param {{undo?: () => void, seconds?: number}} [options] */
export function toast(text, { undo, seconds = undo ? 10 : 5 } = {}) {
  const id = next++;
  put([...toasts.slice(-2), { id, text, undo }]);
  setTimeout(() => drop(id), seconds * 1000);
  return () => drop(id);
}

/** Says something to screen readers only. @param {string} text */
export const announce = (text) => speak(text);

/** Where toasts appear; once, in the frame. */
export function Toasts() {
  const [all, set] = useState(toasts);
  const [spoken, setSpoken] = useState("");
  const list = useRef(/** @type {HTMLElement|null} */ (null));
  useEffect(() => {
    draw = set;
    speak = (text) => setSpoken((last) => (last === text ? `${text}\u00a0` : text)); // the same words again are news too
    list.current?.addEventListener("focusin", ({ relatedTarget: from }) => {
      if (!(from instanceof Element && from.closest(".toasts"))) before = from instanceof HTMLElement ? from : null;
    });
  }, []);
  return html`
    <div class="hidden" role="status">${spoken}</div>
    <div class="toasts" role="status" ref=${list}>
      ${all.map((x) => html`<div class="toast" key=${x.id} data-toast=${x.id}>
        <span>${x.text}</span>
        ${x.undo && html`<button type="button" class="link" data-test="undo" onClick=${() => (drop(x.id), x.undo?.())}>${t("action.undo")}</button>`}
        <button type="button" class="icon-button" aria-label=${t("action.dismiss")} onClick=${() => drop(x.id)}><${Icon} name="close" /></button>
      </div>`)}
    </div>`;
}
