// A report as a form holds it, and the facts it stands for. The controls at the top
// of the form (killed, injured, source, who fired) are views of rows that More
// shows in full: there is one truth for each. Amending keeps what nobody touched.

import { factNames, loneAll, placeSpecs, rowSpecs } from "./dictionary.js";
import { empty, factsOfFields, newKey, rowOf, tidy, typedAll, unreadable } from "./entries.js";
import { contradictions } from "./sums.js";
import { noRange, rangeError } from "./ui/rangeinput.js";
import { noWhen, readWhen, whenDraft } from "./ui/wheninput.js";
import { noWhere, readWhere, whereDraft } from "./ui/whereinput.js";
import { code, t } from "./i18n.js";

/** @typedef {import("./types.js").Facts} Facts */
/** @typedef {import("./ui/rangeinput.js").RangeDraft} RangeDraft */
/** @typedef {import("./entries.js").Row} Row */
/** @typedef {import("./ui/wheninput.js").WhenDraft} WhenDraft */
/** @typedef {import("./ui/whereinput.js").WhereDraft} WhereDraft */

/** Lists of rows. */
export const lists = /** @type {const} */ (["casualties", "object_harm", "places", "means", "responsibility", "sources", "people", "knowledge", "told"]);
/** @typedef {typeof lists[number]} List */

/**
 * @typedef {{v: 2, title: string, category: string, when: WhenDraft, ended: WhenDraft|null, where: WhereDraft, place: Record<string, any>, narrative: string, involvement: string,
 *   one: Record<string, any>} & Record<List, Row[]>} Form as typed; ended null is not asked, place what else is said of the main place, one the lone fields of More
 */

const noRows = () => /** @type {Record<List, Row[]>} */ (Object.fromEntries(lists.map((l) => [l, []])));

/** @returns {Form} */
export const emptyForm = () => ({
  v: 2, title: "", category: "UNKNOWN", when: noWhen(), ended: null, where: noWhere, place: typedAll(placeSpecs, null), narrative: "", involvement: "UNDER_CHECK",
  one: typedAll(loneAll, null), ...noRows(),
});

/** A draft of this form, or null where it is of another time. @param {any} kept @returns {Form|null} */
export const formFrom = (kept) => (kept?.v === 2 ? { ...emptyForm(), ...kept } : null);

/** The lone fields under the names by which the form has them. @param {Facts} f */
const flat = (f) => Object.fromEntries(loneAll.map(({ name }) => [name, name.startsWith("assessment/") ? f.assessment?.[name.slice(11)] : f[name]]));

/** @param {Facts} f @returns {Form} */
export function formOf(f) {
  const rows = /** @type {Record<List, Row[]>} */ (Object.fromEntries(lists.map((l) => [l, (f[l] ?? []).map((/** @type {any} */ facts) => rowOf(l, facts))])));
  const key = (/** @type {number} */ n) => rows.sources[n - 1]?.key;
  for (const l of /** @type {const} */ (["casualties", "responsibility"])) for (const r of rows[l]) r.sources = r.sources.map(key).filter(Boolean);
  for (const r of rows.knowledge) r.source = r.source.map(key).filter(Boolean);
  return {
    v: 2, title: f.title, category: f.category, when: whenDraft(f.started), ended: f.ended ? whenDraft(f.ended) : null, where: whereDraft(f.place), place: typedAll(placeSpecs, f.place),
    narrative: f.narrative ?? "", involvement: f.own_involvement ?? "UNDER_CHECK", one: typedAll(loneAll, flat(f)), ...rows,
  };
}

/** What the three counts at the top stand for: civilians, and the children among those killed. */
const tops = {
  killed: { outcome: "KILLED", age: "" },
  injured: { outcome: "INJURED", age: "" },
  children: { outcome: "KILLED", age: "CHILD_UNSPECIFIED" },
};
/** @typedef {keyof typeof tops} Top */
export const topNames = /** @type {Top[]} */ (Object.keys(tops));

