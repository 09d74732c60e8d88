// The keyboard. Single letters follow the physical key, so that they work on an
// Arabic layout, and are off while typing and when the user switched them off.

import { useEffect, useRef } from "preact/hooks";
import { preference } from "./store.js";

/** @typedef {Record<string, (e: KeyboardEvent) => any>} Keys by KeyboardEvent.code, or "?"; false leaves the key to the browser */

/** Innermost last: a dialog's keys come before the screen's. @type {{current: Keys}[]} */
const layers = [];

export const keysOn = () => preference("keys", "on") === "on";

const typing = (/** @type {EventTarget|null} */ el) =>
  el instanceof HTMLElement && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName)) &&
  !/^(checkbox|radio|button|submit)$/.test(/** @type {HTMLInputElement} */ (el).type);

/** Gives keys a meaning while the component is shown. @param {Keys} keys */
export function useKeys(keys) {
  const layer = useRef(keys);
  layer.current = keys;
  useEffect(() => {
    layers.push(layer);
    return () => void layers.splice(layers.indexOf(layer), 1);
  }, []);
}

/** Keys pressed after g. @type {Keys|null} */
let leader = null;
let leaderTimer = 0;

/** Waits a moment for the second key. @param {Keys} keys */
export function lead(keys) {
  leader = keys;
  clearTimeout(leaderTimer);
  leaderTimer = window.setTimeout(() => (leader = null), 1500);
}

addEventListener("keydown", (e) => {
  if (e.defaultPrevented || e.isComposing) return;
  const send = e.code === "Enter" && (e.ctrlKey || e.metaKey);
  if (send) return press(layers, "Send", e);
  if (e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || !keysOn()) return;
  if (document.querySelector("dialog[open]")) return;
  if (leader) {
    const first = leader[e.code];
    leader = null;
    if (first) return void (e.preventDefault(), first(e));
  }
  press(layers, e.key === "?" ? "?" : e.code, e);
});

/** @param {{current: Keys}[]} from @param {string} name @param {KeyboardEvent} e */
function press(from, name, e) {
  for (let i = from.length - 1; i >= 0; i--) {
    const act = from[i].current[name];
    if (!act) continue;
    if (act(e) !== false) e.preventDefault(); // false: this press means something else here
    return;
  }
}
