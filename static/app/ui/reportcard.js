// One partner's record of an incident: its facts, its versions, and what its own
// partner may do with it.

import { useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Chip } from "./chip.js";
import { PartnerMark, slotClass } from "./partner.js";
import { ActionDialog, Dialog } from "./dialog.js";
import { Field } from "./field.js";
import { ErrorState, Skeleton } from "./states.js";
import { Diff } from "./progress.js";
import { ShareChoice, shareBody, sharingText } from "./share.js";
import { Ref } from "./values.js";
import { changes, factRows } from "./facts.js";
import { stampText } from "./when.js";
import { api, seg } from "../api.js";
import { code, t } from "../i18n.js";
import { can, mine } from "../store.js";

/** @param {{report: any, reload: () => Promise<void>}} props */
export function ReportCard({ report: r, reload }) {
  const [dialog, setDialog] = useState("");
  const ours = mine(r.partner) && r.status !== "WITHDRAWN";
  const close = () => setDialog("");
  const done = () => (setDialog(""), reload());
  return html`<article class=${`record sheet ${slotClass(r.partner)}`} aria-labelledby=${`record-${r.id}`} data-test=${`record-${r.partner}`}>
    <header class="record-head">
      <p class="record-who"><${PartnerMark} code=${r.partner} full /> <${Ref}>${r.ref}<//>${r.status === "WITHDRAWN" && html` <${Chip} look="stopped" icon="stopped">${code("status", "WITHDRAWN")}<//>`}</p>
      <h3 id=${`record-${r.id}`}><bdi>${r.title}</bdi></h3>
      <p class="source">${t("version.n", { n: r.version })} · ${stampText(r.amended_at || r.logged_at)} · <bdi>${r.logged_by}</bdi></p>
    </header>
    ${r.narrative && html`<p class="narrative" dir="auto">${r.narrative}</p>`}
    <dl class="facts">${factRows(r).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    <footer class="record-foot">
      ${mine(r.partner) && html`<p class="under"><${Icon} name=${r.sharing.level === "ORIGIN" ? "lock" : "people"} />${sharingText(r.sharing)}</p>`}
      <div class="actions">
        ${ours && can("SHARE_REPORT") && html`<button type="button" class=${r.sharing.level === "ORIGIN" ? "button small primary" : "button small"} data-test="share" onClick=${() => setDialog("share")}><${Icon} name="share" />${t("share.open")}</button>`}
        ${ours && can("AMEND_REPORT") && html`<a class="button small" href=${`#/r/${r.id}/amend`} data-test="amend"><${Icon} name="edit" />${t("record.amend")}</a>`}
        <button type="button" class="button small" data-test="versions" onClick=${() => setDialog("versions")}>${t("record.versions")}</button>
        ${ours && can("WITHDRAW_REPORT") && html`<button type="button" class="button small" data-test="withdraw" onClick=${() => setDialog("withdraw")}>${t("record.withdraw")}</button>`}
      </div>
    </footer>
    ${dialog === "share" && html`<${Share} report=${r} close=${close} done=${done} />`}
    ${dialog === "withdraw" && html`<${Withdraw} report=${r} close=${close} done=${done} />`}
    ${dialog === "versions" && html`<${Versions} report=${r} close=${close} />`}
  </article>`;
}

/** @param {{report: any, close: () => void, done: () => void}} props */
function Share({ report: r, close, done }) {
  const { level, with: names = [] } = r.sharing;
  const [choice, setChoice] = useState(level === "NAMED" ? `NAMED:${names[0]}` : level);
  return html`<${ActionDialog} title=${t("share.title", { ref: r.ref })} action=${t("share.do")} test="share-do" close=${close}
      run=${async () => (await api.post(`/reports/${seg(r.id)}/share`, shareBody(choice)), done())}>
    <p>${t("share.now-is")} ${sharingText(r.sharing)}</p>
    <${ShareChoice} value=${choice} onChange=${setChoice} />
    <p class="quiet">${t("share.effect")}</p>
  <//>`;
}

/** @param {{report: any, close: () => void, done: () => void}} props */
function Withdraw({ report: r, close, done }) {
  const [reason, setReason] = useState("");
  return html`<${ActionDialog} title=${t("withdraw.title", { ref: r.ref })} action=${t("record.withdraw")} test="withdraw-do" danger close=${close} ready=${reason.trim() !== ""}
      run=${async () => (await api.post(`/reports/${seg(r.id)}/withdraw`, { reason: reason.trim() }), done())}>
    <p>${t("withdraw.effect")}</p>
    <${Field} id="withdraw-reason" label=${t("withdraw.reason")}>${(/** @type {any} */ p) => html`<textarea ...${p} dir="auto" rows="3" value=${reason} onInput=${(/** @type {any} */ e) => setReason(e.target.value)}></textarea>`}<//>
  <//>`;
}

/** What was said when, newest first, with what each version changed. @param {{report: any, close: () => void}} props */
function Versions({ report: r, close }) {
  const [state, setState] = useState(/** @type {{items?: any[], error?: any}} */ ({}));
  useState(() => void api.get(`/reports/${seg(r.id)}/versions`).then((p) => setState({ items: [...p.items].sort((a, b) => b.version - a.version) }), (error) => setState({ error })));
  return html`<${Dialog} wide title=${t("versions.title", { ref: r.ref })} close=${close}>
    ${state.error ? html`<${ErrorState} error=${state.error} />` : !state.items ? html`<${Skeleton} rows=${2} />` : html`<ol class="versions">
      ${state.items.map((v, i) => html`<li key=${`${v.version}-${v.action}-${i}`}>
        <p><strong>${t("version.n", { n: v.version })}</strong> · ${code("action", v.action)} <span class="source">${stampText(v.at)} · <bdi>${v.by}</bdi></span></p>
        ${v.reason && html`<p dir="auto">${v.reason}</p>`}
        <${Changed} before=${state.items?.slice(i + 1).find((x) => x.version < v.version)} after=${v} />
      </li>`)}
    </ol>`}
  <//>`;
}

/** @param {{before: any, after: any}} props */
function Changed({ before, after }) {
  if (!before?.facts || !after.facts) return null;
  const all = changes(before.facts, after.facts);
  if (!all.length) return html`<p class="quiet">${t("versions.same")}</p>`;
  return html`<dl class="facts">${all.map(([f, a, b]) => html`<div key=${f}><dt>${code("field", f)}</dt><dd><${Diff} before=${a} after=${b} /></dd></div>`)}</dl>`;
}
