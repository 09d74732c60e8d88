// Parts and totals of people harmed must agree: the same rule in the same words as
// the server has it (domain.md 2.6), so that it is said while one types. Ages are
// rolled up to children and adults; a class not stated is the total over it.

import { t } from "./i18n.js";

/** @typedef {{outcome: string, status?: string|null, sex?: string|null, age?: string|null, protected?: string|null, min?: number|null, max?: number|null}} Part */
/** @typedef {{min: number|null, max: number|null}} Ends */
/** outcome, status, sex, age class, protected group; "" is the total. @typedef {[string, string, string, string, string]} Cell */

const children = ["INFANT_0_4", "CHILD_5_11", "ADOLESCENT_12_17", "CHILD_UNSPECIFIED", "CHILD"];
const stated = (/** @type {string|null|undefined} */ v) => (v && v !== "UNKNOWN" ? v : "");

/** CHILD, ADULT or "" for not stated. @param {string|null|undefined} age */
export const ageClass = (age) => (!stated(age) ? "" : children.includes(/** @type {string} */ (age)) ? "CHILD" : "ADULT");

/** @param {Part} r @returns {Cell} */
const cellOf = (r) => [r.outcome, r.status ?? "", stated(r.sex), ageClass(r.age), stated(r.protected)];
const name = (/** @type {Cell} */ c) => c.join("|");

/** @param {Ends} a @param {Ends} b @returns {Ends} a least that is not known adds nothing, a most that is not known leaves the sum open */
const add = (a, b) => ({
  min: a.min == null && b.min == null ? null : (a.min ?? 0) + (b.min ?? 0),
  max: a.max == null || b.max == null ? null : a.max + b.max,
});

/** @param {Ends} a @param {Ends} b */
const larger = (a, b) => (a.max != null && b.max != null && a.max !== b.max ? a.max > b.max : (a.min ?? 0) > (b.min ?? 0));

/** @param {Part[]} rows @returns {Map<string, {cell: Cell, ends: Ends}>} */
function cells(rows) {
  const out = new Map();
  for (const r of rows) {
    const cell = cellOf(r);
    const ends = { min: r.min ?? null, max: r.max ?? null };
    const had = out.get(name(cell));
    out.set(name(cell), { cell, ends: had ? add(had.ends, ends) : ends });
  }
  return out;
}

/** What the rows inside a cell state on an axis. @param {ReturnType<typeof cells>} all @param {number} axis @param {Cell} cell */
function values(all, axis, cell) {
  const out = new Set();
  for (const { cell: k } of all.values()) if (k[0] === cell[0] && k[axis] && cell.every((want, i) => i === 0 || !want || k[i] === want)) out.add(k[axis]);
  return /** @type {string[]} */ ([...out].sort());
}

/** @param {Cell} cell @param {number} axis @param {string} value @returns {Cell} */
const part = (cell, axis, value) => /** @type {Cell} */ (cell.map((v, i) => (i === axis ? value : v)));

/** @param {ReturnType<typeof cells>} all @param {Cell} cell @returns {Ends|null} */
function total(all, cell) {
  const own = all.get(name(cell));
  if (own) return own.ends;
  /** @type {Ends|null} */
  let best = null;
  for (const axis of [1, 2, 3, 4]) {
    if (cell[axis]) continue;
    /** @type {Ends|null} */
    let sum = null;
    for (const value of values(all, axis, cell)) {
      const c = total(all, part(cell, axis, value));
      if (c) sum = sum ? add(sum, c) : c;
    }
    if (sum && (!best || larger(sum, best))) best = sum;
  }
  return best;
}

/** The count of a class: the row that states it, else the largest sum of its parts. @param {Part[]} rows @param {Cell} cell */
export const totalOf = (rows, cell) => total(cells(rows), cell);

/** Code words as the server writes them. @param {string} c */
const words = (c) => c.toLowerCase().replaceAll("_", " ");

/**
 * Where parts and totals contradict each other.
 * @param {Part[]} rows @returns {{row: number, end: "min"|"max", text: string}[]} at most one an end
 */
export function contradictions(rows) {
  const all = cells(rows);
  /** @type {{row: number, end: "min"|"max", text: string}[]} */
  const out = [];
  const say = (/** @type {number} */ row, /** @type {"min"|"max"} */ end, /** @type {string} */ text) => {
    if (!out.some((p) => p.row === row && p.end === end)) out.push({ row, end, text });
  };
  rows.forEach((r, row) => {
    const whole = cellOf(r);
    const own = /** @type {{ends: Ends}} */ (all.get(name(whole))).ends;
    const outcome = words(whole[0]);
    for (const axis of [1, 2, 3, 4]) {
      if (whole[axis]) continue;
      let least = 0;
      for (const value of values(all, axis, whole)) {
        const c = total(all, part(whole, axis, value));
        if (!c) continue;
        least += c.min ?? 0;
        if (own.max != null && c.max != null && c.max > own.max) say(row, "max", t("sums.part", { most: String(own.max), outcome, part: String(c.max), value: words(value) }));
      }
      if (own.max != null && least > own.max) say(row, "max", t("sums.most", { most: String(own.max), outcome, least: String(least) }));
      else if (own.min != null && least > own.min) say(row, "min", t("sums.least", { min: String(own.min), outcome, least: String(least) }));
    }
  });
  return out;
}
