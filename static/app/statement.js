// What the screens know of statements: their kinds, their languages, and a text
// with tokens taken apart.

import { list, locale, t } from "./i18n.js";
import { now, partnerName } from "./store.js";

/** @typedef {{name: string, field: string, text: string, agreed: boolean, agreed_at: string|null, reason: string, sources: {partner: string, text: string}[]}} Token */
/** @typedef {{code: string, severity: "BLOCK"|"WARN"|"INFO", text: string, sentence: number, language: string}} Check */
/** @typedef {{kind: string, audience: string, bodies: Record<string, string>}} Form what a person enters */
/**
 * @typedef {Record<string, any> & Form & {id: string, ref: string, incident: string, state: string, version: number, digest: string, rendered: Record<string, string>, checks: Check[], tokens: Token[],
 *   approvals: import("./ui/stance.js").Position[], voided: import("./ui/stance.js").Position[], waiting_on: string[], versions: {version: number, at: string, by: string, bodies: Record<string, string>}[]}} Statement
 */

/** In the order in which an incident usually asks for them. */
export const kinds = ["HOLDING", "AWARENESS", "UPDATE", "FINDINGS_AGREED", "FINDINGS_WITH_DISSENT", "CORRECTION", "WITHDRAWAL", "FAMILY_LETTER"];
export const audiences = ["PUBLIC", "FAMILY", "COMMUNITY", "PARLIAMENT", "PARTNER_PRESS"];

/** Languages a statement can be written in; the checks read these. */
export const textLanguages = ["en", "fr", "ar"];

/** @param {string} language */
export const dirOf = (language) => (language === "ar" ? "rtl" : "ltr");

/** What a text of this kind usually says, with tokens where a fact belongs. @param {string} kind @param {string[]} parties @param {string} [ref] the statement it is about */
export function templateOf(kind, parties, ref = "") {
  const soon = new Date(now().getTime() + 30 * 86_400_000);
  const date = new Intl.DateTimeFormat(locale(), { dateStyle: "long", timeZone: "UTC" }).format(soon);
  return t(`template.${kind}`, { who: list(parties.map(partnerName)), date, ref: ref || t("template.ref") });
}

/** @param {string} state of the case */
export const usualKind = (state) => ({ AGREED: "FINDINGS_AGREED", AGREED_IN_PART: "FINDINGS_WITH_DISSENT", DISSENT_RECORDED: "FINDINGS_WITH_DISSENT", RESPONSE: "FINDINGS_AGREED" })[state] ?? "HOLDING";

/** @param {Form} s @returns {Form} */
export const formOf = (s) => ({ kind: s.kind, audience: s.audience, bodies: { ...s.bodies } });

/** @param {Form} a @param {Form} b */
export const sameText = (a, b) => a.kind === b.kind && a.audience === b.audience && JSON.stringify(Object.entries(a.bodies).sort()) === JSON.stringify(Object.entries(b.bodies).sort());

/** @param {Statement} s */
export const blocks = (s) => s.checks.filter((c) => c.severity === "BLOCK");

/** May its text still be changed? A released one is never edited. @param {Statement} s */
export const inWork = (s) => s.state === "DRAFT" || s.state === "PARTNER_CONCURRED";

/** A text as its literal parts and the names of its tokens, in turn. @param {string} text */
export const taken = (text) => text.split(/\[\[\s*([A-Za-z_]+)\s*\]\]/);

/**
 * The values of the tokens in a language, read off the server's rendering: the
 * literal parts stand in it as they are, and what lies between is the value.
 * @param {string} body @param {string|undefined} rendered @returns {Record<string, string>}
 */
export function valuesIn(body, rendered) {
  /** @type {Record<string, string>} */
  const found = {};
  const parts = taken(body);
  if (!rendered || !rendered.startsWith(parts[0])) return found;
  let at = parts[0].length;
  for (let i = 1; i < parts.length; i += 2) {
    const literal = parts[i + 1];
    const end = literal === "" ? (i + 2 >= parts.length ? rendered.length : -1) : rendered.indexOf(literal, at);
    if (end < 0) return found;
    found[parts[i]] ??= rendered.slice(at, end);
    at = end + literal.length;
  }
  return found;
}

/** The facts that a released text prints otherwise than they stand now. @param {Statement} s @returns {{name: string, was: string, now: string}[]} */
export function changedSince(s) {
  if (s.state !== "ISSUED") return [];
  const printed = valuesIn(s.bodies.en ?? "", s.rendered.en);
  return s.tokens.filter((x) => printed[x.name] && printed[x.name] !== x.text).map((x) => ({ name: x.name, was: printed[x.name], now: x.text }));
}