const stated = (/** @type {string} */ v) => (v === "UNKNOWN" ? "" : v);

/** @param {Row} r @param {Top} top */
const isTop = (r, top) => r.outcome === tops[top].outcome && r.status === "CIVILIAN" && stated(r.age) === tops[top].age && !stated(r.sex) && !stated(r.protected) && !r.grade;

/** The row a count at the top shows. @param {Form} form @param {Top} top */
const topRow = (form, top) => form.casualties.find((r) => isTop(r, top));

/** @param {Form} form @param {Top} top @returns {RangeDraft} */
export const topRange = (form, top) => topRow(form, top)?.count ?? noRange;

const bare = (/** @type {Row} */ r) => !r.base && !r.best && !r.basis && !r.sources.length;
const nothing = (/** @type {RangeDraft} */ d) => d.min === "" && d.max === "" && !d.unknown;

/** The rows of people harmed after a count at the top was typed. @param {Form} form @param {Top} top @param {RangeDraft} count */
export function withTop(form, top, count) {
  const row = topRow(form, top);
  if (!row) return nothing(count) ? form.casualties : [...form.casualties, { ...rowOf("casualties"), outcome: tops[top].outcome, status: "CIVILIAN", age: tops[top].age, count }];
  return form.casualties.flatMap((r) => (r !== row ? [r] : nothing(count) && bare(r) ? [] : [{ ...r, count }]));
}

/** The first source is the one at the top. @param {Form} form @param {string} kind */
export function withSource(form, kind) {
  const [first, ...rest] = form.sources;
  if (!first) return kind ? [{ ...rowOf("sources"), kind }] : [];
  const next = { ...first, kind };
  return !kind && empty("sources", next) ? rest : [next, ...rest];
}

/** Who fired, as the top shows it. @param {Form} form */
export const firing = (form) => form.responsibility.find((r) => r.role === "FIRED");

/** @param {Form} form @param {{actor: string, actor_kind: string}|null} who null for not known */
export function withFiring(form, who) {
  const row = firing(form);
  if (!row) return who ? [{ ...rowOf("responsibility"), role: "FIRED", claim: "ASSERTED", ...who }, ...form.responsibility] : form.responsibility;
  return form.responsibility.flatMap((r) => (r !== row ? [r] : who ? [{ ...r, ...who }] : []));
}

/** "Air strike at Tarn Quay", for whoever gives no title. @param {Form} form */
export function suggestedTitle(form) {
  const place = form.where.name.trim() || form.where.text.trim();
  return place ? t("log.title-of", { what: form.category === "UNKNOWN" ? t("log.incident") : code("category", form.category), place }) : "";
}

/** Series of reports share place and source; nothing else is taken over. @param {Form} form @returns {Form} */
export function another(form) {
  const again = (/** @type {Row} */ { base: _, ...r }) => ({ ...r, key: newKey() });
  return { ...emptyForm(), where: { ...form.where, base: undefined }, place: form.place, sources: form.sources.map(again), responsibility: form.responsibility.filter((r) => r.role === "FIRED").map((r) => ({ ...again(r), sources: [] })) };
}

/** The rows that are sent, in their order. @param {Form} form @param {List} list */
const sent = (form, list) => form[list].filter((r) => !empty(list, r) && !(list === "casualties" && bare(r) && r.count.unknown && topNames.some((top) => isTop(r, top))));

/** The facts of the rows of people harmed as they stand. @param {Form} form */
const harmed = (form) => sent(form, "casualties").map((r) => ({ row: r, facts: /** @type {any} */ (factsOfFields(rowSpecs.casualties, r, r.base)) }));

/**
 * What can be said while one types: ends that cross and parts that do not add up,
 * by the id of the field.
 * @param {Form} form @returns {Record<string, string>}
 */
