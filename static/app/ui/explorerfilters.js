// What the list of incidents can be filtered by, and how each filter reads.

import { code, t } from "../i18n.js";
import { parties } from "../store.js";
import { dateText } from "./when.js";
import { sentence, parse } from "./explorerexpression.js";

const states = ["INTAKE", "NOTIFIED", "INITIAL_REVIEW", "ASSESSMENT", "INVESTIGATION", "JOINT_REVIEW", "AGREED", "AGREED_IN_PART", "DISSENT_RECORDED", "RESPONSE", "CLOSED", "REOPENED"];
const statuses = ["DRAFT", "SUBMITTED", "SHARED", "AMENDED", "WITHDRAWN"];
const categories = ["AIR_STRIKE", "INDIRECT_FIRE", "DIRECT_FIRE", "RAID", "CHECKPOINT", "ESCALATION_OF_FORCE", "IED_MINE", "UXO", "NAVAL_FIRE", "DETENTION", "CUSTODY_TRANSFER", "DISAPPEARANCE",
  "EXECUTION", "SEXUAL_VIOLENCE", "RECRUITMENT_CHILD", "ATTACK_ON_SCHOOL", "ATTACK_ON_HEALTH", "ACCESS_DENIAL", "TRAFFIC_ACCIDENT", "PROPERTY", "PILLAGE", "DISPLACEMENT", "OTHER", "UNKNOWN"];

/** @param {string} vocabulary @param {string[]} values @returns {[string, string][]} */
const codes = (vocabulary, values) => values.map((v) => [v, code(vocabulary, v)]);

/** @returns {import("./filterbar.js").Filter[]} */
export const filters = () => [
  { name: "q", label: t("filter.text"), kind: "text" },
  { name: "from", label: t("filter.from"), kind: "date", words: dateText },
  { name: "to", label: t("filter.to"), kind: "date", words: dateText },
  { name: "category", label: t("filter.category"), kind: "choice", choices: codes("category", categories) },
  { name: "killed_min", label: t("filter.killed"), kind: "number", words: (v) => t("range.at-least", { min: Number(v) }) },
  { name: "partner", label: t("filter.partner"), kind: "choice", choices: parties().map((p) => [p.code, p.name]) },
  { name: "gaps", label: t("filter.gaps"), kind: "choice", choices: [["open", t("filter.gaps.open")], ["critical", t("filter.gaps.critical")]] },
  { name: "state", label: t("filter.state"), kind: "choice", choices: codes("state", states) },
  { name: "status", label: t("filter.status"), kind: "choice", choices: codes("status", statuses) },
  { name: "near", label: t("filter.near"), kind: "text", hint: "0.41, 0.81, 25", words: nearText },
  { name: "polygon", label: t("filter.polygon"), kind: "area", words: (v) => t("filter.corners", { n: v.split(",").length }) },
  { name: "bbox", label: t("filter.bbox"), kind: "area", words: boxText },
  { name: "filter", label: t("filter.expression"), kind: "expression", words: (v) => { const tree = parse(v); return tree ? sentence(tree) : v; } },
];

/** @param {string} v lat,lon,km */
function nearText(v) {
  const [lat, lon, km] = v.split(",").map(Number);
  return t("filter.near-words", { km, place: `${lat}, ${lon}` });
}

/** "0.2° to 0.9° N, 1.1° to 2.4° E": as the map is read, and no more exact than one looks. @param {string} v west,south,east,north */
function boxText(v) {
  const [w, s, e, n] = v.split(",").map(Number);
  const digits = Math.abs(n - s) < 0.1 ? 3 : Math.abs(n - s) < 2 ? 2 : Math.abs(n - s) < 20 ? 1 : 0;
  const side = (/** @type {number} */ x, /** @type {string} */ positive, /** @type {string} */ negative) => `${Math.abs(x).toFixed(digits)}° ${x < 0 ? negative : positive}`;
  return `${side(s, t("compass.n"), t("compass.s"))} – ${side(n, t("compass.n"), t("compass.s"))}, ${side(w, t("compass.e"), t("compass.w"))} – ${side(e, t("compass.e"), t("compass.w"))}`;
}

const ours = ["q", "from", "to", "category", "killed_min", "partner", "gaps", "state", "status", "near", "polygon", "bbox", "filter"];

/** The filters of an address as the API takes them, without what only arranges the page. @param {Record<string, string>} query */
export const filtersOf = (query) => Object.fromEntries(ours.filter((name) => query[name]).map((name) => [name, query[name]]));
