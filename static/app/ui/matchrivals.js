// What else the two reports could be: other candidates, or no counterpart at all.

import { html, cx } from "./html.js";
import { PartnerMark } from "./partner.js";
import { Ref, Say } from "./values.js";
import { MatchState, percent } from "./matchsaid.js";
import { alongside, competing, noneOf, sidesOf, timesOf } from "../match.js";
import { t } from "../i18n.js";
import { partnerName } from "../store.js";
import { href } from "../router.js";

/** @typedef {import("../types.js").Match} Match */
/** @typedef {import("../types.js").MatchSide} MatchSide */
/** @typedef {import("../types.js").Rival} Rival */

/** A pair where this screen shows it, in the list that holds it. @param {Rival} r */
const linkTo = (r) => href("/matches", { state: r.state && r.state !== "proposed" ? r.state : "", pair: r.id });

/** @param {{match: Match}} props */
export function Rivals({ match }) {
  const groups = sidesOf(match).map((side) => ({ side, other: side === match.a ? match.b : match.a, rivals: competing(match, side === match.a ? "a" : "b") }));
  const shown = groups.filter((g) => g.rivals.length);
  const together = alongside(match);
  const bare = (match.rivals ?? []).filter((r) => !r.partner);
  return html`<section class="pair-rivals" aria-labelledby="pair-rivals" data-test="rivals">
    <h3 id="pair-rivals">${t("match.rival.title")}</h3>
    ${!bare.length && html`<p data-test="rival-words">${aheadText(match, shown.flatMap((g) => g.rivals))}</p>`}
    ${(shown.length ? shown : groups.slice(0, 1)).map((g) => html`<${Possible} key=${g.side.report} match=${match} named=${shown.length > 0} ...${g} />`)}
    ${together.length > 0 && html`<p class="sub">${t("match.rival.alongside")}</p><ul class="plain-list rival-list">${together.map((r) => html`<${Row} key=${r.id} rival=${r} of=${match[r.of ?? "a"].partner} />`)}</ul>`}
    ${bare.length > 0 && html`<p class="sub">${t("match.rival.others")}</p><ul class="plain-list rival-list">${bare.map((r) => html`<${Row} key=${r.id} rival=${r} />`)}</ul>`}
  </section>`;
}

/** How far ahead of the next candidate this pair is. @param {Match} match @param {Rival[]} rivals */
function aheadText(match, rivals) {
  if (!rivals.length) return t("match.rival.none-near");
  const lead = match.bits - Math.max(...rivals.map((r) => r.bits));
  if (Math.abs(lead) < 0.15) return t("match.rival.level");
  return t(lead > 0 ? "match.rival.ahead" : "match.rival.behind", { times: timesOf(lead) });
}

/** One report and everything it could belong to, none of it among them. @param {{match: Match, side: MatchSide, other: MatchSide, rivals: Rival[], named: boolean}} props */
const Possible = ({ match, side, other, rivals, named }) => html`
  ${named && html`<p class="sub"><${Say} k="match.rival.for" report=${html`<${Ref}>${side.ref}<//>`} who=${html`<${PartnerMark} code=${side.partner} full />`} /></p>`}
  <ol class="plain-list rival-list">
    <li class="rival rival-this" aria-current="true"><span><strong>${t("match.rival.this")}</strong> <span class="quiet"><bdi>${other.title}</bdi></span></span><${Share} p=${match.probability} /></li>
    ${rivals.map((r) => html`<${Row} key=${r.id} rival=${r} />`)}
    <li class="rival rival-none" data-test="no-counterpart"><span>${t("match.rival.none", { who: partnerName(other.partner) })}</span><${Share} p=${noneOf(match, rivals)} /></li>
  </ol>`;

/** of: whose report it is a pair of, where that is not said above. @param {{rival: Rival, of?: string}} props */
const Row = ({ rival: r, of }) => html`<li class="rival">
  <span>${of && html`<${PartnerMark} code=${of} /> · `}${r.partner && html`<${PartnerMark} code=${r.partner} /> `}<a href=${linkTo(r)} data-test="rival"><bdi>${r.title || t("match.rival.open")}</bdi></a>${r.ref && html` <span class="under inline-under"><${Ref}>${r.ref}<//></span>`}${r.state && r.state !== "proposed" && html` <${MatchState} state=${r.state} />`}</span>
  <${Share} p=${r.probability} /></li>`;

/** A probability as a number and, for the eye, a length. @param {{p: number}} props */
const Share = ({ p }) => html`<span class="rival-share"><span class="rival-track" aria-hidden="true"><span class=${cx("rival-bar", p < 0.005 && "rival-least")} style=${{ "inline-size": `${p * 100}%` }}></span></span><bdi class="code">${percent(p)}</bdi></span>`;
