// A pair of reports on the page of an incident: is it the same one? The sentence,
// the two in short, the reasons folded away, and three answers. S9 shows it in full.

import { useEffect, useRef, useState } from "preact/hooks";
import { html } from "./html.js";
import { PartnerMark, slotClass } from "./partner.js";
import { When } from "./when.js";
import { Ref, Where, rangeText } from "./values.js";
import { useAction } from "./dialog.js";
import { CommonSource, Probability, Said, ToldAgain } from "./matchsaid.js";
import { Answers } from "./matchanswer.js";
import { Waterfall } from "./matchwaterfall.js";
import { api, seg } from "../api.js";
import { useKeys } from "../keys.js";
import { saidBy, sidesOf } from "../match.js";
import { toast } from "./toast.js";
import { t } from "../i18n.js";
import { me, mine, partnerName } from "../store.js";
import { hasScreen } from "../screens.js";
import { href } from "../router.js";

/** @typedef {import("../types.js").Match} Match */

/** "withdrawn" takes the answer back. @param {string} id @param {string} verdict @param {string} [reason] @returns {Promise<Match>} as it is then */
const decide = (id, verdict, reason) => api.post(`/matches/${seg(id)}/decisions`, { verdict, ...(reason ? { reason } : {}) });

/** How long an answer can be taken back with one press. */
const undoSeconds = 10;

/** Takes back the last answer, whichever card of the page it was given on. @type {(() => void)|null} */
let undoLast = null;

/** Takes the message about the last answer to a pair away: what it offers to undo is no longer the last. @type {Map<string, () => void>} */
const messages = new Map();

/** What an answer did, where the other partner's makes that another thing than one may expect. @param {Match} match @param {string} verdict */
function became(match, verdict) {
  const who = partnerName(mine(match.a.partner) ? match.b.partner : match.a.partner);
  if (match.state === "confirmed") return t("match.became.linked", { who });
  return match.state === "refused" && verdict !== "not_same" ? t("match.became.refused", { who }) : "";
}

/**
 * Sends a verdict, says what became of the pair, and offers for ten seconds, by the
 * message or by the key u, to put back what was said before, or nothing where nothing was.
 * @param {(what: {match: Match, undone: boolean}) => void} done
 */
export function useVerdict(done) {
  const told = useRef(done);
  told.current = done;
  const action = useAction(async (/** @type {Match} */ match, /** @type {string} */ verdict, /** @type {string} */ reason) => {
    const before = saidBy(match, me.user.partner);
    const now = await decide(match.id, verdict, reason);
    messages.get(match.id)?.();
    let used = false;
    const undo = () => {
      if (used) return;
      used = true;
      drop();
      decide(match.id, before?.verdict ?? "withdrawn", before?.reason).then(() => (toast(t(before ? "match.put-back" : "match.said.withdrawn")), told.current({ match, undone: true })), () => toast(t("match.undo-failed")));
    };
    const drop = toast([t(`match.said.${verdict}`), became(now, verdict)].filter(Boolean).join(" "), { undo, seconds: undoSeconds });
    messages.set(match.id, drop);
    undoLast = undo;
    setTimeout(() => undoLast === undo && (undoLast = null), undoSeconds * 1000);
    return { match, undone: verdict === "withdrawn" };
  }, (what) => told.current(what));
  useKeys({ KeyU: () => (undoLast ? undoLast() : false) });
  return action;
}

/** @param {{match: Match, reload: () => void, reasons?: boolean}} props reasons: shown at once */
export function MatchCard({ match, reload, reasons = true }) {
  const { busy, error, start, clear } = useVerdict(reload);
  const [open, setOpen] = useState(reasons);
  useEffect(clear, [match.id]);
  const sides = sidesOf(match);
  return html`<article class="match sheet" data-test="match" aria-label=${t("match.label", { a: sides[0].ref, b: sides[1].ref })}>
    <${Probability} match=${match} />
    <div class="match-sides">${sides.map((s) => html`<${Side} key=${s.report} side=${s} />`)}</div>
    <${CommonSource} match=${match} /><${ToldAgain} match=${match} />
    <details class="match-why" open=${open} onToggle=${(/** @type {any} */ e) => setOpen(e.target.open)}>
      <summary>${t("match.because")}</summary>
      ${open && html`<${Waterfall} match=${match} />`}
    </details>
    <${Said} match=${match} />
    <${Answers} match=${match} say=${(/** @type {string} */ v) => start(match, v)} busy=${busy} error=${error} />
    ${hasScreen("/matches") && html`<p><a href=${href("/matches", { state: match.state, pair: match.id })} data-test="review-match">${t("match.review")}</a></p>`}
  </article>`;
}

/** @param {{side: import("../types.js").MatchSide}} props */
const Side = ({ side: s }) => html`<section class=${`match-side ${slotClass(s.partner)}`}>
  <p><${PartnerMark} code=${s.partner} full /> <span class="under inline-under"><${Ref}>${s.ref}<//></span></p>
  <h3 class="side-title"><a href=${`#/i/${s.incident}`}><bdi>${s.title}</bdi></a></h3>
  <dl class="facts">
    <div><dt>${t("incidents.when")}</dt><dd><${When} value=${s.started} long /></dd></div>
    <div><dt>${t("incidents.where")}</dt><dd><${Where} value=${s.place} long /></dd></div>
    <div><dt>${t("harm.killed")}</dt><dd><bdi>${rangeText(s.killed)}</bdi></dd></div>
  </dl>
</section>`;