export function liveProblems(form) {
  /** @type {Record<string, string>} */
  const wrong = {};
  const rows = harmed(form);
  for (const { row, facts } of rows) {
    const text = rangeError(row.count);
    if (text) wrong[idOf(form, "casualties", row, "count")] = text;
    if (facts.best != null && (facts.best < (facts.min ?? 0) || facts.best > (facts.max ?? Infinity))) wrong[idOf(form, "casualties", row, "best")] = t("sums.best", { n: facts.best });
  }
  if (Object.keys(wrong).length || rows.some(({ facts }) => !facts.outcome)) return wrong; // sums of wrong numbers would only repeat it
  for (const p of contradictions(rows.map((r) => r.facts))) wrong[idOf(form, "casualties", rows[p.row].row, "count")] ??= p.text;
  return wrong;
}

/** The id of a field of a row; those that stand at the top have the top's. @param {Form} form @param {string} list @param {Row} row @param {string} field */
export function idOf(form, list, row, field) {
  if (list === "casualties" && field === "count") for (const top of topNames) if (topRow(form, top) === row) return top;
  if (list === "sources" && field === "kind" && form.sources[0] === row) return "source";
  if (list === "responsibility" && ["actor", "actor_kind"].includes(field) && firing(form) === row) return "actor";
  return `${list}-${row.key}-${field}`;
}

/**
 * What is wrong with a form, by field, before the server is asked, and what its
 * time and places were read as.
 * @param {Form} form
 */
export async function problemsOf(form) {
  const wrong = liveProblems(form);
  const time = (/** @type {WhenDraft} */ w) => readWhen(w).catch((e) => (e.status ? undefined : Promise.reject(e)));
  const [when, ended, where, ...places] = await Promise.all([time(form.when), form.ended && time(form.ended), readWhere(form.where), ...sent(form, "places").map((r) => readWhere(r.where))]);
  const drawn = !!form.place.geometry.text.trim();
  if (when === undefined) wrong.when = t("when.unread");
  else if (!when) wrong.when = t(form.when.mode === "between" ? "log.when-missing-between" : "log.when-missing");
  if (form.ended && ended === undefined) wrong.ended = t("when.unread");
  if (!where && !drawn) wrong.where = t("log.where-missing");
  if (where === "ambiguous") wrong.where = t("where.choose");
  sent(form, "places").forEach((r, i) => {
    if (places[i] === "ambiguous") wrong[`places-${r.key}-where`] = t("where.choose");
    if (!places[i] && !r.geometry.text.trim()) wrong[`places-${r.key}-where`] = t("log.where-missing");
  });
  for (const list of lists) for (const r of sent(form, list)) for (const [field, text] of unreadable(rowSpecs[list], r, r.base)) wrong[idOf(form, list, r, field)] ??= text;
  for (const [field, text] of unreadable(placeSpecs, form.place, form.where.base)) wrong[`place-${field}`] = text;
  for (const [field, text] of unreadable(loneAll, form.one)) wrong[loneId(field)] = text;
  for (const r of sent(form, "sources")) if (!r.reliability !== !r.credibility) wrong[`sources-${r.key}-${r.reliability ? "credibility" : "reliability"}`] = t("log.grade-both");
  return { wrong, read: { when, ended, where, places } };
}

/** @param {string} name */
export const loneId = (name) => `lone-${name.replace("/", "-")}`;

/** @param {any} where as read @param {Record<string, any>} details @param {any} base */
function placeOf(where, details, base) {
  const said = factsOfFields(placeSpecs, details, base);
  return tidy({ ...where, ...said, radius_m: said.radius_m ?? where?.radius_m });
}

/**
 * The facts of a form.
 * @param {Form} form @param {{when: any, ended?: any, where: any, places?: any[]}} read @param {Facts} [before] the facts being amended
 * @returns {Facts}
 */
