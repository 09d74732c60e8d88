// The parts of one page under one address: links, so that each can be shared, opened
// beside the others and reached with Back.

import { html } from "./html.js";

/** @param {{label: string, now: string, tabs: {name: string, text: any, count?: number, href: string}[]}} props */
export const Tabs = ({ label, now, tabs }) => html`<nav class="tabs" aria-label=${label}>${tabs.map((x) => html`
  <a key=${x.name} class="tab" href=${x.href} aria-current=${x.name === now ? "page" : undefined} data-test=${`tab-${x.name}`}>${x.text}${x.count ? html` <span class="tab-count">${x.count}</span>` : ""}</a>`)}</nav>`;
