// Moving a case: what the move means, who signs it, what is still missing, and
// the moves that wait for a signature.

import { useState } from "preact/hooks";
import { html, cx } from "./html.js";
import { Icon } from "./icon.js";
import { Chip } from "./chip.js";
import { ActionDialog } from "./dialog.js";
import { Field } from "./field.js";
import { PartnerMark } from "./partner.js";
import { Answer, Slots } from "./stance.js";
import { Ref, Say } from "./values.js";
import { Stamp } from "./when.js";
import { toast } from "./toast.js";
import { api, seg } from "../api.js";
import { ourTurn } from "../gaps.js";
import { code, list, t } from "../i18n.js";
import { can, is, mine } from "../store.js";

/** @typedef {{to: string, needs_both: boolean, missing: string[], means: string, signers: string[], reason: boolean}} Allowed */
/** @typedef {import("./stance.js").Position} Position */
/** @typedef {{id: string, from: string, to: string, reason: string, by: string, proposed_by: string, partner: string, at: string, taken_at: string|null, state: string, digest: string, void_reason?: string, positions: Position[]}} Move */

/** @param {Allowed} m */
const roles = (m) => list(m.signers.map((r) => code("role", r)));

/** Whether the looker may make this move, or propose it. @param {Allowed} m */
const mayMake = (m) => m.signers.some(is);

/** The short form of a digest, as people compare it. @param {{children: string}} props */
export const Digest = ({ children }) => html`<${Ref}><span title=${children}>${children.slice(0, 12)}</span><//>`;

/** @param {{case: any, close: () => void, done: () => Promise<void>}} props */
export function MoveDialog({ case: c, close, done }) {
  const [to, setTo] = useState(/** @type {string} */ ((c.allowed.find((/** @type {Allowed} */ m) => mayMake(m) && !m.missing.length) ?? c.allowed[0])?.to ?? ""));
  const [reason, setReason] = useState("");
  /** @type {Allowed|undefined} */
  const move = c.allowed.find((/** @type {Allowed} */ m) => m.to === to);
  const ready = !!move && mayMake(move) && !move.missing.length && (!move.reason || reason.trim() !== "");
  const run = async () => {
    const made = await api.post(`/investigations/${seg(c.id)}/transitions`, { to, reason: reason.trim() });
    toast(t(made.state === "TAKEN" ? "move.taken" : "move.proposed", { state: code("state", to) }));
    await done();
  };
  return html`<${ActionDialog} title=${t("move.title")} action=${t(move?.needs_both ? "move.propose" : "move.make")} test="move-submit" close=${close} ready=${ready} run=${run}>
    <p class="quiet"><${Say} k="move.from" state=${html`<strong>${code("state", c.state)}</strong>`} /></p>
    <div class="choices" role="radiogroup" aria-label=${t("move.where-to")}>
      ${c.allowed.map((/** @type {Allowed} */ m) => html`<label key=${m.to} class=${cx("choice choice-plain", m.to === to && "on")}>
        <input type="radio" name="move" checked=${m.to === to} data-test=${`move-${m.to}`} onChange=${() => setTo(m.to)} />
        <span><strong>${code("state", m.to)}</strong>${m.missing.length > 0 && html` <${Chip} look="missing" icon="ring">${t("move.not-yet")}<//>`}
          <span class="under" dir="auto">${m.means}</span>
          ${m.to === to && html`<span class="under">${t(m.needs_both ? "move.signed-by-all" : "move.signed-by-one", { roles: roles(m) })}</span>
            ${m.missing.length > 0 && html`<span class="missing-list"><strong>${t("move.missing")}</strong>${m.missing.map((text) => html`<span key=${text} dir="auto">${text}</span>`)}</span>`}
            ${!mayMake(m) && html`<span class="missing-list"><strong>${t("move.not-your-role")}</strong></span>`}`}</span>
      </label>`)}
    </div>
    <${Field} id="move-reason" label=${t("resolve.reason")} optional=${!move?.reason} hint=${t("answer.reasons-hint")}>${(/** @type {any} */ p) => html`
      <textarea ...${p} dir="auto" rows="3" data-test="move-reason" value=${reason} onInput=${(/** @type {any} */ e) => setReason(e.target.value)}></textarea>`}<//>
    ${move && html`<p class="quiet">${t(move.needs_both ? "move.effect-both" : "move.effect-one")}</p>`}
  <//>`;
}

/** A move that waits: one signature slot for each partner. @param {{move: Move, reload: () => Promise<void>, party: boolean}} props */
export function PendingMove({ move: m, reload, party }) {
  const send = async (/** @type {string} */ stance, /** @type {string} */ reasons) => {
    await api.post(`/transitions/${seg(m.id)}/positions`, { stance, ...(reasons ? { reasons } : {}), ...(m.digest ? { digest: m.digest } : {}) });
    toast(t(`answer.done.${stance}`));
    await reload();
  };
  const ask = party && can("SIGN_TRANSITION") && ourTurn(m.positions);
  return html`<article class="sheet padded pending stack" aria-label=${t("move.pending", { state: code("state", m.to) })} data-test=${`pending-${m.to}`}>
    <div><h2><${Say} k="move.pending" state=${code("state", m.to)} /></h2>
      <p class="source"><${Say} k="proposal.by" who=${html`<${PartnerMark} code=${m.partner} full />`} by=${m.proposed_by} at=${html`<${Stamp} at=${m.at} />`} /></p></div>
    ${m.reason && html`<p dir="auto">${m.reason}</p>`}
    <${Slots} positions=${m.positions} />
    ${m.digest && html`<p class="under">${t("move.digest")} <${Digest}>${m.digest}<//></p>`}
    ${ask ? html`<${Answer} send=${send} effect=${t("move.effect-sign", { state: code("state", m.to) })} tests=${{ CONCUR: "sign-concur", CONCUR_WITH_COMMENT: "sign-comment", DISSENT: "sign-dissent" }} />`
      : ourTurn(m.positions) && html`<p class="quiet">${t("move.who-signs")}</p>`}
  </article>`;
}

/** What happened to a case, newest first. @param {{moves: Move[]}} props */
export const History = ({ moves }) => html`<ol class="stream">
  ${moves.toReversed().map((m) => html`<li key=${m.id}>
    <p><strong>${code("state", m.to)}</strong> ${m.state !== "TAKEN" && html`<${Chip} look="stopped" icon="stopped">${code("proposal", m.state)}<//>`}
      ${m.from && html`<span class="quiet">${t("move.came-from", { state: code("state", m.from) })}</span>`}</p>
    <p class="source">${m.partner ? html`<${PartnerMark} code=${m.partner} full />` : html`<${Icon} name="half" />`} <bdi>${m.by}</bdi> · <${Stamp} at=${m.taken_at ?? m.at} /></p>
    ${m.reason && html`<p dir="auto">${m.reason}</p>`}
    ${m.void_reason && html`<p class="source" dir="auto">${t("stance.void-because")} ${m.void_reason}</p>`}
    ${m.positions.length > 0 && html`<${Slots} positions=${m.positions} />`}
  </li>`)}
</ol>`;

/** Whether the case asks our own partner for a signature. @param {any} c */
export const asksUs = (c) => c.pending.some((/** @type {Move} */ m) => m.positions.some((p) => mine(p.partner) && p.stance === "NO_POSITION"));
