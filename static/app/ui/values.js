// Values in words: counts as ranges, places with their precision, codes, and the
// names of compared fields. Not known and known to be none are different words.

import { html, cx } from "./html.js";
import { When, stampText, whenText } from "./when.js";
import { PartnerMark } from "./partner.js";
import { code, list, number, rich, t } from "../i18n.js";
import { partnerName } from "../store.js";

/** @typedef {import("../types.js").Range} Range */

/** "4 to 14", "at least 4", "none", "not known". @param {Range|null|undefined} r */
export function rangeText(r) {
  const min = r?.min ?? null;
  const max = r?.max ?? null;
  if (min === null && max === null) return t("value.unknown");
  if (min === max) return min === 0 ? t("range.none") : number(/** @type {number} */ (min));
  if (max === null) return t("range.at-least", { min: /** @type {number} */ (min) });
  if (min === null) return t("range.at-most", { max });
  return t("range.between", { min, max });
}

/** The short form for columns: 4–14, 4+, 0, –. @param {{value: Range|null|undefined}} props */
export function Count({ value }) {
  const min = value?.min ?? null;
  const max = value?.max ?? null;
  const words = rangeText(value);
  if (min === null && max === null) return html`<span class="count quiet"><span aria-hidden="true">–</span><span class="hidden">${words}</span></span>`;
  const short = min === max ? number(/** @type {number} */ (min)) : max === null ? `${number(/** @type {number} */ (min))}+` : `${min === null ? "≤" : number(min) + "–"}${number(max)}`;
  return html`<span class="count"><bdi dir="ltr" aria-hidden="true">${short}</bdi><span class="hidden">${words}</span></span>`;
}

/** A distance in words. @param {number|null|undefined} metres */
export function distanceText(metres) {
  if (metres == null) return "";
  if (metres < 1000) return t("distance.m", { m: Math.round(metres) });
  return t("distance.km", { km: Math.round(metres / 100) / 10 });
}

/** The name of a place, or its coordinates. @param {import("../types.js").Place|null|undefined} p */
export function placeText(p) {
  if (!p) return t("value.unknown");
  return p.name || [p.admin2, p.admin1].filter(Boolean).join(", ") || p.mgrs || coordinates(p) || p.stated || t("value.unknown");
}

/** @param {import("../types.js").Place} p */
export const coordinates = (p) => (p.lat == null || p.lon == null ? "" : `${p.lat.toFixed(5)}, ${p.lon.toFixed(5)}`);

/** @param {{value: import("../types.js").Place|null|undefined, long?: boolean}} props */
export function Where({ value, long }) {
  if (!value || !long) return html`<bdi>${placeText(value)}</bdi>`;
  const grid = value.mgrs || coordinates(value);
  return html`<span class="where">
    <bdi>${placeText(value)}</bdi>
    ${grid && grid !== placeText(value) && html` <bdi class="code" dir="ltr">${grid}</bdi>`}
    ${value.radius_m != null && html` <span class="quiet">${t("place.within", { distance: distanceText(value.radius_m) })}</span>`}
  </span>`;
}

/**
 * The name of a field of a comparison: casualties/KILLED/CIVILIAN/age=CHILD is
 * "Civilians killed: children".
 * @param {string} field
 */
export function fieldName(field) {
  const [head, ...rest] = field.split("/");
  if (head === "casualties") {
    const [outcome, status, ...parts] = rest;
    const whole = t(`count.${!status || status === "ANY" || status === "null" ? "ALL" : status}`, { outcome: code("outcome", outcome).toLowerCase() });
    return parts.length ? t("count.part", { whole, part: people(Object.fromEntries(parts.map((p) => p.split("=")))) }) : whole;
  }
  if (head === "responsibility" && rest[0]) return t("field.responsibility-of", { who: partnerName(rest[0]) });
  return code("field", rest.length ? `${head}.${rest.join(".")}` : head);
}

/** "women", "girls", "children", "men and boys, adults 18 to 59". @param {Record<string, string>} of */
function people({ sex, age, ...rest }) {
  const grown = /^ADULT(_UNSPECIFIED)?$/.test(age) ? "adult" : /^CHILD(_UNSPECIFIED)?$/.test(age) ? "child" : "";
  const known = grown && (sex === "FEMALE" || sex === "MALE");
  const words = known ? [t(`people.${sex}.${grown}`)] : [sex && code("sex", sex), age && code("age", age)];
  return [...words, ...Object.entries(rest).map(([name, v]) => code(name, v))].filter(Boolean).join(", ").toLowerCase();
}

/** The vocabulary of fields whose value is a code. @type {Record<string, string>} */
const vocabularies = {
  category: "category", own_involvement: "involvement", "assessment/status": "assessment", "assessment/standard": "standard",
  "means/weapon": "weapon", "means/cause": "cause", "means/delivery": "delivery", "means/submunition": "submunition",
  "place/site": "site", site: "site", law_concern: "law", operation_context: "context", status: "status",
};

/** A value of any field as a string. @param {string} field @param {any} value @returns {string} */
export function valueText(field, value) {
  if (value === null || value === undefined || value === "") return t("value.unknown");
  if (Array.isArray(value)) return value.length ? list(value.map((v) => valueText(field, v))) : t("range.none");
  if (typeof value === "object") {
    if ("min" in value || "max" in value) return rangeText(value);
    if ("earliest" in value) return whenText(value);
    if ("lat" in value || "mgrs" in value || "name" in value) return placeText(value);
    if ("role" in value) return [code("role-in", value.role), value.claim && code("claim", value.claim).toLowerCase()].filter(Boolean).join(", ");
    return Object.values(value).filter((v) => typeof v === "string").map((v) => code("any", v)).join(", ");
  }
  if (typeof value === "boolean") return t(value ? "value.yes" : "value.no");
  if (typeof value === "number") return number(value);
  if (field.startsWith("responsibility/")) return code("role-in", value);
  return vocabularies[field] ? code(vocabularies[field], value) : /^[A-Z][A-Z0-9_]+$/.test(value) ? code("any", value) : value;
}

/** @param {{field: string, value: any, long?: boolean}} props */
export function Value({ field, value, long }) {
  const unknown = value === null || value === undefined;
  if (!unknown && typeof value === "object" && "earliest" in value) return html`<${When} value=${value} long=${long} />`;
  if (!unknown && typeof value === "object" && ("lat" in value || "mgrs" in value)) return html`<${Where} value=${value} long=${long} />`;
  return html`<bdi class=${cx(unknown && "quiet")}>${valueText(field, value)}</bdi>`;
}

/**
 * Who said it, on what basis and when: the small line under a value.
 * @param {{partner?: string, by?: string, at?: string, basis?: string|null, source?: string|null, version?: number}} props
 */
export const SourceLine = ({ partner, by, at, basis, source, version }) => html`
  <p class="source">
    ${partner && html`<${PartnerMark} code=${partner} full />`}
    ${[basis && code("basis", basis), source, version && t("version.n", { n: version }), by && html`<bdi>${by}</bdi>`, at && stampText(at)]
      .filter(Boolean).map((part, i) => html`${(i > 0 || partner) && " · "}${part}`)}
  </p>`;

/** A reference or grid: never reversed, figures aligned. @param {{children: any}} props */
export const Ref = ({ children }) => html`<bdi class="code" dir="ltr">${children}</bdi>`;

/** A sentence with elements in it. @param {{k: string} & Record<string, any>} props */
export const Say = ({ k, ...params }) => html`${rich(k, params)}`;
