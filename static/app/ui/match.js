// Are these two reports the same incident? The two side by side, the reasons in
// words with their weight, and three answers. Nothing merges; a link is made and
// can be undone.

import { useState } from "preact/hooks";
import { html, cx } from "./html.js";
import { Chip } from "./chip.js";
import { PartnerMark, slotClass } from "./partner.js";
import { Problem } from "./states.js";
import { When } from "./when.js";
import { Ref, Where, rangeText } from "./values.js";
import { useAction } from "./dialog.js";
import { api, seg } from "../api.js";
import { toast } from "./toast.js";
import { code, list, number, t } from "../i18n.js";
import { can, me, mine, partnerName } from "../store.js";

/** @typedef {import("../types.js").Match} Match */

export const verdicts = /** @type {const} */ (["same", "not_same", "unsure"]);

/** @param {string} id @param {string} verdict @param {string} [reason] */
const decide = (id, verdict, reason) => api.post(`/matches/${seg(id)}/decisions`, { verdict, ...(reason ? { reason } : {}) });

/** Whether our partner has still to answer. */
export const asksUs = (/** @type {Match} */ match) => (match.waiting_on ?? []).includes(me.user.partner);

/** What our own partner has said. @param {Match} match @returns {string|undefined} */
export const ourVerdict = (match) => match.verdicts?.findLast((/** @type {any} */ v) => v.partner === me.user.partner)?.verdict;

/**
 * Sends a verdict, and offers to take it back. Taking back says "not sure", which
 * the record shows as well.
 * @param {() => void} done
 */
export function useVerdict(done) {
  return useAction(async (/** @type {string} */ id, /** @type {string} */ verdict, /** @type {string} */ before) => {
    await decide(id, verdict);
    const undo = () => void decide(id, before || "unsure").then(done, () => toast(t("match.undo-failed")));
    toast(t(`match.said.${verdict}`), { undo });
  }, done);
}

/**
 * @param {{match: Match, say: (verdict: string) => void, busy: boolean, error: any, keys?: boolean, level?: string, reasons?: boolean}} props keys shows 1 2 3; level is the heading of each side; reasons: shown at once
 */
export function MatchCard({ match, say, busy, error, keys, level = "h3", reasons = true }) {
  const sides = [match.a, match.b].sort((x) => (mine(x.partner) ? -1 : 0));
  const said = ourVerdict(match);
  return html`<article class="match sheet" data-test="match" aria-label=${t("match.label", { a: sides[0].ref, b: sides[1].ref })}>
    <div class="match-sides">${sides.map((s) => html`<${Side} key=${s.report} side=${s} level=${level} />`)}</div>
    <${Waterfall} match=${match} shown=${reasons} />
    <${Said} match=${match} />
    ${can("DECIDE_MATCH") && sides.some((s) => mine(s.partner)) && html`<div class="verdicts" role="group" aria-label=${t("match.question")}>
      ${verdicts.map((v, i) => html`<button type="button" key=${v} class=${cx("button", said === v && "on")} aria-pressed=${said === v} aria-disabled=${busy}
        data-test=${`verdict-${v.replace("_", "-")}`} onClick=${() => !busy && say(v)}>${t(`match.verdict.${v}`)}${keys && html` <kbd aria-hidden="true">${i + 1}</kbd>`}</button>`)}
    </div>`}
    ${!can("DECIDE_MATCH") && asksUs(match) && html`<p class="quiet">${t("match.who")}</p>`}
    <${Problem} error=${error} />
  </article>`;
}

/** @param {{side: any, level: string}} props */
const Side = ({ side: s, level }) => html`<section class=${`match-side ${slotClass(s.partner)}`}>
  <p><${PartnerMark} code=${s.partner} full /> <span class="under inline-under"><${Ref}>${s.ref}<//></span></p>
  <${level} class="side-title"><a href=${`#/i/${s.incident}`}><bdi>${s.title}</bdi></a><//>
  <dl class="facts">
    <div><dt>${t("incidents.when")}</dt><dd><${When} value=${s.started} long /></dd></div>
    <div><dt>${t("incidents.where")}</dt><dd><${Where} value=${s.place} long /></dd></div>
    <div><dt>${t("harm.killed")}</dt><dd>${rangeText(s.killed)}</dd></div>
  </dl>
</section>`;

/**
 * The reasons, each with a bar for its weight: to one side for, to the other
 * against. The words carry the meaning, the bar only the size.
 * @param {{match: Match, shown?: boolean}} props
 */
export function Waterfall({ match, shown = true }) {
  const [open, setOpen] = useState(shown);
  const rows = (match.explanation ?? []).filter((r) => Math.abs(r.bits) >= 0.05).sort((a, b) => Number(a.feature === "prior") - Number(b.feature === "prior") || Math.abs(b.bits) - Math.abs(a.bits));
  if (!rows.length) return null;
  const most = Math.max(...rows.map((r) => Math.abs(r.bits)), 1);
  return html`<details class="waterfall" open=${open} onToggle=${(/** @type {any} */ e) => setOpen(e.target.open)}>
    <summary>${t("match.because")} <span class="quiet">${t("match.chance", { percent: percent(match.probability) })}</span></summary>
    <table class="bits"><caption class="hidden">${t("match.bits-caption")}</caption>
      <thead class="hidden"><tr><th scope="col">${t("match.reason")}</th><th scope="col">${t("match.weight")}</th></tr></thead>
      <tbody>${rows.map((r) => html`<tr key=${r.feature + r.text} class=${r.bits < 0 ? "against" : "for"}>
        <th scope="row"><span dir="auto">${r.text}</span></th>
        <td><span class="bit-bar" aria-hidden="true"><span class="bit" style=${{ "inline-size": `${(Math.abs(r.bits) / most) * 50}%` }}></span></span>
          <bdi class="code" dir="ltr">${signed(r.bits)}</bdi></td>
      </tr>`)}</tbody>
    </table>
  </details>`;
}

const signed = (/** @type {number} */ n) => `${n > 0 ? "+" : n < 0 ? "−" : ""}${Math.abs(n).toFixed(1)}`;

/** Never "100": the program does not know. @param {number} p */
const percent = (p) => (p > 0.99 ? t("match.over-99") : p < 0.01 ? t("match.under-1") : `${number(Math.round(p * 100))}%`);

/** Who has said what so far. @param {{match: Match}} props */
export const Said = ({ match }) => html`<p class="said">
  ${match.state === "provisional" && html`<${Chip} look="near" icon="near">${t("match.provisional")}<//> `}
  ${(match.verdicts ?? []).map((/** @type {any} */ v) => html`<span key=${v.partner} class="line"><${PartnerMark} code=${v.partner} full /> ${code("verdict", v.verdict)} <span class="quiet"><bdi>${v.by}</bdi></span></span>`)}
  ${match.waiting_on?.length > 0 && html`<span class="quiet">${t("turn.on", { who: list(match.waiting_on.map(partnerName)) })}</span>`}
</p>`;
