// Who stands behind a pseudonym, on the way to being sealed. What is typed here is
// held in memory alone: no draft, no storage, no address. It leaves for the server
// after the report is saved and is forgotten.

import { useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { IdentityFields, noIdentity } from "./identity.js";
import { t } from "../i18n.js";
import { can } from "../store.js";

/** @param {{row: any, index: number, around: any, secrets: {of: Record<string, any>, put: (key: string, identity: any) => void}}} props */
export function Secrets({ row, index, around, secrets }) {
  const [open, setOpen] = useState(false);
  if (!can("SEAL_IDENTITY")) return null;
  if (around.held.some((/** @type {any} */ h) => h.pseudonym === row.pseudonym)) return html`<p class="under sealed-note"><${Icon} name="lock" />${t("identity.held")}</p>`;
  const typed = secrets.of[row.key];
  if (!open && !typed) return html`<button type="button" class="button small" data-test=${`people-${index}-seal`} onClick=${() => setOpen(true)}><${Icon} name="lock" />${t("identity.add")}</button>`;
  return html`<div class="secret"><p class="sealed-note"><${Icon} name="lock" /><span>${t("identity.typed-note")}</span></p>
    <${IdentityFields} id=${`identity-${row.key}`} test=${`identity-${index}`} value=${typed ?? noIdentity} onChange=${(/** @type {any} */ v) => secrets.put(row.key, v)} />
    <button type="button" class="link" onClick=${() => (secrets.put(row.key, null), setOpen(false))}>${t("identity.drop")}</button></div>`;
}
