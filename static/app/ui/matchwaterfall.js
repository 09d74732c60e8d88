// Why the program says what it says: from how rare a true pair is, through each thing
// that was compared, to the sum. One table; the bars draw what its words say.

import { html, cx } from "./html.js";
import { Icon } from "./icon.js";
import { PartnerMark } from "./partner.js";
import { chanceText } from "./matchsaid.js";
import { whenText } from "./when.js";
import { distanceText, placeText, rangeText } from "./values.js";
import { sidesOf, silent, timesOf, waterfall } from "../match.js";
import { code, has, list, t } from "../i18n.js";
import { parties, partnerName } from "../store.js";

/** @typedef {import("../types.js").Match} Match */
/** @typedef {import("../types.js").MatchSide} MatchSide */
/** @typedef {import("../match.js").Step} Step */

/** @param {{match: Match}} props */
export function Waterfall({ match }) {
  const { steps, sum } = waterfall(match);
  if (!steps.length) return null;
  const ends = [0, sum, ...steps.map((s) => s.to)];
  const low = Math.min(...ends);
  const wide = Math.max(...ends) - low || 1;
  const at = (/** @type {number} */ bits) => 4 + ((bits - low) / wide) * 92; // percent of the track, with air at both ends
  const sides = sidesOf(match);
  return html`<table class="wf" data-test="waterfall">
    <caption class="hidden">${t("match.wf.caption")}</caption>
    <thead><tr><th scope="col">${t("match.wf.compared")}</th>${sides.map((s) => html`<th scope="col" key=${s.partner}><${PartnerMark} code=${s.partner} full /></th>`)}
      <th scope="col" class="wf-bars"><span class="wf-scale"><span>${t("match.wf.against")}</span><span>${t("match.wf.for")}</span></span></th></tr></thead>
    <tbody>${steps.map((s, i) => html`<tr key=${s.feature + i} class=${cx("wf-step", Math.abs(s.bits) < silent && "wf-silent")} data-feature=${s.feature}>
      <th scope="row">${featureName(s.feature)}${s.text && !["prior", "words", "reference", "copied"].includes(s.feature) && html`<span class="under"><span dir="auto">${s.text}</span></span>`}</th>
      <${Values} step=${s} match=${match} sides=${sides} />
      <td class="wf-bars"><${Bar} from=${s.from} to=${s.to} at=${at} first=${i === 0} /><${Weight} step=${s} /></td>
    </tr>`)}</tbody>
    <tfoot><tr class="wf-sum"><th scope="row" colspan="3">${t("match.wf.sum")} <span class="wf-chance">${chanceText(match.probability)}</span></th>
      <td class="wf-bars"><${Bar} from=${0} to=${sum} at=${at} first total /><span class="wf-words"><bdi class="code" dir="ltr">${signed(sum)}</bdi> <span class="under inline-under">${t("match.wf.bits")}</span></span></td></tr></tfoot>
  </table>`;
}

/** The name of a compared thing; the server may know more of them than the texts do. @param {string} feature */
const featureName = (feature) => code("feature", feature);

const signed = (/** @type {number} */ n) => `${n >= silent ? "+" : n <= -silent ? "−" : ""}${Math.abs(n).toFixed(1)}`;

/** A step of the running total; nothing but the drawing. @param {{from: number, to: number, at: (bits: number) => number, first: boolean, total?: boolean}} props */
function Bar({ from, to, at, first, total }) {
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const place = (/** @type {number} */ bits) => ({ "inset-inline-start": `${at(bits)}%` });
  return html`<span class="wf-track" aria-hidden="true">
    <span class="wf-even" style=${place(0)}></span>
    ${!first && html`<span class="wf-in" style=${place(from)}></span>`}
    ${!total && html`<span class="wf-out" style=${place(to)}></span>`}
    <span class=${cx("wf-bar", total ? "wf-total" : to < from ? "wf-less" : "wf-more")} style=${{ ...place(low), "inline-size": `${at(high) - at(low)}%` }}></span>
  </span>`;
}

