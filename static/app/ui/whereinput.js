// Where it happened: one box for a grid reference, latitude and longitude or a
// place name. Says back how it was understood and never guesses silently.

import { useEffect, useState } from "preact/hooks";
import { html } from "./html.js";
import { Group, Select } from "./field.js";
import { distanceText } from "./values.js";
import { api } from "../api.js";
import { code, t } from "../i18n.js";

/** @typedef {import("../types.js").Place} Place */
/** @typedef {{lat: number, lon: number, mgrs: string, radius_m: number, text: string}} Reading text says how it was read */
/** @typedef {{text: string, name: string, precision: string, pick: number, base?: Place}} WhereDraft as typed; base is the place being amended */

/** @type {WhereDraft} */
export const noWhere = { text: "", name: "", precision: "", pick: -1 };

/** @param {Place|null|undefined} p @returns {WhereDraft} */
export function whereDraft(p) {
  if (!p) return noWhere;
  const grid = p.lat != null && p.lon != null ? `${p.lat}, ${p.lon}` : p.mgrs || "";
  return { text: p.stated || grid || p.name || "", name: p.name ?? "", precision: p.precision ?? "", pick: -1, base: p };
}

/** Precision classes offered, and their radius in metres. @type {[string, number][]} */
const classes = [["EXACT", 5], ["GRID_10M", 7], ["WITHIN_100M", 100], ["LANDMARK", 250], ["NEIGHBOURHOOD", 750], ["VILLAGE", 1000], ["TOWN", 3000], ["CITY", 8000], ["DISTRICT", 30000], ["PROVINCE", 80000]];
/** The same with those that nobody's writing gives by itself, from narrow to wide. @type {[string, number][]} */
const offered = [...classes, /** @type {[string, number]} */ (["STREET", 150]), /** @type {[string, number]} */ (["SUBDISTRICT", 15000]), /** @type {[string, number]} */ (["COUNTRY", 500000])].sort((a, b) => a[1] - b[1]);

/** @type {Map<string, Promise<Reading[]>>} */
const readings = new Map();

/** How the text can be read; none for a place name. @param {string} text @returns {Promise<Reading[]>} */
function readPlace(text) {
  const key = text.trim();
  if (!/\d/.test(key)) return Promise.resolve([]); // a name and nothing else
  if (!readings.has(key)) {
    readings.set(key, api.get("/readings", { place: key }).then((r) => r.place ?? [], (e) => {
      if (e.status === 422 || e.status === 400) return [];
      readings.delete(key);
      throw e;
    }));
  }
  return /** @type {Promise<Reading[]>} */ (readings.get(key));
}

/** The class a reading has by itself: a short grid is a large square. @param {string} text as typed @param {Reading} r */
function ownClass(text, r) {
  const grid = /^\s*\d{1,2}\s*[A-Za-z]\s*[A-Za-z]{2}/;
  const digits = text.replace(grid, "").replace(/\D/g, "");
  if (grid.test(text)) return { 10: "GRID_1M", 8: "GRID_10M", 6: "GRID_100M", 4: "GRID_1KM" }[digits.length] ?? "UNKNOWN";
  return classes.find(([, radius]) => radius >= r.radius_m)?.[0] ?? "UNKNOWN";
}

/**
 * The place that was meant, null while not filled in, "ambiguous" while there are
 * several readings and none is chosen.
 * @param {WhereDraft} w @returns {Promise<Place|null|"ambiguous">}
 */
export async function readWhere(w) {
  const text = w.text.trim();
  if (!text) return null;
  const name = w.name.trim();
  if (w.base && text === whereDraft(w.base).text) { // untouched: amending must not move it
    return { ...w.base, name, precision: w.precision || w.base.precision, radius_m: w.precision === w.base.precision ? w.base.radius_m : null };
  }
  const found = await readPlace(text);
  if (found.length > 1 && w.pick < 0) return "ambiguous";
  const r = found[Math.max(0, w.pick)];
  if (!r) return { name: text, stated: text, precision: w.precision || "UNKNOWN" };
  const precision = w.precision || ownClass(text, r);
  return { lat: r.lat, lon: r.lon, mgrs: r.mgrs, precision, stated: text, name };
}

