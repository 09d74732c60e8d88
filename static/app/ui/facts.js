// The facts of a report in words: one line a row, one text a fact, and every field
// of a row that its line leaves out.

import { html } from "./html.js";
import { dateText, stampText, whenText } from "./when.js";
import { fieldName, placeText, rangeText, valueText, coordinates, distanceText } from "./values.js";
import { loneAll, placeSpecs, rowSpecs } from "../dictionary.js";
import { geometryText } from "../geometry.js";
import { code, list, number, t } from "../i18n.js";
import { me, partnerName, parties } from "../store.js";

/** @typedef {import("../types.js").Casualty} Casualty */
/** @typedef {import("../dictionary.js").Spec} Spec */

export const stated = (/** @type {string|null|undefined} */ v) => (v && v !== "UNKNOWN" ? v : null);

/** The field path of a casualty row, as comparisons name it. @param {Casualty} c */
export const pathOf = (c) => ["casualties", c.outcome, c.status || "ANY", stated(c.sex) && `sex=${c.sex}`, stated(c.age) && `age=${c.age}`, stated(c.protected) && `protected=${c.protected}`].filter(Boolean).join("/");

/** A partner by its code, or the words that stand there. @param {string} who */
const whoText = (who) => (parties().some((p) => p.code === who) ? partnerName(who) : who);

/** @param {any} s a source */
export const sourceText = (s) => [s.kind && code("source", s.kind), s.title].filter(Boolean).join(": ");

/** Both grades as one sign: "B2"; a dash for the one that was not given. @param {any} s */
export const grade = (s) => (s.reliability || s.credibility ? `${s.reliability || "–"}${s.credibility ?? "–"}` : "");

const joined = (/** @type {any[]} */ ...parts) => parts.filter(Boolean).join(", ");

/** One row of a list in one line. @param {string} name of the list @param {any} r @returns {string} "" where it says nothing */
export function entryText(name, r) {
  switch (name) {
    case "casualties":
      return r.outcome ? t("facts.row", { what: fieldName(pathOf(r)), value: r.min == null && r.max == null && r.best != null ? number(r.best) : rangeText(r) }) : "";
    case "object_harm":
      return joined(r.object && code("site", r.object), r.damage && code("damage", r.damage).toLowerCase(), (r.min != null || r.max != null) && rangeText(r));
    case "places":
      return r.role ? t("facts.row", { what: code("place-role", r.role), value: placeText(r) }) : placeText({ ...r, role: undefined }) === t("value.unknown") ? "" : placeText(r);
    case "means":
      return joined(r.weapon ? code("weapon", r.weapon) : r.cause && code("cause", r.cause), r.munition, (r.quantity_min != null || r.quantity_max != null) && `× ${rangeText({ min: r.quantity_min, max: r.quantity_max })}`);
    case "responsibility":
      return r.actor || r.role ? joined(r.actor && whoText(r.actor), r.role && code("role-in", r.role).toLowerCase(), r.claim && code("claim", r.claim).toLowerCase()) : "";
    case "sources":
      return [sourceText(r), grade(r)].filter(Boolean).join(" ");
    case "people":
      return joined(r.pseudonym, r.role && code("person-role", r.role).toLowerCase(), r.outcome && code("outcome", r.outcome).toLowerCase());
    case "knowledge":
      return r.who || r.at ? t("facts.row", { what: joined(stampText(r.at), r.who), value: r.what ?? "" }) : "";
    case "told":
      return r.whom || r.at ? t("facts.row", { what: joined(stampText(r.at), r.whom), value: r.what ?? "" }) : "";
  }
  return "";
}

