// Opening, sealing, replacing and erasing who stands behind a pseudonym.

import { useState } from "preact/hooks";
import { html } from "./html.js";
import { ActionDialog } from "./dialog.js";
import { Field } from "./field.js";
import { IdentityFields, identityDraft, identityFacts, noIdentity } from "./identity.js";
import { api, seg } from "../api.js";
import { t } from "../i18n.js";

/** @param {{name: string, person: any, sealed?: any, report: any, opened?: any, close: () => void, done: (answer: any) => void}} props */
export function IdentityAct({ name, person, sealed, report, opened, close, done }) {
  const [reason, setReason] = useState("");
  const [draft, setDraft] = useState(name === "replace" && opened ? identityDraft(opened.identity) : noIdentity);
  const writes = name === "seal" || name === "replace";
  const facts = () => ({ pseudonym: person.pseudonym, role: person.role, identity: identityFacts(draft) });
  const run = async () => done(await (name === "seal" ? api.post(`/reports/${seg(report.id)}/identities`, facts())
    : name === "replace" ? api.put(`/identities/${seg(sealed.id)}`, facts(), "")
    : api.post(`/identities/${seg(sealed.id)}/${name === "open" ? "openings" : "erasure"}`, { reason: reason.trim() })));
  return html`<${ActionDialog} wide=${writes} title=${t(`people.title.${name}`, { who: person.pseudonym })} action=${t(`people.do.${name}`)} test=${`identity-${name}-do`} danger=${name === "erase"} close=${close} ready=${writes || reason.trim() !== ""} run=${run}>
    <p>${t(`people.effect.${name}`)}</p>
    ${writes ? html`<${IdentityFields} id="act-identity" test="identity" value=${draft} onChange=${setDraft} />`
      : html`<${Field} id="identity-reason" label=${t("people.reason")} hint=${t("people.reason-hint")}>${(/** @type {any} */ p) => html`<textarea ...${p} dir="auto" rows="3" maxlength="2000" data-test="identity-reason" value=${reason} onInput=${(/** @type {any} */ e) => setReason(e.target.value)}></textarea>`}<//>`}
  <//>`;
}