/** @param {{id: string, label?: string, value: WhereDraft, onChange: (value: WhereDraft) => void, error?: string, children?: any, test?: string}} props test names the controls, as id does by itself */
export function WhereInput({ id, label, value, onChange, error, children, test = id }) {
  const [found, setFound] = useState(/** @type {Reading[]|null} */ (null));
  const [unchecked, setUnchecked] = useState(false);
  const put = (/** @type {Partial<WhereDraft>} */ changes) => onChange({ ...value, ...changes });
  const text = value.text.trim();
  useEffect(() => {
    let current = true;
    setFound(null);
    setUnchecked(false);
    if (text.length < 3) return;
    const timer = setTimeout(() => readPlace(text).then((r) => current && setFound(r), () => current && setUnchecked(true)), 300);
    return () => ((current = false), clearTimeout(timer));
  }, [text]);

  const one = found?.length === 1 ? found[0] : found?.[value.pick];
  const named = found?.length === 0;
  return html`<${Group} id=${id} legend=${label ?? t("log.where")} error=${error}>
    <label><span class="sub">${t("where.box")}</span>
      <input id=${`${id}-text`} data-test=${`${test}-text`} type="text" dir="auto" autocomplete="off" spellcheck=${false} placeholder="31N BA 56521 45610" aria-invalid=${error ? "true" : undefined}
        aria-describedby=${error ? `${id}-error ${id}-echo` : `${id}-echo`} value=${value.text} onInput=${(/** @type {any} */ e) => put({ text: e.target.value, pick: -1 })} /></label>
    <div id=${`${id}-echo`} class="echo" role="status">
      ${!text && html`<span class="hint">${t("where.hint")}</span>`}
      ${unchecked && html`<span class="hint">${t("where.unchecked")}</span>`}
      ${named && html`<span>${t("where.as-name")}</span>`}
      ${one && html`<strong class="code" dir="ltr">${one.mgrs}</strong><bdi class="code" dir="ltr">${one.lat.toFixed(5)}, ${one.lon.toFixed(5)}</bdi>`}
    </div>
    ${(found?.length ?? 0) > 1 && html`<div class="readings" role="radiogroup" aria-label=${t("where.which")}>
      <p class="sub">${t("where.which")}</p>
      ${found?.map((r, i) => html`<label class="check" key=${i}><input type="radio" name=${`${id}-pick`} checked=${value.pick === i} onChange=${() => put({ pick: i })} />
        <span><bdi class="code" dir="ltr">${r.mgrs}</bdi> <bdi class="code quiet" dir="ltr">${r.lat.toFixed(4)}, ${r.lon.toFixed(4)}</bdi> <bdi class="quiet">${r.text}</bdi></span></label>`)}
    </div>`}
    <div class="row">
      <label><span class="sub">${t("where.precision")}</span>
        <${Select} data-test=${`${test}-precision`} value=${value.precision} onChange=${(/** @type {string} */ precision) => put({ precision })}
          empty=${one ? t("where.as-read", { what: code("precision", ownClass(text, one)) }) : t("value.unknown")}
          choices=${offered.map(([c, r]) => [c, t("where.class", { what: code("precision", c), distance: distanceText(r) })])} /></label>
      ${!named && html`<label class="grow"><span class="sub">${t("where.name")}</span>
        <input id=${`${id}-name`} data-test=${`${test}-name`} type="text" dir="auto" autocomplete="off" value=${value.name} onInput=${(/** @type {any} */ e) => put({ name: e.target.value })} /></label>`}
    </div>
    ${children}
  <//>`;
}
