// The parts of one page under one address: links, so that each can be shared, opened
// beside the others and reached with Back.

import { useEffect, useRef } from "preact/hooks";
import { html } from "./html.js";

/** @param {{label: string, now: string, tabs: {name: string, text: any, count?: number, href: string}[]}} props */
export function Tabs({ label, now, tabs }) {
  const bar = useRef(/** @type {HTMLElement|null} */ (null));
  useEffect(() => {
    // On a phone the bar is wider than the window: the part that is shown must be in sight.
    const [box, tab] = [bar.current, /** @type {HTMLElement|null|undefined} */ (bar.current?.querySelector("[aria-current]"))];
    if (box && tab && box.scrollWidth > box.clientWidth) box.scrollLeft += tab.getBoundingClientRect().x - box.getBoundingClientRect().x - (box.clientWidth - tab.clientWidth) / 2;
  }, [now]);
  return html`<nav class="tabs" ref=${bar} aria-label=${label}>${tabs.map((x) => html`
  <a key=${x.name} class="tab" href=${x.href} aria-current=${x.name === now ? "page" : undefined} data-test=${`tab-${x.name}`}>${x.text}${x.count ? html` <span class="tab-count">${x.count}</span>` : ""}</a>`)}</nav>`;
}
