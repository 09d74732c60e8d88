// One partner's record of an incident: everything it says, in the order of the form,
// its versions, and what its own partner may do with it.

import { useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Chip } from "./chip.js";
import { PartnerMark, slotClass } from "./partner.js";
import { ActionDialog } from "./dialog.js";
import { Field } from "./field.js";
import { When, stampText } from "./when.js";
import { Ref, Where, fieldName, rangeText } from "./values.js";
import { Facts, entryText, pathOf, rank, said, specRows } from "./facts.js";
import { Sources } from "./sources.js";
import { Sdg } from "./sdg.js";
import { ShareChoice, shareBody, sharingText } from "./share.js";
import { loneSpecs, placeSpecs, rowSpecs } from "../dictionary.js";
import { api, seg } from "../api.js";
import { code, t } from "../i18n.js";
import { href } from "../router.js";
import { can, mine } from "../store.js";

/** @param {{report: any, reload: () => Promise<void>, asOf?: boolean}} props asOf: as it stood, to be read and nothing else */
export function ReportCard({ report: r, reload, asOf }) {
  const [dialog, setDialog] = useState("");
  const ours = mine(r.partner) && r.status !== "WITHDRAWN" && !asOf;
  const close = () => setDialog("");
  const done = () => (setDialog(""), reload());
  return html`<article class=${`record sheet ${slotClass(r.partner)}`} aria-labelledby=${`record-${r.id}`} data-test=${`record-${r.partner}`}>
    <header class="record-head">
      <p class="record-who"><${PartnerMark} code=${r.partner} full /> <${Ref}>${r.ref}<//>${r.status === "WITHDRAWN" && html` <${Chip} look="stopped" icon="stopped">${code("status", "WITHDRAWN")}<//>`}</p>
      <h3 id=${`record-${r.id}`}><bdi>${r.title}</bdi></h3>
      <p class="source">${t("version.n", { n: r.version })} · ${stampText(r.amended_at || r.logged_at)} · <bdi>${r.logged_by}</bdi></p>
    </header>
    ${r.narrative && html`<p class="narrative" dir="auto">${r.narrative}</p>`}
    <${Body} report=${r} />
    ${!asOf && html`<footer class="record-foot">
      ${mine(r.partner) && html`<p class="under"><${Icon} name=${r.sharing.level === "ORIGIN" ? "lock" : "people"} />${sharingText(r.sharing)}</p>`}
      <div class="actions">
        ${ours && can("SHARE_REPORT") && html`<button type="button" class=${r.sharing.level === "ORIGIN" ? "button small primary" : "button small"} data-test="share" onClick=${() => setDialog("share")}><${Icon} name="share" />${t("share.open")}</button>`}
        ${ours && can("AMEND_REPORT") && html`<a class="button small" href=${`#/r/${r.id}/amend`} data-test="amend"><${Icon} name="edit" />${t("record.amend")}</a>`}
        <a class="button small" href=${href(`/i/${r.incident}`, { tab: "history" })} data-test="versions">${t("record.versions-n", { n: r.version })}</a>
        ${ours && can("WITHDRAW_REPORT") && html`<button type="button" class="button small" data-test="withdraw" onClick=${() => setDialog("withdraw")}>${t("record.withdraw")}</button>`}
      </div>
    </footer>`}
    ${dialog === "share" && html`<${Share} report=${r} close=${close} done=${done} />`}
    ${dialog === "withdraw" && html`<${Withdraw} report=${r} close=${close} done=${done} />`}
  </article>`;
}

/** One part of a record, left out where it says nothing. @param {{name: string, children: any}} props */
const Part = ({ name, children }) => html`<section class="part"><h4>${t(`part.${name}`)}</h4>${children}</section>`;

/** @param {{report: any}} props */
function Body({ report: r }) {
  const flat = { ...r, local_ref: r.local_ref === r.ref ? "" : r.local_ref, ...Object.fromEntries(Object.entries(r.assessment ?? {}).map(([k, v]) => [`assessment/${k}`, v])) };
  const lone = (/** @type {keyof typeof loneSpecs} */ name) => specRows("one", loneSpecs[name], flat);
  /** @type {[string, any][]} */
  const where = [
    [t("incidents.when"), html`<${When} value=${r.started} long />${r.started?.stated && html`<span class="under">${t("facts.stated")} <${Ref}>${r.started.stated}<//></span>`}`],
    ...(r.ended ? [/** @type {[string, any]} */ ([t("log.ended"), html`<${When} value=${r.ended} long />`])] : []),
    [t("incidents.where"), html`<${Where} value=${r.place} long />${r.place?.stated && r.place.stated !== r.place.mgrs && html`<span class="under">${t("facts.stated")} <bdi dir="auto">${r.place.stated}</bdi></span>`}`],
    ...specRows("place", placeSpecs, r.place ?? {}, ["radius_m"]).map(([n, v]) => /** @type {[string, any]} */ ([n, v])),
  ];
  const counts = [...(r.casualties ?? [])].sort((a, b) => rank(a) - rank(b));
  const missing = ["KILLED", "INJURED"].filter((o) => !counts.some((c) => c.outcome === o));
  const listed = (/** @type {string} */ name) => html`<ul class="entry-list">${r[name].map((/** @type {any} */ row, /** @type {number} */ i) => html`<li key=${i}><strong dir="auto">${entryText(name, row)}</strong><${Facts} rows=${specRows(name === "places" ? "place" : name, rowSpecs[name], row, said[name])} /></li>`)}</ul>`;
  const has = (/** @type {string} */ name) => r[name]?.length > 0;
  return html`
    <${Part} name="where"><${Facts} rows=${where} />${has("places") && html`<h5>${t("section.places")}</h5>${listed("places")}`}<//>
    <${Part} name="harm"><dl class="facts">
      ${counts.map((c, i) => html`<div key=${i}><dt>${fieldName(pathOf(c))}</dt><dd><strong><bdi>${c.min == null && c.max == null && c.best != null ? rangeText({ min: c.best, max: c.best }) : rangeText(c)}</bdi></strong>${specRows("casualties", rowSpecs.casualties, c, said.casualties).map(([n, v, s]) => html`<span class="under">${s.name === "basis" || s.kind === "sources" ? v : t("facts.row", { what: n, value: v })}</span>`)}</dd></div>`)}
      ${missing.map((o) => html`<div key=${o}><dt>${t(o === "KILLED" ? "harm.killed" : "harm.injured")}</dt><dd class="quiet">${t("value.unknown")}</dd></div>`)}
    </dl>${has("people") && html`<p class="under">${t("people.count", { n: r.people.length })}</p>`}<//>
    ${has("object_harm") && html`<${Part} name="objects">${listed("object_harm")}<//>`}
    ${has("means") && html`<${Part} name="means">${listed("means")}<//>`}
    <${Part} name="responsibility">${has("responsibility") && listed("responsibility")}<${Facts} rows=${[[code("field", "own_involvement"), code("involvement", r.own_involvement)], ...lone("operation")]} /><//>
    ${lone("assessment").length > 0 && html`<${Part} name="assessment"><${Facts} rows=${lone("assessment")} /><//>`}
    ${lone("law").length > 0 && html`<${Part} name="law"><${Facts} rows=${lone("law")} /><//>`}
    ${has("sources") && html`<${Part} name="sources"><${Sources} report=${r} /><//>`}
    ${counts.some((c) => c.outcome === "KILLED") && html`<details class="part-more"><summary>${t("sdg.open")}</summary><${Sdg} casualties=${r.casualties} means=${r.means ?? []} /></details>`}
    ${r.extra && Object.keys(r.extra).length > 0 && html`<details class="part-more"><summary>${code("field", "extra")}</summary><${Facts} rows=${Object.entries(r.extra)} /></details>`}`;
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
