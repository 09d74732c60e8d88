// A report as a form holds it, and the facts it stands for. Amending keeps every
// fact that the form does not show.

import { noRange, rangeDraft, rangeError, rangeValue } from "./ui/rangeinput.js";
import { noWhen, readWhen, whenDraft } from "./ui/wheninput.js";
import { noWhere, readWhere, whereDraft } from "./ui/whereinput.js";
import { code, t } from "./i18n.js";

/** @typedef {import("./types.js").Facts} Facts */
/** @typedef {import("./types.js").Casualty} Casualty */
/** @typedef {import("./ui/rangeinput.js").RangeDraft} RangeDraft */

/**
 * @typedef {object} Form as typed
 * @property {string} title
 * @property {string} category
 * @property {import("./ui/wheninput.js").WhenDraft} when
 * @property {import("./ui/whereinput.js").WhereDraft} where
 * @property {RangeDraft} killed
 * @property {RangeDraft} injured
 * @property {RangeDraft} children
 * @property {string} basis
 * @property {string} narrative
 * @property {string} source kind of source
 * @property {string} sourceTitle
 * @property {string} reliability
 * @property {string} credibility
 * @property {string} actor code of a partner, "OTHER" for somebody else, "" for not known
 * @property {string} actorText who, if somebody else
 * @property {string} involvement
 * @property {string} weapon
 * @property {string} site
 * @property {string} localRef
 * @property {string} law
 */

/** @returns {Form} */
export const emptyForm = () => ({
  title: "", category: "UNKNOWN", when: noWhen(), where: noWhere, killed: noRange, injured: noRange, children: noRange, basis: "",
  narrative: "", source: "", sourceTitle: "", reliability: "", credibility: "", actor: "", actorText: "", involvement: "UNDER_CHECK", weapon: "", site: "", localRef: "", law: "",
});

/** The rows of the form: total over sex and age, and the children among them. */
const rows = {
  killed: { outcome: "KILLED", age: null },
  injured: { outcome: "INJURED", age: null },
  children: { outcome: "KILLED", age: "CHILD_UNSPECIFIED" },
};

const stated = (/** @type {string|null|undefined} */ v) => (v && v !== "UNKNOWN" ? v : null);

/** @param {Casualty} c @param {{outcome: string, age: string|null}} row */
const isRow = (c, row) => c.outcome === row.outcome && c.status === "CIVILIAN" && !stated(c.sex) && !stated(c.protected) && stated(c.age) === row.age;

/** @param {Facts} f @returns {Form} */
export function formOf(f) {
  const range = (/** @type {keyof typeof rows} */ name) => rangeDraft((f.casualties ?? []).find((/** @type {Casualty} */ c) => isRow(c, rows[name])));
  const source = f.sources?.[0];
  const fired = (f.responsibility ?? []).find((/** @type {any} */ r) => r.role === "FIRED");
  return {
    title: f.title, category: f.category, when: whenDraft(f.started), where: whereDraft(f.place),
    killed: range("killed"), injured: range("injured"), children: range("children"),
    basis: (f.casualties ?? []).find((/** @type {Casualty} */ c) => isRow(c, rows.killed))?.basis ?? "",
    narrative: f.narrative ?? "", source: source?.kind ?? "", sourceTitle: source?.title ?? "", reliability: source?.reliability ?? "", credibility: source?.credibility ? String(source.credibility) : "",
    actor: fired ? (fired.actor_kind === "PARTNER" ? fired.actor : "OTHER") : "", actorText: fired && fired.actor_kind !== "PARTNER" ? fired.actor : "", involvement: f.own_involvement ?? "UNDER_CHECK",
    weapon: f.means?.[0]?.weapon ?? "", site: f.place?.site ?? "", localRef: f.local_ref ?? "", law: f.law_concern ?? "",
  };
}

/** "Air strike at Tarn Quay", for whoever gives no title. @param {Form} form */
export function suggestedTitle(form) {
  const place = form.where.name.trim() || form.where.text.trim();
  return place ? t("log.title-of", { what: form.category === "UNKNOWN" ? t("log.incident") : code("category", form.category), place }) : "";
}

