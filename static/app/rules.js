// The rules that gaps are found by, as they are typed and as they are sent.

import { code, has, t } from "./i18n.js";

/** @typedef {{tolerances: {metres: number, minutes: number, people: number}, base?: Record<string, number>, due_days?: Record<string, number>, clocks: {notice: number, knowledge: number, response: number}}} Config */
/** @typedef {{code: string, name: string, points: number, default_points: number, modified: boolean, owners: string[], due_days: number, default_due_days: number, ends?: string}} Rule */
/** @typedef {{id: string, version: number, state: string, config: Config, reason: string, by: string, partner: string, at: string, ended_at: string|null, why: string, positions: import("./ui/stance.js").Position[]}} Settings */
/** @typedef {{rule_version: number, version: number, config: Config, clocks: Config["clocks"], catalogue: Rule[], waiting: Settings|null, history: Settings[], partners: string[], may_set: boolean}} Rules */
/** What is typed, by the place it is sent at: "/config/base/G10". @typedef {Record<string, string>} Draft */

export const tolerances = ["metres", "minutes", "people"];
export const clocks = ["notice", "knowledge", "response"];

/** The name of a kind of gap; one that is newer than the texts has the server's. @param {Rule} r */
export const ruleName = (r) => (has(`code.kind-of-gap.${r.code}`) ? code("kind-of-gap", r.code) : r.name);

/** The id of the field at a place. @param {string} place */
export const idOf = (place) => `rule${place.replaceAll("/", "-")}`;

/** What is in force, as it would be typed. @param {Rules} rules @returns {Draft} */
export function draftOf(rules) {
  /** @type {Draft} */
  const draft = {};
  for (const name of tolerances) draft[`/config/tolerances/${name}`] = String(/** @type {any} */ (rules.config.tolerances)[name]);
  for (const name of clocks) draft[`/config/clocks/${name}`] = String(/** @type {any} */ (rules.clocks)[name]);
  for (const r of rules.catalogue) {
    draft[`/config/base/${r.code}`] = String(r.points);
    draft[`/config/due_days/${r.code}`] = String(r.due_days);
  }
  return draft;
}

/** The least and the most at a place, as the server has them. @type {Record<string, [number, number]>} */
const bounds = { base: [0, 100], due_days: [1, 365], metres: [0, 10_000], minutes: [0, 1440], people: [0, 5], notice: [0, 720], knowledge: [0, 1440], response: [0, 8760] };

/** What is wrong with what is typed, by its place: the server says the same, and need not be asked. @param {Draft} draft @returns {Record<string, string>} */
export function wrongOf(draft) {
  /** @type {Record<string, string>} */
  const wrong = {};
  for (const [place, text] of Object.entries(draft)) {
    const [, , kind, name] = place.split("/");
    const [min, max] = bounds[kind] ?? bounds[name];
    if (!/^\d{1,6}$/.test(text.trim())) wrong[place] = t("rules.whole");
    else if (Number(text) < min || Number(text) > max) wrong[place] = t("rules.bounds", { min, n: max });
  }
  const hours = (/** @type {string} */ name) => Number(draft[`/config/clocks/${name}`]) || defaults[name];
  if (hours("knowledge") < hours("notice")) wrong["/config/clocks/knowledge"] ??= t("rules.knowledge-low");
  return wrong;
}

/** What is typed, as it is sent: what is the catalogue's own is left out, unless it was settled before. @param {Draft} draft @param {Rules} rules @returns {Config} */
export function configOf(draft, rules) {
  const at = (/** @type {string} */ place) => Number(draft[`/config/${place}`]);
  const lists = { base: /** @type {Record<string, number>} */ ({}), due_days: /** @type {Record<string, number>} */ ({}) };
  for (const r of rules.catalogue) {
    const before = rules.config;
    if (at(`base/${r.code}`) !== r.default_points || before.base?.[r.code] !== undefined) lists.base[r.code] = at(`base/${r.code}`);
    if (at(`due_days/${r.code}`) !== r.default_due_days || before.due_days?.[r.code] !== undefined) lists.due_days[r.code] = at(`due_days/${r.code}`);
  }
  return {
    tolerances: { metres: at("tolerances/metres"), minutes: at("tolerances/minutes"), people: at("tolerances/people") },
    clocks: { notice: at("clocks/notice"), knowledge: at("clocks/knowledge"), response: at("clocks/response") }, ...lists,
  };
}

/** A tolerance or a clock with its unit: "100 m", "24 hours". @param {string} name @param {number} n @returns {string} */
export function amountText(name, n) {
  if (name === "metres") return t("distance.m", { m: n });
  return t(name === "minutes" ? "match.span.minutes" : name === "people" ? "rules.people" : "match.span.hours", { n });
}

/** What a configuration changes against what is in force, in words. @param {Config} config @param {Rules} rules @returns {string[]} */
export function changesOf(config, rules) {
  const out = [];
  for (const name of tolerances) {
    const [from, to] = [rules.config, config].map((c) => /** @type {any} */ (c.tolerances)[name]);
    if (from !== to) out.push(t("rules.change", { what: t(`rules.tolerance.${name}`), from: amountText(name, from), to: amountText(name, to) }));
  }
  for (const name of clocks) {
    const from = /** @type {any} */ (rules.clocks)[name];
    const to = /** @type {any} */ (config.clocks)[name] || defaults[name];
    if (from !== to) out.push(t("rules.change", { what: t(`rules.clock.${name}`), from: amountText(name, from), to: amountText(name, to) }));
  }
  for (const r of rules.catalogue) {
    const points = config.base?.[r.code] ?? r.default_points;
    const days = config.due_days?.[r.code] ?? r.default_due_days;
    if (points !== r.points) out.push(t("rules.change-points", { name: ruleName(r), from: r.points, n: points }));
    if (days !== r.due_days) out.push(t("rules.change-days", { name: ruleName(r), from: r.due_days, n: days }));
  }
  return out;
}

/** Hours of a clock that is left at 0. @type {Record<string, number>} */
const defaults = { notice: 24, knowledge: 72, response: 2160 };
