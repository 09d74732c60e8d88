// The facts of a report in words: as rows to read, and as text to compare two
// versions by.

import { html } from "./html.js";
import { When, whenText } from "./when.js";
import { Ref, Where, fieldName, placeText, rangeText, valueText, coordinates } from "./values.js";
import { PartnerMark } from "./partner.js";
import { code, list, t } from "../i18n.js";
import { me, partnerName } from "../store.js";

/** @typedef {import("../types.js").Casualty} Casualty */

const stated = (/** @type {string|null|undefined} */ v) => (v && v !== "UNKNOWN" ? v : null);

/** The field path of a casualty row, as comparisons name it. @param {Casualty} c */
const pathOf = (c) => ["casualties", c.outcome, c.status ?? "ANY", stated(c.sex) && `sex=${c.sex}`, stated(c.age) && `age=${c.age}`, stated(c.protected) && `protected=${c.protected}`].filter(Boolean).join("/");

/** @param {any} r a row of responsibility */
const who = (r) => (r.actor_kind === "PARTNER" ? partnerName(r.actor) : r.actor);

/** @param {any} s a source */
const sourceText = (s) => [code("source", s.kind), s.title].filter(Boolean).join(": ");

/** @param {any} s */
const grade = (s) => (s.reliability || s.credibility ? `${s.reliability || "–"}${s.credibility ?? "–"}` : "");

/**
 * One fact as a string, for comparing and for lists of changes.
 * @param {string} name @param {any} value
 */
export function factText(name, value) {
  if (value == null || value === "" || (Array.isArray(value) && value.length === 0)) return t("value.unknown");
  switch (name) {
    case "casualties":
      return value.map((/** @type {Casualty} */ c) => t("facts.row", { what: fieldName(pathOf(c)), value: rangeText(c) })).join("; ");
    case "started":
    case "ended":
      return [whenText(value), value.stated].filter(Boolean).join(" · ");
    case "place":
      return [placeText(value), coordinates(value), value.precision && code("precision", value.precision)].filter(Boolean).join(" · ");
    case "responsibility":
      return value.map((/** @type {any} */ r) => `${who(r)}: ${valueText("responsibility", r)}`).join("; ");
    case "sources":
      return value.map((/** @type {any} */ s) => [sourceText(s), grade(s)].filter(Boolean).join(" ")).join("; ");
    case "means":
      return value.map((/** @type {any} */ m) => code("weapon", m.weapon)).join("; ");
    case "object_harm":
      return value.map((/** @type {any} */ o) => [code("site", o.object), o.damage && code("damage", o.damage)].filter(Boolean).join(", ")).join("; ");
    case "assessment":
      return [value.status && code("assessment", value.status), value.standard && code("standard", value.standard)].filter(Boolean).join(" · ") || t("value.unknown");
    case "mrm":
      return list(value.map((/** @type {string} */ m) => code("mrm", m)));
    case "extra":
      return Object.entries(value).map(([k, v]) => `${k}: ${v}`).join("; ");
    case "received_at":
    case "aware_at":
      return whenText({ earliest: value, latest: value, precision: "MINUTE", utc_offset_min: 0 });
  }
  return valueText(name, value);
}

/**
 * The rows in which a report is read. Killed and injured are always there: not
 * known is an answer.
 * @param {any} r @returns {[string, any][]}
 */
export function factRows(r) {
  /** @type {Casualty[]} */
  const counts = [...(r.casualties ?? [])].sort((a, b) => rank(a) - rank(b));
  const has = (/** @type {string} */ outcome) => counts.some((c) => c.outcome === outcome);
  /** @type {[string, any][]} */
  const rows = [
    [t("incidents.when"), html`<${When} value=${r.started} long />${r.started?.stated && html`<span class="under">${t("facts.stated")} <${Ref}>${r.started.stated}<//></span>`}`],
    [t("incidents.where"), html`<${Where} value=${r.place} long />`],
    ...(!has("KILLED") ? [/** @type {[string, any]} */ ([t("harm.killed"), html`<span class="quiet">${t("value.unknown")}</span>`])] : []),
    ...counts.map((c) => /** @type {[string, any]} */ ([fieldName(pathOf(c)), html`<strong>${rangeText(c)}</strong>${c.basis && html`<span class="under">${code("basis", c.basis)}</span>`}`])),
    ...(!has("INJURED") ? [/** @type {[string, any]} */ ([t("harm.injured"), html`<span class="quiet">${t("value.unknown")}</span>`])] : []),
  ];
  const add = (/** @type {string} */ name, /** @type {any} */ value, /** @type {any} */ shown = factText(name, value)) => {
    if (value != null && value !== "" && !(Array.isArray(value) && !value.length)) rows.push([code("field", name), shown]);
  };
  add("means.weapon", r.means?.map((/** @type {any} */ m) => m.weapon).filter(Boolean), list((r.means ?? []).map((/** @type {any} */ m) => code("weapon", m.weapon))));
  add("responsibility", r.responsibility, html`${(r.responsibility ?? []).map((/** @type {any} */ x, /** @type {number} */ i) => html`<span class="line" key=${i}>${x.actor_kind === "PARTNER" ? html`<${PartnerMark} code=${x.actor} full />` : html`<bdi>${x.actor}</bdi>`} ${valueText("responsibility", x)}</span>`)}`);
  add("own_involvement", r.own_involvement);
  add("object_harm", r.object_harm);
  add("assessment", r.assessment?.status && r.assessment);
  add("law_concern", stated(r.law_concern), code("law", r.law_concern));
  add("mrm", r.mrm);
  add("sources", r.sources, html`${(r.sources ?? []).map((/** @type {any} */ s, /** @type {number} */ i) => html`<span class="line" key=${i}><bdi>${sourceText(s)}</bdi>${grade(s) && html` <${Ref}>${grade(s)}<//>`}${s.shared === false && html` <span class="quiet">${t(r.partner === me.user.partner ? "facts.unshared-own" : "facts.unshared")}</span>`}</span>`)}`);
  return rows;
}

/** Killed before injured, totals before their parts. @param {Casualty} c */
const rank = (c) => ["KILLED", "INJURED", "MISSING", "DETAINED"].indexOf(c.outcome) * 10 + (stated(c.age) || stated(c.sex) ? 5 : 0) + (c.status === "CIVILIAN" ? 0 : 1);

/** What changed between two versions. @param {any} before @param {any} after @returns {[string, string, string][]} */
export function changes(before, after) {
  return [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
    .map((f) => /** @type {[string, string, string]} */ ([f, factText(f, before?.[f]), factText(f, after?.[f])]))
    .filter(([, a, b]) => a !== b);
}