export function factsOf(form, read, before) {
  const numbers = new Map(sent(form, "sources").map((r, i) => [r.key, i + 1]));
  const rows = (/** @type {List} */ list) => sent(form, list).map((r) => tidy({ ...r.base, ...factsOfFields(rowSpecs[list], r, r.base, numbers) }));
  const lone = factsOfFields(loneAll, form.one, before && flat(before));
  const split = (/** @type {boolean} */ nested) => Object.fromEntries(Object.entries(lone).filter(([name]) => name.startsWith("assessment/") === nested).map(([name, v]) => [nested ? name.slice(11) : name, v]));
  const assessment = tidy({ ...before?.assessment, ...split(true) });
  return prune({
    ...(before ?? {}), ...split(false),
    title: form.title.trim() || suggestedTitle(form), narrative: form.narrative.trim(), category: form.category, own_involvement: form.involvement,
    local_ref: lone.local_ref ?? before?.local_ref, started: read.when, ended: read.ended, place: placeOf(read.where, form.place, form.where.base),
    ...Object.fromEntries(lists.map((l) => [l, rows(l)])),
    places: sent(form, "places").map((r, i) => ({ ...placeOf(read.places?.[i], r, r.base), role: r.role })),
    assessment: Object.values(assessment).some((v) => v !== null && v !== "" && Object.keys(v).length !== 0) ? assessment : null,
  });
}

/** Leaves out what was not given, so that nothing empty is claimed. @param {any} facts */
const prune = (facts) => /** @type {Facts} */ (Object.fromEntries(Object.entries(facts).filter(([, v]) => v !== undefined && v !== null && v !== "" && !(Array.isArray(v) && !v.length))));

/** @param {any} report @returns {Facts} */
export const factsOfReport = (report) => /** @type {Facts} */ (Object.fromEntries(Object.entries(report).filter(([k]) => factNames.includes(k))));

/**
 * The id of the field that an error of the server is about.
 * @param {string} pointer @param {Form} form
 */
export function fieldAt(pointer, form) {
  const [, head, index, step] = pointer.split("/");
  const list = /** @type {List} */ (head);
  if (lists.includes(list) && index !== undefined) {
    const row = sent(form, list)[Number(index)];
    if (!row) return `more-${list}`;
    if (list === "places" && !rowSpecs.places.some((s) => s.name === step)) return `places-${row.key}-where`;
    return idOf(form, list, row, rowSpecs[list].find((s) => s.name === step || s.ends?.includes(step))?.name ?? rowSpecs[list][0].name);
  }
  if (head === "place") return placeSpecs.some((s) => s.name === index) ? `place-${index}` : "where";
  const lone = loneAll.find((s) => s.name === head || s.name === `${head}/${index}`);
  if (lone) return loneId(lone.name);
  return { started: "when", ended: "ended", title: "title", category: "category", narrative: "narrative", own_involvement: "involvement" }[head] ?? (lists.includes(list) ? `more-${list}` : "report-form");
}

/**
 * What is still wrong after something was typed: an error goes with the first
 * change of its own field, and no sooner.
 * @param {Record<string, string>} wrong @param {Form} before @param {Form} after
 */
export function stillWrong(wrong, before, after) {
  const same = (/** @type {string} */ id) => {
    const row = lists.map((l) => [l, before[l].find((r) => id.startsWith(`${l}-${r.key}-`))]).find(([, r]) => r);
    if (row) {
      const [list, was] = /** @type {[List, Row]} */ (row);
      const field = id.slice(`${list}-${was.key}-`.length);
      return was[field] === after[list].find((r) => r.key === was.key)?.[field];
    }
    if (topNames.includes(/** @type {Top} */ (id))) return topRange(before, /** @type {Top} */ (id)) === topRange(after, /** @type {Top} */ (id));
    if (id === "source") return before.sources[0]?.kind === after.sources[0]?.kind;
    if (id === "actor") return firing(before)?.actor === firing(after)?.actor;
    if (id.startsWith("place-")) return before.place[id.slice(6)] === after.place[id.slice(6)];
    const lone = loneAll.find((s) => loneId(s.name) === id);
    if (lone) return before.one[lone.name] === after.one[lone.name];
    return /** @type {any} */ (before)[id] === /** @type {any} */ (after)[id];
  };
  return Object.fromEntries(Object.entries(wrong).filter(([id]) => same(id)));
}
