// What a pair of reports says, as numbers and codes: who has answered, how likely
// it is, how each reason moves the sum, what else the two could be. Draws nothing.

import { me } from "./store.js";

/** @typedef {import("./types.js").Match} Match */
/** @typedef {import("./types.js").MatchSide} MatchSide */
/** @typedef {import("./types.js").Rival} Rival */

export const verdicts = /** @type {const} */ (["same", "not_same", "unsure"]);

/** What a partner has said of a pair, with by whom and why. @param {Match} match @param {string|null} who */
export const saidBy = (match, who) => match.verdicts?.findLast((v) => v.partner === who);

/** What our own partner has said. @param {Match} match @returns {string|undefined} */
export const ourVerdict = (match) => saidBy(match, me.user.partner)?.verdict;

/** Whether our partner has not said anything yet. "Not sure" is an answer. @param {Match} match */
export const unanswered = (match) => !!me.user.partner && (match.waiting_on ?? []).includes(me.user.partner) && !ourVerdict(match);

/** Ours first, else as the server has them. @param {Match} match @returns {[MatchSide, MatchSide]} */
export const sidesOf = ({ a, b }) => (b.partner === me.user.partner ? [b, a] : [a, b]);

/** The words for a probability, from the highest down. @type {[number, string][]} */
const scale = [[0.95, "very-likely"], [0.8, "likely"], [0.6, "rather-likely"], [0.4, "even"], [0.2, "rather-unlikely"], [0.05, "unlikely"], [0, "very-unlikely"]];

/** @param {number} p 0 to 1 @returns {string} the last part of a key of the texts */
export const likelihood = (p) => scale.find(([from]) => p >= from)?.[1] ?? "very-unlikely";

/** How many times a number of bits makes likelier, or less likely: two figures, for nobody knows more. @param {number} bits */
export function timesOf(bits) {
  const times = 2 ** Math.abs(bits);
  const unit = 10 ** (Math.floor(Math.log10(times)) - 1);
  return times < 10 ? Math.round(times * 10) / 10 : Math.round(times / unit) * unit;
}

/** Below this a reason says nothing. In bits. */
export const silent = 0.05;

/**
 * One bar of the waterfall, from one running total to the next, in bits. rest is
 * what the server's probability adds to the sum of its reasons.
 * @typedef {{feature: string, a: string, b: string, bits: number, text: string, from: number, to: number}} Step
 */

/** The reasons as steps of a running total, and where they end. @param {Match} match @returns {{steps: Step[], sum: number}} */
export function waterfall(match) {
  let sum = 0;
  const step = (/** @type {import("./types.js").Explanation} */ r) => ({ ...r, from: sum, to: (sum += r.bits) });
  const steps = (match.explanation ?? []).map(step);
  const p = match.probability;
  // Other candidates and calibration move the probability away from the sum. Near the
  // ends a probability holds too few figures to be turned back into bits.
  const rest = p > 0.0001 && p < 0.9999 ? Math.log2(p / (1 - p)) - sum : 0;
  if (steps.length && Math.abs(rest) >= 0.1) steps.push(step({ feature: "rest", a: "", b: "", bits: rest, text: "" }));
  return { steps, sum };
}

/**
 * What else the report of one side could be: other reports of the same partner, or
 * none of them. Empty where nothing competes, or where the answer does not say.
 * @param {Match} match @param {"a"|"b"} side
 */
export function competing(match, side) {
  const other = match[side === "a" ? "b" : "a"].partner;
  return (match.rivals ?? []).filter((r) => r.of === side && r.partner === other && r.state !== "refused");
}

/** Pairs with a third partner's report: they may all be true at once. @param {Match} match */
export const alongside = (match) => (match.rivals ?? []).filter((r) => r.partner && ![...competing(match, "a"), ...competing(match, "b")].includes(r));

/** How probable it is that the report of one side has no counterpart among these. @param {Match} match @param {Rival[]} rivals */
export function noneOf(match, rivals) {
  // A report's candidates and "none" share one whole; odds against "none" are what bits are.
  const weights = [match, ...rivals].reduce((sum, m) => sum + 2 ** m.bits, 0);
  return 1 / (1 + weights);
}
