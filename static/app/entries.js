// Rows and lone fields of a report as they are typed, and the facts they stand for.
// A row keeps the facts it was made from: what the form does not show, or what
// nobody touched, goes back exactly as it came.

import { codes, rowSpecs } from "./dictionary.js";
import { cornersOf, geometryText } from "./geometry.js";
import { instantOf, instantText } from "./instant.js";
import { noWhere, whereDraft } from "./ui/whereinput.js";
import { t } from "./i18n.js";

/** @typedef {import("./dictionary.js").Spec} Spec */
/** A row as typed: key is its own for good, base the facts it came from. @typedef {Record<string, any> & {key: string, base?: any}} Row */

/** @param {Spec} s @param {any} facts @returns {Record<string, any>} what the inputs of a field hold */
function typed(s, facts) {
  const v = facts?.[s.name];
  switch (s.kind) {
    case "range": {
      const [min, max] = /** @type {[string, string]} */ (s.ends).map((n) => (facts?.[n] == null ? "" : String(facts[n])));
      return { [s.name]: { min, max, unknown: false } };
    }
    case "flag":
      return { [s.name]: v == null ? "" : v ? "yes" : "no" };
    case "number":
      return { [s.name]: v == null || s.name === "radius_m" ? "" : String(v) };
    case "grade":
      return { [s.name]: v == null ? "" : String(v) };
    case "instant":
      return { [s.name]: instantText(v) };
    case "geometry":
      return { [s.name]: { type: v?.type ?? "", text: geometryText(v) } };
    case "codes":
    case "sources":
      return { [s.name]: v ?? [] };
    case "one-source":
      return { [s.name]: v == null ? [] : [v] };
    case "methods":
      return { [s.name]: v ?? {} };
    case "claims":
      return { [s.name]: Object.entries(v ?? {}) };
  }
  return { [s.name]: v ?? "" };
}

/** @param {Spec[]} specs @param {any} facts */
export const typedAll = (specs, facts) => Object.assign({}, ...specs.map((s) => typed(s, facts)));

let next = 1;
export const newKey = () => `${Date.now().toString(36)}${(next++).toString(36)}`;

/**
 * A row of a list from its facts, or an empty one.
 * @param {string} list @param {any} [facts] @returns {Row}
 */
export function rowOf(list, facts) {
  /** @type {Row} */
  const row = { key: newKey(), ...typedAll(rowSpecs[list], facts), ...(facts && { base: facts }) };
  if (list === "places") row.where = facts ? whereDraft(facts) : noWhere;
  if (list === "casualties" && facts && facts.min == null && facts.max == null) row.count = { ...row.count, unknown: facts.best == null };
  return row;
}

/** The facts of one field, or undefined for nothing said. @param {Spec} s @param {any} row @param {any} base @returns {any} */
function fact(s, row, base) {
  const v = row[s.name];
  switch (s.kind) {
    case "flag":
      return v === "" ? undefined : v === "yes";
    case "number":
      return v.trim() === "" ? undefined : Number(v);
    case "grade":
      return v === "" ? undefined : s.of === "credibility" ? Number(v) : v;
    case "instant":
      return v.trim() === instantText(base?.[s.name]) ? (base?.[s.name] ?? undefined) : (instantOf(v) ?? undefined);
    case "geometry":
      return v.text.trim() === geometryText(base?.[s.name]) && v.type === (base?.[s.name]?.type ?? "") ? base?.[s.name] : (cornersOf(v) ?? undefined);
    case "codes":
      return v.length ? [...v].sort((a, b) => order(s, a) - order(s, b)) : undefined;
    case "methods":
      return Object.values(v).some(Boolean) ? Object.fromEntries(Object.entries(v).filter(([, use]) => use)) : undefined;
    case "claims": {
      const said = v.filter((/** @type {[string, string]} */ [field, text]) => field.trim() && text.trim());
      return said.length ? Object.fromEntries(said.map((/** @type {[string, string]} */ [field, text]) => [field.trim(), text.trim()])) : undefined;
    }
  }
  const text = typeof v === "string" ? v.trim() : v;
  return text === "" ? undefined : text;
}

const order = (/** @type {Spec} */ s, /** @type {string} */ c) => (codes[s.of ?? ""] ?? []).indexOf(c);

/**
 * The facts of some fields. Numbers of sources come from the keys of their rows.
 * @param {Spec[]} specs @param {any} row @param {any} base @param {Map<string, number>} [sources] number by key
 */
export function factsOfFields(specs, row, base, sources) {
  /** @type {Record<string, any>} */
  const out = {};
  for (const s of specs) {
    if (s.kind === "range") {
      const [min, max] = /** @type {[string, string]} */ (s.ends);
      out[min] = row[s.name].unknown || row[s.name].min === "" ? undefined : Number(row[s.name].min);
      out[max] = row[s.name].unknown || row[s.name].max === "" ? undefined : Number(row[s.name].max);
    } else if (s.kind === "sources" || s.kind === "one-source") {
      const numbers = row[s.name].map((/** @type {string} */ k) => sources?.get(k)).filter(Boolean);
      out[s.name] = s.kind === "one-source" ? numbers[0] : numbers.length ? numbers.sort((/** @type {number} */ a, /** @type {number} */ b) => a - b) : undefined;
    } else out[s.name] = fact(s, row, base);
  }
  return out;
}

/** Whether anything was typed into a row. @param {string} list @param {Row} row */
export function empty(list, row) {
  if (row.base || row.where?.text) return false;
  const facts = factsOfFields(rowSpecs[list], row, undefined, new Map((row.sources ?? row.source ?? []).map((/** @type {string} */ k) => [k, 1])));
  return !row.count?.unknown && Object.values(facts).every((v) => v === undefined);
}

/** Facts a row must not carry as undefined where the server's form has null. @param {any} o */
export const tidy = (o) => Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined));

/**
 * What is wrong with the fields of a row before the server is asked: what cannot
 * even be written down as facts.
 * @param {Spec[]} specs @param {any} row @param {any} [base] @returns {[string, string][]} name of the field and the words
 */
export function unreadable(specs, row, base) {
  /** @type {[string, string][]} */
  const out = [];
  for (const s of specs) {
    const v = row[s.name];
    if (s.kind === "number" && v.trim() !== "" && !/^\d{1,9}(\.\d+)?$/.test(v.trim())) out.push([s.name, t("range.whole")]);
    if (s.kind === "instant" && v.trim() !== "" && v.trim() !== instantText(base?.[s.name]) && !instantOf(v)) out.push([s.name, t("entry.instant-unread")]);
    if (s.kind === "geometry" && v.text.trim() !== "" && v.text.trim() !== geometryText(base?.[s.name]) && !cornersOf(v)) out.push([s.name, t("entry.corners-unread")]);
    if (s.kind === "range") {
      const { min, max, unknown } = v;
      if (!unknown && [min, max].some((n) => n !== "" && !/^\d{1,9}$/.test(n))) out.push([s.name, t("range.whole")]);
      else if (!unknown && min !== "" && max !== "" && Number(max) < Number(min)) out.push([s.name, t("range.max-low", { min: Number(min) })]);
    }
  }
  return out;
}
