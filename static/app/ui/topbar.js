// The bar above: whose workspace this is, search, connection, language, theme and
// the way out.

import { useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Menu, MenuItem } from "./menu.js";
import { Dialog } from "./dialog.js";
import { PartnerMark } from "./partner.js";
import { Search } from "./search.js";
import { setTheme, theme } from "./theme.js";
import { clearDrafts, drafts } from "../drafts.js";
import { api } from "../api.js";
import { useConnection } from "../events.js";
import { code, language, languageName, languages, t, useLanguage } from "../i18n.js";
import { me } from "../store.js";

/** @param {{openKeys: () => void}} props */
export function TopBar({ openKeys }) {
  const [leaving, setLeaving] = useState(false);
  const leave = () => (drafts().length ? setLeaving(true) : signOut());
  return html`<header class="bar">
    <a class="brand" href="#/" aria-label=${t("app.name")}><${Icon} name="mark" /><span>${t("app.name")}</span></a>
    ${me.user.partner && html`<span class="workspace"><${PartnerMark} code=${me.user.partner} full /></span>`}
    <${Search} />
    <${Connection} />
    ${languages.length > 1 && html`<${Menu} end name=${t("language.menu")} label=${html`<${Icon} name="language" /><span>${language.toUpperCase()}</span>`}>
      ${languages.map((l) => html`<${MenuItem} key=${l} on=${l === language} run=${() => useLanguage(l)}><span lang=${l}>${languageName(l)}</span><//>`)}
    <//>`}
    <${ThemeMenu} />
    <${Menu} end test="user-menu" name=${t("user.menu", { name: me.user.display || me.user.name })} label=${html`<${Icon} name="user" /><span class="user-name">${me.user.display || me.user.name}</span>`}>
      <div class="menu-note" role="none">
        <strong dir="auto">${me.user.display || me.user.name}</strong>
        <span>${me.user.roles.map((r) => code("role", r)).join(" · ")}</span>
      </div>
      <${MenuItem} run=${openKeys}><${Icon} name="keyboard" />${t("nav.keys")}<//>
      <${MenuItem} run=${leave} test="sign-out"><${Icon} name="leave" />${t("action.sign-out")}<//>
    <//>
    ${leaving && html`<${Dialog} title=${t("sign-out.title")} close=${() => setLeaving(false)} foot=${html`
        <button type="button" class="button danger" onClick=${signOut}>${t("sign-out.confirm")}</button>
        <button type="button" class="button" onClick=${() => setLeaving(false)}>${t("action.cancel")}</button>`}>
      <p>${t("sign-out.drafts", { n: drafts().length })}</p>
    <//>`}
  </header>`;
}

async function signOut() {
  clearDrafts(); // nothing of a record stays on a shared machine
  try {
    await api.delete("/session");
  } finally {
    location.assign("/sign-in");
  }
}

function ThemeMenu() {
  const [now, set] = useState(theme());
  return html`<${Menu} end name=${t("theme.menu")} label=${html`<${Icon} name="theme" />`}>
    ${["system", "light", "dark"].map((value) => html`<${MenuItem} key=${value} on=${value === now} run=${() => (setTheme(value), set(value))}>${t(`theme.${value}`)}<//>`)}
  <//>`;
}

/** Quiet while all is well. */
function Connection() {
  const state = useConnection();
  return html`<div role="status" class="pill-place">
    ${state !== "online" && html`<span class="pill" title=${t(`connection.${state}.text`)}><${Icon} name="warning" />${t(`connection.${state}`)}</span>`}
  </div>`;
}
