// What the screens know of gaps: which ask for something, whose turn it is, and
// how a gap of a kind can come to an end.

import { fieldName } from "./ui/values.js";
import { dateText } from "./ui/when.js";
import { code, either, isolated, list, t } from "./i18n.js";
import { is, me, now, partnerName } from "./store.js";

/** @typedef {{partner: string, report?: string, value: any}} Side */
/** @typedef {import("./ui/stance.js").Position} Position */
/** @typedef {{id: string, gap: string, outcome: string, value: any, min: number|null, max: number|null, rationale: string, evidence: any, by: string, partner: string, at: string, state: string, digest: string, positions: Position[], until?: string, downward?: boolean, cited?: {id: string, title: string, partner: string}[], needs?: {partner: string, roles: string[], why: string}[], public_note?: string, reversible_until?: string|null, hash?: string}} Proposal */
/**
 * @typedef {object} Gap
 * @property {string} id
 * @property {string} code G10 …
 * @property {string} incident
 * @property {string} [incident_b] the other report's, while the link is provisional
 * @property {string} [incident_title] what happened and where, when the server says it
 * @property {string|null} [incident_ref]
 * @property {string} title
 * @property {string} field
 * @property {Side} a
 * @property {Side} b
 * @property {string} relation
 * @property {number} score
 * @property {string} severity
 * @property {{text: string, points: number}[]} reasons
 * @property {{code: string, text: string}[]} diagnosis
 * @property {string} state
 * @property {string[]} owners roles that can resolve it
 * @property {string[]} waiting_on
 * @property {boolean} provisional
 * @property {string} raised_at
 * @property {string|null} due_at
 * @property {string|null} closed_at
 * @property {Proposal[]} proposals
 * @property {string} [outcome] how it ended
 * @property {boolean} [late]
 * @property {string|null} [awaiting_until] both agreed to wait until then
 * @property {string|null} [reopened_at]
 * @property {{partner: string, before: any, now: any}[]} [changes] why it was opened again
 * @property {Record<string, {partner: string, text: string, by: string, at: string, earlier: boolean}>} [explanations] by partner
 * @property {{partner: string, value: any, text: string, by: string, at: string|null}[]} [dissent]
 * @property {string} [family]
 */

/** @param {Gap} g */
export const isOpen = (g) => g.state === "OPEN" || g.state === "EXPLAINED" || g.state === "IN_RESOLUTION";

/** The proposal that waits for answers. @param {Gap} g */
export const waiting = (g) => g.proposals.find((p) => p.state === "WAITING");

/** Whether a position of our own partner is what is missing. @param {Position[]} positions */
export const ourTurn = (positions) => positions.some((p) => p.partner === me.user.partner && (p.stance === "NO_POSITION" || !!p.void));

/** Signatures a proposal lacks that this person can give. @param {Proposal} p */
export const ourNeeds = (p) => (p.needs ?? []).filter((n) => n.partner === me.user.partner && n.roles.some(is));

/** A signature that is lacking, in words. @param {{partner: string, roles: string[], why: string}} n */
export const needText = (n) => t(`need.${n.why}`, { who: partnerName(n.partner), roles: either(n.roles.map((r) => code("role", r).toLowerCase())) });

/** Whether nobody but its own partner has answered a proposal. @param {Proposal} p */
export const unansweredYet = (p) => p.positions.every((x) => x.partner === p.partner || x.stance === "NO_POSITION" || x.void);

/** Whether one partner alone may still take back how a gap ended. @param {Gap} g @param {Proposal} p */
export const reversible = (g, p) => p.state === "AGREED" && !isOpen(g) && g.state !== "SUPERSEDED" && !!p.reversible_until && Date.parse(p.reversible_until) >= now().getTime();

/** Whether a gap waits for the day both agreed on. @param {Gap} g */
export const awaits = (g) => !!g.awaiting_until && Date.parse(g.awaiting_until) > now().getTime();

/** @param {string[]} on codes of partners */
export const onUs = (on) => !!me.user.partner && on.includes(me.user.partner);

/** "waiting on you", "waiting on Varsenna", or nothing. @param {string[]} on */
export function turnText(on) {
  if (!on.length) return "";
  return onUs(on) && on.length === 1 ? t("turn.you") : t("turn.on", { who: list(on.map(partnerName)) });
}

/** Whose turn it is with a gap: as long as nothing is proposed, it may be anybody's. @param {Gap} g */
export const gapTurn = (g) => (g.provisional ? t("gap.turn-provisional") : awaits(g) && !waiting(g) ? t("gap.awaits", { date: isolated(dateText(g.awaiting_until ?? "")) }) : !waiting(g) && g.waiting_on.length > 1 ? t("gap.either") : turnText(g.waiting_on));

/** The name of what a gap is about; some fields exist only as gaps. @param {string} field */
export function gapField(field) {
  const [head, who] = field.split("/");
  if (head === "report" && who) return t("gap.report-of", { who: partnerName(who) });
  if (head === "sources" && who) return t("gap.sources-of", { who: partnerName(who) });
  return fieldName(field);
}

