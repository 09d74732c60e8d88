// The frame around every screen: bar above, menu beside it or below, and the
// keys that work everywhere.

import { useEffect, useState } from "preact/hooks";
import { html, cx } from "./html.js";
import { Icon } from "./icon.js";
import { Menu, MenuItem } from "./menu.js";
import { Toasts } from "./toast.js";
import { TopBar } from "./topbar.js";
import { ErrorState } from "./states.js";
import { Dialog } from "./dialog.js";
import { KeyList } from "./keylist.js";
import { t, onLanguage } from "../i18n.js";
import { me } from "../store.js";
import { home, menu } from "../screens.js";
import { lead, useKeys } from "../keys.js";
import { View, go, resolve, useAddress } from "../router.js";

export function Frame() {
  const at = useAddress();
  const { query } = at;
  const path = at.path === "/" ? home() : at.path;
  const [, redraw] = useState(0);
  const [keys, setKeys] = useState(false);
  useEffect(() => onLanguage(() => redraw((n) => n + 1)), []);

  const entries = menu();
  const log = entries.find((r) => r.path === "/log");
  useKeys({
    "?": () => setKeys(true),
    Slash: () => document.getElementById("search")?.focus(),
    KeyC: () => log && go("/log"),
    KeyG: () => lead(Object.fromEntries(entries.filter((r) => r.nav?.key).map((r) => [r.nav?.key, () => go(r.path)]))),
    Escape: () => /** @type {HTMLElement|null} */ (document.activeElement)?.blur(),
  });

  const found = resolve(path);
  return html`
    <a class="skip" href="#main" onClick=${skip}>${t("app.skip")}</a>
    ${me.demo && html`<aside class="banner" aria-label=${t("app.notice")} data-test="demo-banner">${t("app.demo")}</aside>`}
    <${TopBar} openKeys=${() => setKeys(true)} />
    <div class="frame">
      <${SideBar} path=${path} entries=${entries} />
      <main id="main" tabindex="-1">
        ${found
          ? html`<${View} key=${found.route.same ?? found.route.path} screen=${found.route.screen} path=${found.path} params=${found.params} query=${query} />`
          : html`<${ErrorState} error=${{ name: "ApiError", status: 404 }} />`}
      </main>
    </div>
    <${Toasts} />
    ${keys && html`<${Dialog} title=${t("keys.title")} close=${() => setKeys(false)}><${KeyList} /><//>`}`;
}

/** The address is taken by the screens, so the skip link moves focus by hand. @param {Event} e */
function skip(e) {
  e.preventDefault();
  document.getElementById("main")?.focus();
}

/** How many entries the bar at the bottom of a phone holds; the rest are under More. */
const onPhone = 3;

/** @param {{path: string, entries: import("../screens.js").Route[]}} props */
function SideBar({ path, entries }) {
  const link = (/** @type {import("../screens.js").Route} */ r) => html`
    <a key=${r.path} class=${cx("nav-link", r.nav?.primary && "nav-primary")} href=${`#${r.path}`}
       aria-current=${path === r.path ? "page" : undefined} data-test=${`nav-${r.path.slice(1)}`}>
      <${Icon} name=${r.nav?.icon ?? ""} /><span>${t(r.nav?.label ?? "")}</span>
    </a>`;
  const plain = entries.filter((r) => !r.nav?.primary);
  return html`<nav class="side" aria-label=${t("nav.label")}>
    <div class="side-list">${plain.slice(0, onPhone).map(link)}<div class="side-rest">${plain.slice(onPhone).map(link)}</div></div>
    <div class="side-list">${entries.filter((r) => r.nav?.primary).map(link)}</div>
    ${plain.length > onPhone && html`<${Menu} class="nav-link nav-more" end test="nav-more" label=${html`<${Icon} name="more" /><span>${t("nav.more")}</span>`}>
      ${plain.slice(onPhone).map((r) => html`<${MenuItem} key=${r.path} run=${() => go(r.path)}><${Icon} name=${r.nav?.icon ?? ""} />${t(r.nav?.label ?? "")}<//>`)}
    <//>`}
    <a class="nav-link nav-help" href="#/keys" aria-current=${path === "/keys" ? "page" : undefined}><${Icon} name="keyboard" /><span>${t("nav.keys")}</span></a>
  </nav>`;
}