/** The value of one field of the dictionary in words. @param {Spec} s @param {any} r the row @returns {string} */
export function specText(s, r) {
  const v = r[s.name];
  if (s.kind === "range") {
    const [min, max] = /** @type {[string, string]} */ (s.ends).map((n) => r[n] ?? null);
    return min == null && max == null ? "" : rangeText({ min: /** @type {any} */ (min), max: /** @type {any} */ (max) });
  }
  if (v == null || v === "" || (Array.isArray(v) && !v.length)) return "";
  switch (s.kind) {
    case "code":
    case "grade":
      return code(s.of ?? "", String(v));
    case "codes":
      return list(v.map((/** @type {string} */ c) => code(s.of ?? "", c)));
    case "flag":
      return t(v ? "value.yes" : "value.no");
    case "number":
      return s.name === "radius_m" ? distanceText(v) : number(v);
    case "instant":
      return stampText(v);
    case "date":
      return dateText(v);
    case "sources":
    case "one-source":
      return t("facts.sources", { n: [v].flat().length, which: list([v].flat().map(String)) });
    case "methods":
      return Object.entries(v).map(([m, use]) => t("facts.row", { what: code("method", m), value: code("use", use).toLowerCase() })).join("; ");
    case "claims":
      return Object.entries(v).map(([field, text]) => t("facts.row", { what: field, value: text })).join("; ");
    case "geometry":
      return t(v.type === "Polygon" ? "facts.area" : "facts.line", { corners: geometryText(v).split("\n").join(" · ") });
    case "actor":
    case "who":
      return whoText(v);
    case "sealed":
    case "remnant":
      return t("facts.linked");
  }
  return String(v);
}

/** Fields of a row in words, without some that its line has said. @param {string} list the texts' part @param {Spec[]} specs @param {any} row @param {string[]} [without] @returns {[string, string, Spec][]} */
export const specRows = (list, specs, row, without = []) =>
  specs.filter((s) => !without.includes(s.name)).map((s) => /** @type {[string, string, Spec]} */ ([t(`entry.${list}.${s.name}`), specText(s, row), s])).filter(([, text]) => text);

/**
 * One fact as a string, for comparing and for lists of changes.
 * @param {string} name @param {any} value
 */
export function factText(name, value) {
  if (value == null || value === "" || (Array.isArray(value) && value.length === 0)) return t("value.unknown");
  const specs = rowSpecs[name];
  if (specs && Array.isArray(value)) {
    const lines = value.map((r) => [entryText(name, r), ...specRows(name === "places" ? "place" : name, specs, r, said[name]).map(([what, text]) => t("facts.row", { what, value: text }))].join(", "));
    return lines.join("; ");
  }
  switch (name) {
    case "started":
    case "ended":
      return [whenText(value), value.stated].filter(Boolean).join(" · ");
    case "place":
      return [placeText(value), coordinates(value), value.precision && code("precision", value.precision), value.radius_m != null && t("place.within", { distance: distanceText(value.radius_m) }), ...specRows("place", placeSpecs, value, ["radius_m"]).map(([, text]) => text)].filter(Boolean).join(" · ");
    case "assessment":
      return specRows("one", loneAll.filter((s) => s.name.startsWith("assessment/")), Object.fromEntries(Object.entries(value).map(([k, v]) => [`assessment/${k}`, v]))).map(([what, text]) => t("facts.row", { what, value: text })).join("; ") || t("value.unknown");
    case "extra":
      return Object.entries(value).map(([k, v]) => `${k}: ${v}`).join("; ");
  }
  const lone = loneAll.find((s) => s.name === name);
  return lone ? specText(lone, { [name]: value }) : valueText(name, value);
}

/** What the line of a row has said already. @type {Record<string, string[]>} */
export const said = {
  casualties: ["outcome", "status", "sex", "age", "protected", "count"], object_harm: ["object", "damage", "number"], places: ["role"], means: ["weapon", "munition", "quantity"],
  responsibility: ["actor_kind", "actor", "role", "claim"], sources: ["kind", "title", "reliability", "credibility"], people: ["pseudonym", "role", "outcome"], knowledge: ["at", "who", "what"], told: ["at", "whom", "what"],
};

/** Killed before injured, totals before their parts. @param {Casualty} c */
export const rank = (c) => (["KILLED", "INJURED", "MISSING", "DETAINED", "DISPLACED", "SEXUALLY_HARMED", "RECOVERED_ALIVE"].indexOf(c.outcome) * 10) + (stated(c.age) || stated(c.sex) ? 5 : 0) + (c.status === "CIVILIAN" ? 0 : 1);

/** Whether a source is kept from the other partners, in words. @param {any} s @param {string} owner */
export const keptText = (s, owner) => (s.shared === false ? t(owner === me.user.partner ? "facts.unshared-own" : "facts.unshared") : "");

/** Fields as a list of names and values. @param {{rows: [string, any, any?][]}} props */
export const Facts = ({ rows }) => rows.length > 0 && html`<dl class="facts">${rows.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd><bdi>${value}</bdi></dd></div>`)}</dl>`;
