// A proposal how a gap ends: what it says, why, both partners' positions and the
// buttons to answer it.

import { useState } from "preact/hooks";
import { html, cx } from "./html.js";
import { Chip } from "./chip.js";
import { Field } from "./field.js";
import { Icon } from "./icon.js";
import { PartnerMark } from "./partner.js";
import { Answer, Slots } from "./stance.js";
import { Problem } from "./states.js";
import { ActionDialog, useAction } from "./dialog.js";
import { reversal, signersOf } from "./course.js";
import { Stamp, dateText } from "./when.js";
import { Say, Value, valueText } from "./values.js";
import { api, seg } from "../api.js";
import { gapField, needText, ourNeeds, ourTurn, reversible, unansweredYet } from "../gaps.js";
import { code, t } from "../i18n.js";
import { can, mine, partnerName } from "../store.js";
import { toast } from "./toast.js";

/** @typedef {import("../gaps.js").Gap} Gap */
/** @typedef {import("../gaps.js").Proposal} Proposal */

/** The proposal in one sentence. @param {{gap: Gap, outcome: string, value: any}} props value is what would be agreed on, or null */
export function Outcome({ gap, outcome, value }) {
  const field = gapField(gap.field);
  if (outcome === "ADOPT_A" || outcome === "ADOPT_B") {
    const side = outcome === "ADOPT_A" ? gap.a : gap.b;
    return html`<${Say} k="proposal.adopt" who=${partnerName(side.partner)} field=${field} value=${html`<strong><${Value} field=${gap.field} value=${value ?? side.value} /></strong>`} />`;
  }
  if (value != null) return html`<${Say} k=${outcome === "CLERICAL_CORRECTION" ? "proposal.slip" : "proposal.value"} field=${field} value=${html`<strong><${Value} field=${gap.field} value=${value} long /></strong>`} />`;
  return html`<span>${code("outcome-of-gap", outcome)}</span>`;
}

/** Evidence as it was sent: a sentence or a list. @param {any} evidence */
const evidenceText = (evidence) => (Array.isArray(evidence) ? evidence.join("; ") : typeof evidence === "string" ? evidence : evidence ? valueText("evidence", evidence) : "");

/** @type {Record<string, [string, string]>} */
const looks = { WAITING: ["you", "turn"], AGREED: ["agreed", "linked"], DECLINED: ["conflict", "gaps"], VOID: ["stopped", "stopped"], WITHDRAWN: ["stopped", "undo"], REVERSED: ["stopped", "undo"] };

/** Takes back what our partner said: its proposal, or its position on another's. @param {string} id @param {() => Promise<void>} reload */
export const takeBack = (id, reload) => api.post(`/proposals/${seg(id)}/withdrawal`, {}).then(() => (toast(t("proposal.taken-back")), reload()));