/** The casualty rows, with those of the form in place of what was there. @param {Form} form @param {Casualty[]} before */
function casualties(form, before) {
  /** @type {Casualty[]} */
  const out = before.filter((c) => !Object.values(rows).some((row) => isRow(c, row)));
  for (const name of /** @type {(keyof typeof rows)[]} */ (Object.keys(rows))) {
    const value = rangeValue(form[name]);
    if (!value) continue; // not known is the absence of a row, not a row of noughts
    const old = before.find((c) => isRow(c, rows[name]));
    out.push({ sex: "UNKNOWN", protected: null, ...old, outcome: rows[name].outcome, status: "CIVILIAN", age: rows[name].age ?? "UNKNOWN", ...value, best: bestWithin(old?.best, value), basis: form.basis || old?.basis || undefined });
  }
  return out;
}

/** A best estimate stays only while it lies within the range. @param {number|null|undefined} best @param {{min: number|null, max: number|null}} range */
const bestWithin = (best, range) => (best != null && best >= (range.min ?? 0) && best <= (range.max ?? Infinity) ? best : null);

/** The first of a list replaced or removed, the rest kept. @param {any[]|undefined} before @param {any} first */
const withFirst = (before, first) => [...(first ? [{ ...before?.[0], ...first }] : []), ...(before ?? []).slice(1)];

/**
 * What is wrong with a form, by field, before the server is asked.
 * @param {Form} form
 */
export async function problemsOf(form) {
  /** @type {Record<string, string>} */
  const wrong = {};
  const when = await readWhen(form.when).catch((e) => (e.status ? undefined : Promise.reject(e)));
  const where = await readWhere(form.where);
  if (when === undefined) wrong.when = t("when.unread");
  else if (!when) wrong.when = t(form.when.mode === "between" ? "log.when-missing-between" : "log.when-missing");
  if (!where) wrong.where = t("log.where-missing");
  if (where === "ambiguous") wrong.where = t("where.choose");
  for (const name of /** @type {const} */ (["killed", "injured", "children"])) {
    const text = rangeError(form[name]);
    if (text) wrong[name] = text;
  }
  if (form.source && !!form.reliability !== !!form.credibility) wrong.source = t("log.grade-both");
  return { wrong, when, where };
}

/**
 * The facts of a form.
 * @param {Form} form @param {any} when @param {any} where @param {Facts} [before] the facts being amended
 * @returns {Facts}
 */
export function factsOf(form, when, where, before) {
  const { source } = form;
  const actor = form.actor === "OTHER" ? form.actorText.trim() : form.actor;
  const fired = actor && { actor, actor_kind: form.actor === "OTHER" ? "UNKNOWN_ACTOR" : "PARTNER", role: "FIRED", claim: "ASSERTED" };
  const responsibility = before?.responsibility ?? [];
  const sameActor = responsibility.some((/** @type {any} */ r) => r.role === "FIRED" && r.actor === actor);
  return prune({
    ...(before ?? {}),
    title: form.title.trim() || suggestedTitle(form), narrative: form.narrative.trim(), category: form.category, local_ref: form.localRef.trim() || before?.local_ref,
    started: when, place: { ...where, site: form.site || where.site || "" }, own_involvement: form.involvement,
    casualties: casualties(form, before?.casualties ?? []),
    responsibility: sameActor ? responsibility : [...(fired ? [fired] : []), ...responsibility.filter((/** @type {any} */ r) => r.role !== "FIRED")],
    means: withFirst(before?.means, form.weapon && { weapon: form.weapon }),
    sources: withFirst(before?.sources, source && { kind: source, title: form.sourceTitle.trim(), reliability: form.reliability || undefined, credibility: form.credibility ? Number(form.credibility) : undefined }),
    law_concern: form.law || null,
  });
}

/** Leaves out what was not given, so that nothing empty is claimed. @param {any} facts */
const prune = (facts) => /** @type {Facts} */ (Object.fromEntries(Object.entries(facts).filter(([, v]) => v !== undefined && v !== null && v !== "")));

/** Names of the facts; everything else in a report is the system's own and is not sent back. */
export const factNames = ["local_ref", "title", "narrative", "category", "operation_context", "received_at", "aware_at", "started", "ended", "place", "own_involvement",
  "casualties", "object_harm", "responsibility", "means", "sources", "assessment", "law_concern", "mrm", "extra"];

/** @param {any} report @returns {Facts} */
export const factsOfReport = (report) => /** @type {Facts} */ (Object.fromEntries(Object.entries(report).filter(([k]) => factNames.includes(k))));
