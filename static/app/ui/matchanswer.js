// Three answers to one question, each with what it does, before it is given.

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { html, cx } from "./html.js";
import { Icon } from "./icon.js";
import { Problem } from "./states.js";
import { useKeys } from "../keys.js";
import { ourVerdict, saidBy, verdicts } from "../match.js";
import { rich, t } from "../i18n.js";
import { can, me, mine, partnerName } from "../store.js";

/** @typedef {import("../types.js").Match} Match */

/** Whether the reader may answer, and if not, why. @param {Match} match */
export const mayAnswer = (match) => can("DECIDE_MATCH") && (mine(match.a.partner) || mine(match.b.partner));

/** What an answer does, given what the other partner has said. @param {Match} match @param {string} verdict */
function effect(match, verdict) {
  const other = mine(match.a.partner) ? match.b.partner : match.a.partner;
  const who = partnerName(other);
  const theirs = saidBy(match, other)?.verdict;
  if (verdict === "not_same") return rich("match.then.not-same", { who });
  if (verdict === "unsure") return theirs === "not_same" ? rich("match.then.unsure-against", { who }) : t("match.then.unsure");
  return rich(theirs === "same" ? "match.then.same-now" : theirs === "not_same" ? "match.then.same-against" : "match.then.same-later", { who });
}

/** What each answer does, where there is no room for it beside the buttons. @param {{match: Match}} props */
export const Effects = ({ match }) => mayAnswer(match) && html`<dl class="facts effects">
  ${verdicts.map((v) => html`<div key=${v}><dt>${t(`match.verdict.${v}`)}</dt><dd>${effect(match, v)}</dd></div>`)}
</dl><p class="under effects">${t("match.seen")}</p>`;

/**
 * @param {{match: Match, say: (verdict: string, reason?: string) => void, busy: boolean, error: any, keys?: boolean}} props
 * keys: 1 2 3 answer and r opens the reason; the bar then stays in sight
 */
export function Answers({ match, say, busy, error, keys }) {
  const [reason, setReason] = useState("");
  const [open, setOpen] = useState(false);
  const field = useRef(/** @type {HTMLTextAreaElement|null} */ (null));
  const group = useRef(/** @type {HTMLElement|null} */ (null));
  const id = useId();
  const may = mayAnswer(match);
  const send = (/** @type {string} */ verdict) => may && !busy && say(verdict, reason.trim());
  useEffect(() => (setReason(""), setOpen(false)), [match.id]); // a reason is for the pair it was written for
  useEffect(() => void (open && field.current?.focus({ preventScroll: true })), [open]); // the bar is in sight already
  // A key that is held down answers one pair, not the next as well.
  useKeys(keys && may ? { ...Object.fromEntries(verdicts.map((v, i) => [`Digit${i + 1}`, (/** @type {KeyboardEvent} */ e) => !e.repeat && send(v)])), KeyR: () => (open ? field.current?.focus({ preventScroll: true }) : setOpen(true)) } : {});
  if (!may) return html`<p class="quiet" data-test="who-answers">${t(can("DECIDE_MATCH") || !me.user.partner ? "match.not-ours" : "match.who")}</p>`;
  const said = ourVerdict(match);
  const rest = () => group.current?.focus({ preventScroll: true }); // not a button: Enter must not answer by itself
  const leave = (/** @type {KeyboardEvent} */ e) => e.key === "Escape" && rest();
  return html`<div class=${cx("answer-bar", keys && "answer-stays")} role=${keys ? "region" : undefined} aria-label=${keys ? t("match.question") : undefined} data-test="answers">
    <div class="answers" role="group" tabindex="-1" ref=${group} aria-label=${t("match.question")}>
      ${verdicts.map((v, i) => html`<div key=${v} class="answer">
        <button type="button" class=${cx("button", said === v && "on")} aria-pressed=${said === v} aria-disabled=${busy} aria-describedby=${`${id}-${v}`}
          data-test=${`verdict-${v.replace("_", "-")}`} onClick=${() => send(v)}><span>${t(`match.verdict.${v}`)}</span>${keys && html`<kbd aria-hidden="true">${i + 1}</kbd>`}</button>
        <p class="under" id=${`${id}-${v}`}>${effect(match, v)}</p>
      </div>`)}
    </div>
    <div class=${cx("answer-more", open && "answer-open")}>
      ${open
        ? html`<label class="answer-reason"><span class="sub">${t("match.reason-label")}</span>
            <textarea ref=${field} rows="2" maxlength="2000" dir="auto" data-test="verdict-reason" value=${reason} onKeyDown=${leave} onInput=${(/** @type {any} */ e) => setReason(e.target.value)}></textarea></label>`
        : html`<button type="button" class="button small" data-test="add-reason" onClick=${() => setOpen(true)}><${Icon} name="edit" /><span>${t("match.reason-add")}</span>${keys && html` <kbd aria-hidden="true">r</kbd>`}</button>`}
      ${said && html`<button type="button" class="link" data-test="withdraw-verdict" aria-disabled=${busy} onClick=${() => (rest(), send("withdrawn"))}>${t("match.withdraw")}</button>`}
      <p class="under">${t(open && keys ? "match.seen-keys" : "match.seen")}</p>
    </div>
    <${Problem} error=${error} />
  </div>`;
}