/** @param {{gap: Gap, proposal: Proposal, reload: () => Promise<void>, party: boolean, steps: import("./course.js").Step[]|null}} props steps: the course of the gap, once it is there */
export function ProposalCard({ gap, proposal: p, reload, party, steps }) {
  const open = p.state === "WAITING";
  const lacking = p.needs ?? [];
  const ask = open && party && can("TAKE_POSITION") && (ourTurn(p.positions) || ourNeeds(p).length > 0);
  const stood = p.positions.some((x) => mine(x.partner) && x.stance !== "NO_POSITION" && !x.void);
  const undone = p.state === "REVERSED" && reversal(steps, p.id);
  const signers = signersOf(steps, p.id);
  const several = signers.some((x, i) => signers.findIndex((y) => y.partner === x.partner) !== i);
  const send = async (/** @type {string} */ stance, /** @type {string} */ reasons) => {
    await api.post(`/proposals/${seg(p.id)}/positions`, { stance, digest: p.digest, ...(reasons ? { reasons } : {}) });
    const now = stance === "DISSENT" ? null : await api.get(`/proposals/${seg(p.id)}`);
    // What is decided is taken back by another proposal; while it waits, by one press.
    toast(t(`answer.done.${stance}`), now?.state === "WAITING" && !mine(p.partner) ? { undo: () => takeBack(p.id, reload) } : {});
    await reload();
  };
  return html`<article class=${cx("proposal", !open && "proposal-past")} aria-label=${t("proposal.label")} data-test="proposal">
    <p class="proposal-head"><${Chip} look=${looks[p.state]?.[0]} icon=${looks[p.state]?.[1]}>${code("proposal", p.state)}<//>
      <span class="source"><${Say} k="proposal.by" who=${html`<${PartnerMark} code=${p.partner} full />`} by=${p.by} at=${html`<${Stamp} at=${p.at} />`} /></span></p>
    ${undone && html`<p data-test="taken-back-by"><strong><${Say} k="proposal.reversed" who=${html`<${PartnerMark} code=${undone.partner} full />`} by=${undone.by} at=${html`<${Stamp} at=${undone.at} />`} /></strong> <span class="slot-reasons" dir="auto">${undone.text}</span></p>`}
    <p class="proposal-text"><${Outcome} gap=${gap} outcome=${p.outcome} value=${p.value} /></p>
    <p dir="auto">${p.rationale}</p>
    ${p.public_note && html`<p data-test="public-note"><span class="under inline-under">${t("proposal.note")}</span> <bdi>${p.public_note}</bdi></p>`}
    ${p.until && html`<p><strong><${Say} k="proposal.until" date=${dateText(p.until)} /></strong></p>`}
    ${open && p.downward && html`<p class="diagnosis">${t("proposal.downward")}</p>`}
    ${(p.cited?.length ?? 0) > 0
      ? html`<p class="under">${t("proposal.evidence")} ${(p.cited ?? []).map((x) => html`<span key=${x.id} class="gap-side"><${PartnerMark} code=${x.partner} /> <bdi>${x.title}</bdi> </span>`)}</p>`
      : evidenceText(p.evidence) && html`<p class="under" dir="auto">${t("proposal.evidence")} ${evidenceText(p.evidence)}</p>`}
    <${Slots} positions=${p.positions.map((x) => (x.reasons === p.rationale ? { ...x, reasons: "" } : x))} />
    ${several && html`<div data-test="signers"><p class="under">${t("proposal.signers")}</p><ul class="plain-list">${signers.map((x) => html`<li key=${x.partner + x.by} class="source"><${PartnerMark} code=${x.partner} /> <${Icon} name="check" /><bdi>${x.by}</bdi> · <${Stamp} at=${x.at} /></li>`)}</ul></div>`}
    ${ask && html`<${Answer} send=${send} effect=${t("answer.effect.proposal")} tests=${{ CONCUR: "concur", CONCUR_WITH_COMMENT: "concur-comment", DISSENT: "dissent" }} />`}
    ${open && lacking.length > 0 && html`<ul class="plain-list needs" data-test="needs">${lacking.map((n) => html`<li key=${n.partner + n.why}>${needText(n)}</li>`)}</ul>`}
    ${open && !ask && ourTurn(p.positions) && html`<p class="quiet">${t("proposal.who-answers")}</p>`}
    ${open && party && stood && can("TAKE_POSITION") && html`<${TakeBack} proposal=${p} reload=${reload} />`}
    ${p.hash && html`<p class="source">${t("proposal.hash")} <bdi class="hash" dir="ltr" data-test="ending-hash">${p.hash}</bdi></p>`}
    ${reversible(gap, p) && html`<p class="source"><${Say} k="proposal.reversible" date=${dateText(p.reversible_until ?? "")} /></p>`}
    ${reversible(gap, p) && party && stood && can("TAKE_POSITION") && html`<${Reverse} proposal=${p} reload=${reload} />`}
  </article>`;
}

/** Takes back, with a reason, how a gap has ended. @param {{proposal: Proposal, reload: () => Promise<void>}} props */
function Reverse({ proposal: p, reload }) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const send = async () => {
    await api.post(`/proposals/${seg(p.id)}/withdrawal`, { reason: reason.trim() });
    toast(t("proposal.taken-back"));
    await reload();
  };
  return html`<div class="actions"><button type="button" class="button small" data-test="reverse" onClick=${() => setOpen(true)}><${Icon} name="undo" />${t("proposal.reverse")}</button>
    ${open && html`<${ActionDialog} title=${t("proposal.reverse")} action=${t("proposal.reverse-send")} test="reverse-send" close=${() => setOpen(false)} ready=${reason.trim() !== ""} run=${send}>${(/** @type {Record<string, string>} */ wrong) => html`
      <p>${t("proposal.reverse-effect")}</p>
      <${Field} id="reverse-reason" label=${t("resolve.reason")} hint=${t("answer.reasons-hint")} error=${wrong["/reason"]}>${(/** @type {any} */ f) => html`<textarea ...${f} dir="auto" rows="3" maxlength="2000" data-test="reverse-reason" value=${reason} onInput=${(/** @type {any} */ e) => setReason(e.target.value)}></textarea>`}<//>`}<//>`}</div>`;
}

/** @param {{proposal: Proposal, reload: () => Promise<void>}} props */
function TakeBack({ proposal: p, reload }) {
  const { busy, error, start } = useAction(() => takeBack(p.id, reload));
  return html`<p><button type="button" class="link" data-test="take-back" aria-disabled=${busy} onClick=${() => start()}>${t(mine(p.partner) ? "proposal.withdraw" : "proposal.take-back")}</button>
    ${mine(p.partner) && !unansweredYet(p) && html` <span class="under inline-under">${t("proposal.withdraw-late")}</span>`}</p><${Problem} error=${error} />`;
}
