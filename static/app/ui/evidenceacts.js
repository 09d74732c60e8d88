// What the own partner does with an item of evidence. Each act asks for a reason, and
// the reason stays with the item.

import { useState } from "preact/hooks";
import { html } from "./html.js";
import { ActionDialog } from "./dialog.js";
import { Field, Select } from "./field.js";
import { ShareChoice, shareBody } from "./share.js";
import { act } from "../evidence.js";
import { codes } from "../dictionary.js";
import { code, t } from "../i18n.js";
import { parties } from "../store.js";
import { upload } from "../upload.js";

const present = (/** @type {any} */ x) => !!x.sha256 && !x.destroyed_at;

/** Custody events that a person records; the others the program writes by itself. */
const byHand = codes.custody.filter((c) => !["COLLECTED", "HASHED", "COPIED_WORKING", "VIEWED"].includes(c));

/** Name, right needed, and whether it makes sense for an item. */
export const acts = [
  { name: "share", may: "SHARE_EVIDENCE", when: () => true },
  { name: "custody", may: "RECORD_CUSTODY", when: () => true },
  { name: "existence", may: "SET_EXISTENCE", when: (/** @type {any} */ x) => !present(x) },
  { name: "lift", may: "CHANGE_HOLD", when: (/** @type {any} */ x) => x.hold },
  { name: "hold", may: "CHANGE_HOLD", when: (/** @type {any} */ x) => !x.hold },
];

/** @param {{name: string, item: any, close: () => void, done: () => void}} props */
export function EvidenceAct({ name, item: x, close, done }) {
  const [level] = [x.sharing.level === "NAMED" ? `NAMED:${x.sharing.with[0]}` : x.sharing.level];
  const [given, setGiven] = useState({ action: "TRANSFERRED", to: "", reason: "", existence: "FOUND_LATER", sharing: level, file: /** @type {File|null} */ (null) });
  const put = (/** @type {any} */ changes) => setGiven((now) => ({ ...now, ...changes }));
  const reason = given.reason.trim();
  const run = async () => {
    if (name === "share") await act.share(x.id, shareBody(given.sharing));
    if (name === "custody") await act.custody(x.id, { action: given.action, to: given.to.trim(), reason });
    if (name === "lift" || name === "hold") await act.hold(x.id, { hold: name === "hold", reason });
    if (name === "existence") {
      const sent = given.file && (await upload(given.file, "evidence"));
      await act.existence(x.id, { existence: given.existence, reason, upload: sent?.id ?? "" });
      sent?.used();
    }
    done();
  };
  const held = given.existence === "HELD" || given.existence === "FOUND_LATER";
  return html`<${ActionDialog} title=${t(`evidence.do.${name}`)} action=${t(`evidence.do.${name}`)} test=${`${name}-do`} danger=${name === "custody" && given.action === "DESTROYED_BY_RULE"} close=${close} ready=${name === "share" || reason !== ""} run=${run}>
    <p><strong dir="auto">${x.title}</strong></p>
    <p class="quiet">${t(`evidence.effect.${name}`)}</p>
    ${name === "share" && html`<${ShareChoice} value=${given.sharing} onChange=${(/** @type {string} */ sharing) => put({ sharing })} />`}
    ${name === "custody" && html`<${Field} id="custody-action" label=${t("evidence.what")}>${(/** @type {any} */ p) => html`<${Select} ...${p} data-test="custody-action" value=${given.action} choices=${byHand.map((c) => [c, code("custody", c)])} onChange=${(/** @type {string} */ action) => put({ action })} />`}<//>
      <${Field} id="custody-to" label=${t("evidence.to-whom")} hint=${t("evidence.to-whom-hint")}>${(/** @type {any} */ p) => html`<input ...${p} type="text" dir="auto" maxlength="200" autocomplete="off" list="custody-partners" data-test="custody-to" value=${given.to} onInput=${(/** @type {any} */ e) => put({ to: e.target.value })} /><datalist id="custody-partners">${parties().map((q) => html`<option value=${q.code}>${q.name}</option>`)}</datalist>`}<//>`}
    ${name === "existence" && html`<${Field} id="existence" label=${t("evidence.existence")}>${(/** @type {any} */ p) => html`<${Select} ...${p} data-test="existence-code" value=${given.existence} choices=${codes.existence.map((c) => [c, code("existence", c)])} onChange=${(/** @type {string} */ existence) => put({ existence })} />`}<//>
      ${held && html`<${Field} id="existence-file" label=${t("evidence.file")}>${(/** @type {any} */ p) => html`<input ...${p} type="file" data-test="existence-file" onChange=${(/** @type {any} */ e) => put({ file: e.target.files[0] ?? null })} />`}<//>`}`}
    ${name !== "share" && html`<${Field} id="act-reason" label=${t("evidence.why")} hint=${t("evidence.reason-hint")}>${(/** @type {any} */ p) => html`<textarea ...${p} dir="auto" rows="3" maxlength="2000" data-test="act-reason" value=${given.reason} onInput=${(/** @type {any} */ e) => put({ reason: e.target.value })}></textarea>`}<//>`}
  <//>`;
}