/** What a step is worth: glyph, sign and word. @param {{step: Step}} props */
function Weight({ step: { bits, feature } }) {
  if (Math.abs(bits) < silent) return html`<span class="wf-words quiet">${t("match.wf.nothing")}</span>`;
  const words = feature === "prior" ? t("match.wf.start") : t(bits > 0 ? "match.wf.likelier" : "match.wf.less-likely", { times: timesOf(bits) });
  return html`<span class=${cx("wf-words", bits > 0 ? "wf-for" : "wf-against")}><${Icon} name=${bits > 0 ? "plus" : "minus"} /><bdi>${words}</bdi> <bdi class="code under inline-under" dir="ltr">${signed(bits)}</bdi></span>`;
}

/** What both sides said of it: in two cells, or in one where it is said of both. @param {{step: Step, match: Match, sides: MatchSide[]}} props */
function Values({ step, match, sides }) {
  const both = (/** @type {any} */ words) => html`<td colspan="2" class="wf-both">${words}</td>`;
  switch (step.feature) {
    case "prior":
      return both(priorText(step.bits));
    case "rest":
      return both(t("match.wf.rest"));
    case "words":
      return both(step.a && step.a !== unknown ? html`<span class="sub">${t("match.wf.shared")}</span><bdi dir="auto">${step.a}</bdi>` : t("match.wf.none-shared"));
    case "reference":
    case "copied":
      return both(html`<span dir="auto">${step.text}</span>`);
  }
  return sides.map((s) => html`<td key=${s.partner} data-label=${partnerName(s.partner)}>${valueOf(step, s, s === match.a ? step.a : step.b)}</td>`);
}

/** How rare a true pair is before anything is compared. @param {number} bits */
function priorText(bits) {
  if (bits >= 0) return t("match.wf.prior-even");
  const n = 1 + 2 ** -bits;
  return t("match.wf.prior", { n: n < 20 ? Math.round(n) : timesOf(Math.log2(n)) });
}

/** As the engine writes what nobody stated. */
const unknown = "not known";

/** Vocabularies in which the engine's words of a feature may stand. @type {Record<string, string[]>} */
const vocabularies = { category: ["category"], site: ["site"], weapon: ["weapon", "cause"] };

/** What a side said of a feature, in the reader's language where the answer has it as data. @param {Step} step @param {MatchSide} side @param {string} said */
function valueOf({ feature }, side, said) {
  if (!said || said === unknown) return html`<span class="quiet">${t("value.unknown")}</span>`;
  if (feature === "time" && side.started) return html`<bdi>${whenText(side.started)}</bdi>`;
  if (feature === "place" && side.place) return html`<bdi>${placeText(side.place)}</bdi>${side.place.radius_m != null && html` <span class="quiet">${t("place.within", { distance: distanceText(side.place.radius_m) })}</span>`}`;
  if (feature === "killed" || feature === "injured") return html`<bdi>${countText(said)}</bdi>`;
  if (feature === "actor") return html`<bdi>${list(said.split(", ").map((who) => (parties().some((p) => p.code === who) ? partnerName(who) : who)))}</bdi>`;
  const words = vocabularies[feature];
  return html`<bdi dir="auto">${words ? list(said.split(", ").map((w) => codeText(words, w))) : said}</bdi>`;
}

/** "air bomb guided" is the code AIR_BOMB_GUIDED. @param {string[]} names @param {string} words */
function codeText(names, words) {
  const value = words.toUpperCase().replaceAll(" ", "_");
  const name = names.find((n) => has(`code.${n}.${value}`));
  return name ? code(name, value) : words;
}

/** "at least 9", "11 to 14", "3" as the engine writes them. @param {string} said */
function countText(said) {
  const [, bound, low, high] = /^(at least |at most )?(\d+)(?: to (\d+))?$/.exec(said) ?? [];
  if (low === undefined) return said;
  const n = Number(low);
  return rangeText({ min: bound === "at most " ? null : n, max: bound === "at least " ? null : Number(high ?? low) });
}
