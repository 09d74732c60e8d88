// The list of keys, as a dialog and as a screen.

import { useState } from "preact/hooks";
import { html } from "./html.js";
import { t } from "../i18n.js";
import { menu } from "../screens.js";
import { keysOn } from "../keys.js";
import { prefer } from "../store.js";

/** @param {{level?: string}} props level of its headings */
export function KeyList({ level = "h3" }) {
  const [on, setOn] = useState(keysOn());
  const jumps = menu().filter((r) => r.nav?.key).map((r) => [`g ${r.nav?.key?.slice(3).toLowerCase()}`, t(r.nav?.label ?? "")]);
  /** @type {[string, string][]} */
  const everywhere = [["/", t("keys.search")], ["?", t("keys.list")], ["c", t("keys.log")], ["Esc", t("keys.back")], ["Ctrl Enter", t("keys.send")]];
  /** @type {[string, string][]} */
  const lists = [["j k", t("keys.next-previous")], ["Enter", t("keys.open")], ["x", t("keys.pick")], ["[ ]", t("keys.records")], ["1 2 3", t("keys.verdict")], ["r", t("keys.verdict-reason")], ["u", t("keys.verdict-undo")], ["e", t("keys.edit")]];
  const rows = (/** @type {any[]} */ all) => all.map(([k, what]) => html`<div key=${k}><dt dir="ltr">${k.split(" ").map((/** @type {string} */ x) => html`<kbd>${x}</kbd>`)}</dt><dd>${what}</dd></div>`);
  return html`<div class="key-list">
    <label class="check"><input type="checkbox" checked=${on} onChange=${() => (prefer("keys", on ? "off" : "on"), setOn(!on))} /><span>${t("keys.on")}</span></label>
    <${level}>${t("keys.everywhere")}<//><dl>${rows(everywhere)}</dl>
    <${level}>${t("keys.go")}<//><dl>${rows(jumps)}</dl>
    <${level}>${t("keys.lists")}<//><dl>${rows(lists)}</dl>
  </div>`;
}
