// What partners say to a proposal, a move or a statement: one slot per partner,
// and the ways to answer. Silence is shown as no position, never as consent.

import { useState } from "preact/hooks";
import { html, cx } from "./html.js";
import { Icon } from "./icon.js";
import { Chip } from "./chip.js";
import { PartnerMark, slotClass } from "./partner.js";
import { ActionDialog } from "./dialog.js";
import { Field } from "./field.js";
import { stampText } from "./when.js";
import { code, t } from "../i18n.js";

/** @typedef {{partner: string, stance: string, by?: string, at?: string|null, reasons?: string, void?: boolean, void_reason?: string, reason?: string, digest?: string}} Position */

/** @type {Record<string, [string, string]>} look and icon of a stance */
const looks = { CONCUR: ["agree", "check"], CONCUR_WITH_COMMENT: ["agree", "check"], DISSENT: ["conflict", "gaps"], ABSTAIN: ["stopped", "stopped"], NO_POSITION: ["partner", "turn"] };

/** @param {{stance: string, dead?: boolean}} props */
export const StanceChip = ({ stance, dead }) => (dead
  ? html`<${Chip} look="stopped" icon="stopped">${t("stance.void", { stance: code("stance", stance) })}<//>`
  : html`<${Chip} look=${looks[stance]?.[0] ?? "plain"} icon=${looks[stance]?.[1]}>${code("stance", stance)}<//>`);

/**
 * A signature slot for each partner.
 * @param {{positions: Position[], level?: string}} props
 */
export const Slots = ({ positions }) => html`<ul class="slots">
  ${positions.map((p) => html`<li key=${p.partner} class=${cx("slot-box", slotClass(p.partner), p.stance === "NO_POSITION" && "slot-empty", p.void && "slot-void")} data-test=${`slot-${p.partner}`}>
    <p class="slot-who"><${PartnerMark} code=${p.partner} full /> <${StanceChip} stance=${p.stance} dead=${p.void} /></p>
    ${p.by && html`<p class="source"><bdi>${p.by}</bdi>${p.at && html` · <bdi>${stampText(p.at)}</bdi>`}${p.digest && html` · <bdi class="code" dir="ltr" title=${p.digest}>${p.digest.slice(0, 12)}</bdi>`}</p>`}
    ${p.reasons && html`<p class="slot-reasons" dir="auto">${p.reasons}</p>`}
    ${p.void && (p.void_reason || p.reason) && html`<p class="source" dir="auto">${t("stance.void-because")} ${p.void_reason || p.reason}</p>`}
  </li>`)}
</ul>`;

/** Which answers carry reasons that others read. @param {string} stance */
const needsReasons = (stance) => stance !== "CONCUR";

const answerWords = (/** @type {string} */ part, /** @type {string} */ stance) => t(`answer.${part}.${stance}`);

/**
 * The buttons to answer with, each opening a dialog that says what it does.
 * @param {object} props
 * @param {(stance: string, reasons: string) => Promise<any>} props.send
 * @param {Record<string, string>} props.tests data-test by stance; a stance without one is not offered
 * @param {(part: string, stance: string) => string} [props.words] the texts of buttons and titles
 * @param {string} props.effect what happens when everybody has concurred
 * @param {(stance: string) => boolean} [props.before] false keeps the dialog shut, such as while a check blocks
 */
export function Answer({ send, tests, words = answerWords, effect, before }) {
  const [stance, setStance] = useState("");
  const open = (/** @type {string} */ s) => before?.(s) !== false && setStance(s);
  return html`<div class="actions" role="group" aria-label=${t("answer.label")}>
    ${Object.entries(tests).map(([s, test]) => html`<button type="button" key=${s} class=${cx("button", s === "CONCUR" && "primary")} data-test=${test} onClick=${() => open(s)}>
      ${s === "CONCUR" && html`<${Icon} name="check" />`}${words("do", s)}</button>`)}
    ${stance && html`<${AnswerDialog} key=${stance} stance=${stance} send=${send} words=${words} effect=${effect} test=${`${tests[stance]}-send`} close=${() => setStance("")} />`}
  </div>`;
}

/** @param {{stance: string, send: (stance: string, reasons: string) => Promise<any>, words: (part: string, stance: string) => string, effect: string, test: string, close: () => void}} props */
function AnswerDialog({ stance, send, words, effect, test, close }) {
  const [reasons, setReasons] = useState("");
  const must = needsReasons(stance);
  return html`<${ActionDialog} title=${words("title", stance)} action=${words("do", stance)} test=${test} close=${close} ready=${!must || reasons.trim() !== ""}
      run=${() => send(stance, reasons.trim())}>
    <p>${stance.startsWith("CONCUR") ? effect : t(`answer.effect.${stance}`)}</p>
    ${must && html`<${Field} id="stance-reasons" label=${t(stance === "CONCUR_WITH_COMMENT" ? "answer.comment" : "answer.reasons")} hint=${t("answer.reasons-hint")}>${(/** @type {any} */ p) => html`
      <textarea ...${p} dir="auto" rows="4" data-test="stance-reasons" value=${reasons} onInput=${(/** @type {any} */ e) => setReasons(e.target.value)}></textarea>`}<//>`}
  <//>`;
}
