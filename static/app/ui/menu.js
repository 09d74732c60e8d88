// A button that opens a short list. Arrow keys walk it, Escape closes it.

import { useEffect, useRef, useState } from "preact/hooks";
import { html, cx } from "./html.js";

/**
 * @param {{label: any, name?: string, children: any, class?: string, end?: boolean, test?: string}} props
 * label is what the button shows, name what it is called if that differs; end aligns the list to the far edge
 */
export function Menu({ label, name, children, class: extra, end, test }) {
  const [open, setOpen] = useState(false);
  const box = useRef(/** @type {HTMLElement|null} */ (null));
  const button = useRef(/** @type {HTMLElement|null} */ (null));
  const items = () => /** @type {HTMLElement[]} */ ([...(box.current?.querySelectorAll("[role^=menuitem]") ?? [])]);

  useEffect(() => {
    if (!open) return;
    items()[0]?.focus();
    const away = (/** @type {Event} */ e) => !box.current?.contains(/** @type {Node} */ (e.target)) && setOpen(false);
    addEventListener("pointerdown", away);
    return () => removeEventListener("pointerdown", away);
  }, [open]);

  function close() {
    setOpen(false);
    button.current?.focus();
  }

  function key(/** @type {KeyboardEvent} */ e) {
    if (!open) return;
    const all = items();
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[e.key];
    if (to !== undefined) (e.preventDefault(), all.at(to % all.length)?.focus());
    if (e.key === "Escape") (e.preventDefault(), e.stopPropagation(), close());
    if (e.key === "Tab") setOpen(false);
  }

  return html`<div class="menu" ref=${box} onKeyDown=${key}>
    <button type="button" ref=${button} class=${cx("menu-button", extra)} aria-haspopup="menu" aria-expanded=${open}
      aria-label=${name} data-test=${test} onClick=${() => setOpen(!open)}>${label}</button>
    ${open && html`<div class=${cx("menu-list", end && "menu-end")} role="menu" onClick=${close}>${children}</div>`}
  </div>`;
}

/** @param {{run: () => void, on?: boolean, children: any, test?: string}} props on: checked or not, in a choice of one */
export const MenuItem = ({ run, on, children, test }) => html`
  <button type="button" role=${on === undefined ? "menuitem" : "menuitemradio"} aria-checked=${on} tabindex="-1"
    class="menu-item" data-test=${test} onClick=${run}>${children}</button>`;
