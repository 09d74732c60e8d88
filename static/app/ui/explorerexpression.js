// The filter expression of the API, such as `weapon=CLUSTER and not (killed>=5 or
// source=NGO)`, as a tree that people can build and read, and back as text.

import { code, has, list, locale, t } from "../i18n.js";
import { partnerName } from "../store.js";
import { dateText } from "./when.js";

/**
 * One condition: field, relation and any of some values. Without a field the words
 * may stand anywhere.
 * @typedef {{field: string, relation: string, values: string[]}} Condition
 */
/** @typedef {{op: "and"|"or", kids: Node[], not?: boolean}} Branch */
/** @typedef {Condition | Branch} Node */
/** What GET /fields says of a field. @typedef {{name: string, kind: string, codes: string[]|null}} Field */

export const isBranch = (/** @type {Node} */ n) => "op" in n;

const relations = ["=", "!=", "<", "<=", ">", ">="];

/** @param {string} text @returns {{text: string, quoted?: boolean}[]} */
function split(text) {
  const found = [];
  for (const [, quoted, operator, word] of text.matchAll(/"([^"]*)"?|([(),]|[<>!]=?|=)|([^\s()=,<>!"]+)/g)) {
    found.push(quoted !== undefined ? { text: quoted, quoted: true } : { text: operator ?? word });
  }
  return found;
}

/**
 * The tree of an expression, or null where it cannot be read; then it is shown and
 * edited as text, and the server says what is wrong with it.
 * @param {string|undefined} text @returns {Branch|null}
 */
export function parse(text) {
  const tokens = split(text ?? "");
  let at = 0;
  const is = (/** @type {string} */ word) => !tokens[at]?.quoted && tokens[at]?.text.toLowerCase() === word;
  const take = (/** @type {string} */ word) => is(word) && !!++at;

  /** @param {"or"|"and"} op @param {() => Node} part @returns {Node} */
  function series(op, part) {
    const kids = [part()];
    while (take(op)) kids.push(part());
    return kids.length === 1 ? kids[0] : { op, kids };
  }
  const or = () => series("or", and);
  const and = () => series("and", not);
  /** @returns {Node} */
  function not() {
    if (take("not")) return inverse(not());
    if (!take("(")) return condition();
    const n = or();
    if (!take(")")) throw new SyntaxError();
    return isBranch(n) ? n : { op: "and", kids: [n] };
  }
  /** @returns {Node} */
  function condition() {
    const first = tokens[at++];
    if (!first || (!first.quoted && /^([(),]|[<>!]=?|=|and|or)$/i.test(first.text))) throw new SyntaxError();
    const next = tokens[at];
    if (!next || next.quoted || !relations.includes(next.text)) return { field: "", relation: "", values: [first.text] };
    at++;
    const values = [];
    do {
      const v = tokens[at++];
      if (!v || (!v.quoted && /^([(),]|[<>!]=?|=)$/.test(v.text))) throw new SyntaxError();
      values.push(v.text);
    } while (take(","));
    return { field: first.text.toLowerCase(), relation: next.text, values };
  }

  if (!tokens.length) return { op: "and", kids: [] };
  try {
    const n = or();
    if (at < tokens.length) return null;
    return isBranch(n) && !n.not && /** @type {Branch} */ (n).op === "and" ? /** @type {Branch} */ (n) : { op: "and", kids: [n] };
  } catch {
    return null;
  }
}

/**
 * What does not meet n. "is" turns into "is not"; but not (killed>=5) holds for what
 * is not known and killed<5 does not, so the others stay as they are in a group.
 * @param {Node} n @returns {Node}
 */
function inverse(n) {
  if (isBranch(n)) return { .../** @type {Branch} */ (n), not: !(/** @type {Branch} */ (n).not) };
  const c = /** @type {Condition} */ (n);
  if (c.relation === "=" || c.relation === "!=") return { ...c, relation: c.relation === "=" ? "!=" : "=" };
  return { op: "and", kids: [c], not: true };
}

/** A value that is more than one word, or that reads as something else, goes in quotes. */
const quote = (/** @type {string} */ v) => (/^[^\s()=,<>!"]+$/.test(v) && !/^(and|or|not)$/i.test(v) ? v : `"${v.replaceAll('"', " ")}"`);

const complete = (/** @type {Node} */ n) => (isBranch(n) ? /** @type {Branch} */ (n).kids.some(complete) : /** @type {Condition} */ (n).values.some((v) => v.trim()));

/** The text of a tree; what is not filled in yet is left out. @param {Node} n @param {boolean} [inner] @returns {string} */
export function write(n, inner = false) {
  if (!isBranch(n)) {
    const { field, relation, values } = /** @type {Condition} */ (n);
    return field + relation + values.filter((v) => v.trim()).map(quote).join(",");
  }
  const { op, kids, not } = /** @type {Branch} */ (n);
  const parts = kids.filter(complete);
  const text = parts.map((k) => write(k, true)).join(` ${op} `);
  if (not) return `not (${text})`;
  return inner && parts.length > 1 ? `(${text})` : text;
}

/** The name of a field for people. @param {string} name */
export const fieldLabel = (name) => (has(`filter.field.${name}`) ? t(`filter.field.${name}`) : code("any", name.toUpperCase()));

/** Fields whose codes have words of another vocabulary than their name. @type {Record<string, string>} */
const vocabularies = {
  object: "site", place_precision: "precision", time_precision: "precision", assessment: "assessment", person_status: "group",
  actor_kind: "actor", law_concern: "law", method_not_possible: "method",
};

/** A value for people. @param {string} field @param {string} value */
export function valueLabel(field, value) {
  if (field === "partner") return partnerName(value.toUpperCase());
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return dateText(value);
  return /^[A-Z][A-Z0-9_]+$/.test(value) ? code(vocabularies[field] ?? field.replaceAll("_", "-"), value) : value;
}

/** @type {Record<string, string>} */
const names = { "=": "is", "!=": "is-not", "<": "less", "<=": "at-most", ">": "more", ">=": "at-least", "": "words" };

/** The words of a relation alone. @param {string} relation @param {string} kind */
export const relationLabel = (relation, kind) => (/^(time|day)$/.test(kind) && relation !== "=" && relation !== "!=" ? t(`filter.when.${names[relation]}`) : t(`filter.relation.${names[relation]}`));

/** A condition or a group as words on a chip. @param {Node} n @returns {string} */
export function sentence(n) {
  if (isBranch(n)) {
    const { op, kids, not } = /** @type {Branch} */ (n);
    const parts = kids.map(sentence);
    const text = op === "and" ? list(parts) : new Intl.ListFormat(locale(), { type: "disjunction" }).format(parts);
    return not ? t("filter.says.not", { what: text }) : text;
  }
  const { field, relation, values } = /** @type {Condition} */ (n);
  const value = new Intl.ListFormat(locale(), { type: "disjunction" }).format(values.map((v) => valueLabel(field, v)));
  return t(`filter.says.${names[relation]}`, { field: fieldLabel(field), value });
}
