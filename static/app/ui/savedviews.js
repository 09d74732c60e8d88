// Views: the filters, columns and order of this address, kept under a name for
// oneself or for one's partner. Opening one goes to its address and nothing else.

import { useEffect, useId, useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Menu, MenuItem } from "./menu.js";
import { ActionDialog } from "./dialog.js";
import { Field } from "./field.js";
import { toast } from "./toast.js";
import { go } from "../router.js";
import { api, seg } from "../api.js";
import { t } from "../i18n.js";
import { can } from "../store.js";

/** @typedef {{id: string, name: string, shared: boolean, mine: boolean, screen: string, query: string, by: string}} View */

/** An address as a view keeps it: the place in the list and the selected row are not part of it. @param {Record<string, string>} query */
function kept({ cursor, sel, ...query }) {
  const q = new URLSearchParams(Object.entries(query).filter(([, v]) => v));
  q.sort();
  return q.toString();
}

/** @param {View} v */
const opened = (v) => go(`/${v.screen}`, Object.fromEntries(new URLSearchParams(v.query)));

/** @param {{screen: string, query: Record<string, string>}} props screen as the address names it */
export function SavedViews({ screen, query }) {
  const [views, setViews] = useState(/** @type {View[]} */ ([]));
  const [dialog, setDialog] = useState("");
  const load = () => api.get("/views").then((p) => setViews(p.items), () => {}); // without them the list works as before
  useEffect(() => void (can("KEEP_VIEWS") && load()), []);
  if (!can("KEEP_VIEWS")) return null;

  const now = { screen, query: kept(query) };
  const current = views.find((v) => v.screen === now.screen && v.query === now.query);
  const done = (/** @type {string} */ text) => (setDialog(""), toast(text), load());
  async function remove(/** @type {View} */ v) {
    await api.delete(`/views/${seg(v.id)}`);
    await load();
    toast(t("views.removed", { name: v.name }), { undo: () => void api.post("/views", { name: v.name, screen: v.screen, query: v.query, shared: v.shared }).then(load) });
  }
  return html`
    <${Menu} class="button small" test="views" label=${html`<${Icon} name="filter" /><bdi>${current ? current.name : t("views.title")}</bdi><${Icon} name="down" />`}>
      ${views.length === 0 && html`<div class="menu-note">${t("views.none")}</div>`}
      ${views.map((v) => html`<${MenuItem} key=${v.id} on=${v === current} run=${() => opened(v)} test=${`view-${v.name}`}><bdi>${v.name}</bdi>${v.shared && html` <span class="quiet">${v.mine ? t("views.shared") : t("views.shared-by", { who: v.by })}</span>`}<//>`)}
      <${MenuItem} run=${() => setDialog("new")} test="save-view"><${Icon} name="plus" />${t("views.save")}<//>
      ${current?.mine && html`<${MenuItem} run=${() => setDialog("edit")} test="edit-view"><${Icon} name="edit" />${t("views.edit")}<//>`}
      ${current?.mine && html`<${MenuItem} run=${() => void remove(current)} test="remove-view"><${Icon} name="close" />${t("views.remove")}<//>`}
    <//>
    ${dialog === "new" && html`<${ViewDialog} now=${now} close=${() => setDialog("")} done=${() => done(t("views.saved"))} />`}
    ${dialog === "edit" && current && html`<${ViewDialog} view=${current} now=${now} close=${() => setDialog("")} done=${() => done(t("views.saved"))} />`}`;
}

/** @param {{view?: View, now: {screen: string, query: string}, close: () => void, done: () => void}} props */
function ViewDialog({ view, now, close, done }) {
  const [name, setName] = useState(view?.name ?? "");
  const [shared, setShared] = useState(view?.shared ?? false);
  const id = useId();
  const send = () => (view ? api.put(`/views/${seg(view.id)}`, { ...now, name, shared }, "") : api.post("/views", { ...now, name, shared }));
  return html`<${ActionDialog} title=${t(view ? "views.edit-title" : "views.save-title")} action=${t("views.do")} test="keep-view" close=${close} run=${async () => (await send(), done())}>
    <p class="quiet">${t("views.what")}</p>
    <${Field} id=${`${id}-name`} label=${t("views.name")}>${(/** @type {any} */ p) => html`<input ...${p} dir="auto" maxlength="80" autocomplete="off" data-test="view-name" value=${name} onInput=${(/** @type {any} */ e) => setName(e.target.value)} />`}<//>
    <label class="check"><input type="checkbox" data-test="view-shared" checked=${shared} onChange=${(/** @type {any} */ e) => setShared(e.target.checked)} /> <span>${t("views.share")}</span></label>
  <//>`;
}