/** Codes that can be agreed on for a field, with their vocabulary. @type {Record<string, [string, string[]]>} */
const codes = {
  "place/site": ["site", ["DWELLING", "APARTMENT_BLOCK", "MARKET", "SCHOOL", "HOSPITAL", "CLINIC", "WORSHIP", "CULTURAL", "WATER", "POWER", "TELECOM", "BRIDGE", "ROAD", "VEHICLE", "CONVOY", "FARM", "INDUSTRY", "FUEL", "DETENTION", "CAMP_IDP", "AID_FACILITY", "GOVERNMENT", "MILITARY", "OTHER", "UNKNOWN"]],
  "means/weapon": ["weapon", ["AIR_BOMB_GUIDED", "AIR_BOMB_UNGUIDED", "MISSILE_AIR", "MISSILE_SURFACE", "ROCKET", "ARTILLERY", "MORTAR", "TANK_GUN", "NAVAL_GUN", "CLUSTER", "MINE", "IED", "GRENADE", "SMALL_ARM", "MACHINE_GUN", "SNIPER", "INCENDIARY", "CHEMICAL", "DRONE_LOITERING", "VEHICLE", "EDGED", "OTHER", "UNKNOWN"]],
  "means/submunition": ["submunition", ["YES", "NO", "SUSPECTED", "UNKNOWN"]],
  "assessment/status": ["assessment", ["CREDIBLE", "NOT_CREDIBLE_NO_INVOLVEMENT", "NOT_CREDIBLE_INSUFFICIENT_INFO", "NOT_CREDIBLE_NO_CIVILIAN_HARM", "NOT_CREDIBLE_COMBATANTS_ONLY", "ASSESSING"]],
  "assessment/standard": ["standard", ["MORE_LIKELY_THAN_NOT", "REASONABLE_GROUNDS_TO_BELIEVE", "REASONABLE_CERTAINTY", "CLEAR_AND_CONVINCING", "BEYOND_REASONABLE_DOUBT", "NOT_STATED"]],
  responsibility: ["role-in", ["FIRED", "ORDERED", "CALLED_FIRE", "PROVIDED_TARGET_DATA", "PROVIDED_WEAPON", "TRANSPORTED", "DETAINED", "TRANSFERRED_CUSTODY", "OWNED_GROUND", "PRESENT_ADVISER", "OTHER"]],
};

/** @param {string} field @returns {[string, string][]|null} code and words */
export function codesOf(field) {
  const [vocabulary, all] = codes[field] ?? codes[field.split("/")[0]] ?? [];
  return vocabulary && all ? all.map((c) => [c, code(vocabulary, c)]) : null;
}

/** How a value of a field is given: count, when, where, code, or "" where none can be agreed on. @param {string} field */
export function kindOf(field) {
  if (field.startsWith("casualties/")) return "count";
  if (field === "started" || field === "ended") return "when";
  if (field === "place") return "where";
  return codesOf(field) ? "code" : "";
}

/**
 * The outcomes that make sense for a gap: those offered first, and the others.
 * @param {Gap} g @returns {{first: string[], more: string[]}}
 */
export function outcomesOf(g) {
  const two = !!g.a.partner && !!g.b.partner;
  const value = kindOf(g.field) !== "";
  return {
    first: [g.a.value != null && value && "ADOPT_A", g.b.value != null && value && "ADOPT_B", value && "NEW", !value && "EXPLAINED_COMPATIBLE", "RECORDED_DISSENT"].filter((o) => typeof o === "string"),
    more: ["AWAITING_INFORMATION", value && "EXPLAINED_COMPATIBLE", value && "CLERICAL_CORRECTION", two && "DEFINITION_DIFFERENCE", "CANNOT_BE_DETERMINED", !(g.a.report && g.b.report) && "PARTNER_WITHDREW",
      two && g.b.report && "NOT_SAME_INCIDENT", two && g.b.report && "SPLIT", two && g.b.report && "MERGED"].filter((o) => typeof o === "string"),
  };
}

/** Why a value lies outside what both accounts span, which needs evidence; "" when it does not. @param {Gap} g @param {import("./types.js").Range|null} value */
export function outsideText(g, value) {
  if (!value) return "";
  const known = [g.a.value, g.b.value].filter((v) => v && (v.min != null || v.max != null));
  if (!known.length) return "";
  const low = Math.min(...known.map((v) => v.min ?? 0));
  const open = known.some((v) => v.max == null);
  const high = Math.max(...known.map((v) => v.max ?? 0));
  if ((value.min ?? 0) >= low && (open || (value.max != null && value.max <= high))) return "";
  return open ? t("resolve.outside-open", { low }) : t("resolve.outside", { low, high });
}

/** Whether a count's minimum lies below every minimum that is stated. @param {Gap} g @param {import("./types.js").Range|null} value */
export function belowAll(g, value) {
  const minima = [g.a.value, g.b.value].map((v) => v?.min).filter((n) => n != null);
  return !!value && minima.length > 0 && (value.min ?? 0) < Math.min(...minima);
}
