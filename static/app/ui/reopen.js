// What has ended is opened again by both: a proposal like any other, with a reason.

import { useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { ActionDialog } from "./dialog.js";
import { Field } from "./field.js";
import { takeBack } from "./proposal.js";
import { toast } from "./toast.js";
import { api, seg } from "../api.js";
import { list, t } from "../i18n.js";
import { me, partnerName } from "../store.js";

/** @param {{gap: import("../gaps.js").Gap, parties: string[], reload: () => Promise<void>}} props */
export function Reopen({ gap, parties, reload }) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const send = async () => {
    const made = await api.post(`/gaps/${seg(gap.id)}/proposals`, { outcome: "REOPEN", rationale: reason.trim() });
    toast(t("resolve.sent"), made.state === "WAITING" ? { undo: () => takeBack(made.id, reload) } : {});
    await reload();
  };
  return html`<div class="actions"><button type="button" class="button small" data-test="reopen" onClick=${() => setOpen(true)}><${Icon} name="retry" />${t("gap.reopen")}</button>
    ${open && html`<${ActionDialog} title=${t("gap.reopen-title")} action=${t("gap.reopen-send")} test="reopen-send" close=${() => setOpen(false)} ready=${reason.trim() !== ""} run=${send}>
      <p>${t("gap.reopen-effect", { who: list(parties.filter((p) => p !== me.user.partner).map(partnerName)) })}</p>
      <${Field} id="reopen-reason" label=${t("resolve.reason")}>${(/** @type {any} */ p) => html`<textarea ...${p} dir="auto" rows="3" data-test="reopen-reason" value=${reason} onInput=${(/** @type {any} */ e) => setReason(e.target.value)}></textarea>`}<//>
    <//>`}</div>`;
}
