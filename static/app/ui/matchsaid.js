// What can be said of a pair in a line or two: how likely it is, whether its two
// texts are independent, and what each partner has answered.

import { html, cx } from "./html.js";
import { Chip } from "./chip.js";
import { Notice } from "./states.js";
import { PartnerMark, slotClass } from "./partner.js";
import { stampText } from "./when.js";
import { Ref, Say } from "./values.js";
import { likelihood, saidBy, sidesOf } from "../match.js";
import { code, t } from "../i18n.js";
import { href } from "../router.js";

/** @typedef {import("../types.js").Match} Match */

/** Never "100": the program does not know. @param {number} p */
export const percent = (p) => (p > 0.99 ? t("match.over-99") : p < 0.01 ? t("match.under-1") : t("match.percent", { n: Math.round(p * 100) }));

/** "Very likely · 97%". @param {number} p */
export const chanceText = (p) => t("match.chance", { words: t(`match.likelihood.${likelihood(p)}`), percent: percent(p) });

/** The state of a pair as a chip. @type {Record<string, [string, string]>} look and icon */
const looks = { proposed: ["new", "dot"], provisional: ["near", "near"], confirmed: ["done", "linked"], refused: ["stopped", "gaps"] };

/** @param {{state: string}} props */
export const MatchState = ({ state }) => html`<${Chip} look=${looks[state]?.[0]} icon=${looks[state]?.[1]}>${t(`matches.state.${state}`)}<//>`;

/** The answer of the program: words and number, and its sentence. @param {{match: Match}} props */
export const Probability = ({ match }) => html`<div class="match-answer">
  <p class="match-chance"><strong data-test="chance">${chanceText(match.probability)}</strong> <${MatchState} state=${match.state} />
    ${match.model && html`<span class="under">${t(match.model.calibrated ? "match.calibrated" : "match.uncalibrated")}</span>`}</p>
  ${match.sentence && html`<p class="match-sentence" dir="auto" data-test="sentence">${match.sentence}</p>`}
  ${match.by_hand && html`<p class="quiet">${t("match.by-hand")} <bdi dir="auto">${match.by_hand}</bdi></p>`}
</div>`;

/** @param {{match: Match}} props */
export const CommonSource = ({ match }) => match.common_source && html`<div data-test="common-source"><${Notice}><strong>${t("match.common-source")}</strong> ${t("match.common-source-why")}<//></div>`;

/** That a report which tells the same was refused already: the program then links nothing. @param {{match: Match}} props */
export const ToldAgain = ({ match: { told_again: told } }) => told && html`<div data-test="told-again"><${Notice}>
  <${Say} k="match.told-again" who=${html`<${PartnerMark} code=${told.partner} full />`} report=${html`<${Ref}>${told.ref}<//>`} /> <a href=${href("/matches", { state: "refused", pair: told.match })} data-test="told-again-pair">${t("match.told-again-pair")}</a><//></div>`;

/** The look of a verdict: glyph, border and word. @type {Record<string, [string, string]>} */
const said = { same: ["agree", "equals"], not_same: ["conflict", "gaps"], unsure: ["near", "question"] };

/** Who has said what, a slot for each of the two partners. @param {{match: Match}} props */
export const Said = ({ match }) => html`<ul class="slots match-said" aria-label=${t("match.said-label")}>
  ${sidesOf(match).map(({ partner }) => {
    const v = saidBy(match, partner);
    return html`<li key=${partner} class=${cx("slot-box", slotClass(partner), !v && "slot-empty")} data-test=${`said-${partner}`}>
      <p class="slot-who"><${PartnerMark} code=${partner} full /> ${v ? html`<${Chip} look=${said[v.verdict][0]} icon=${said[v.verdict][1]}>${code("verdict", v.verdict)}<//>` : html`<span class="quiet">${t("match.no-answer")}</span>`}</p>
      ${v && html`<p class="source"><bdi>${v.by}</bdi> · <bdi>${stampText(v.at)}</bdi></p>`}
      ${v?.reason && html`<p class="slot-reasons" dir="auto">${v.reason}</p>`}
    </li>`;
  })}
</ul>`;
