// When it happened: first how well it is known, then only the fields that needs.
// Always says back what it understood: local time, UTC and date-time group.

import { useEffect, useState } from "preact/hooks";
import { html } from "./html.js";
import { FieldError, Group, Segments, Select } from "./field.js";
import { dtg, offsetText, whenText } from "./when.js";
import { api } from "../api.js";
import { t } from "../i18n.js";
import { me, partner, preference, prefer } from "../store.js";

/** @typedef {import("../types.js").When} When */
/** A date as typed. @typedef {{d: string, m: string, y: string}} Day */
/**
 * As typed; exact is how far an exact time may be off, base the window being amended.
 * @typedef {{mode: string, text: string, offset: number, from: Day, to: Day, part: string, exact?: string, base?: When}} WhenDraft
 */

const noDay = { d: "", m: "", y: "" };

/** On the clock last used, at first our partner's. @returns {WhenDraft} */
export const noWhen = () => ({ mode: "exact", text: "", offset: Number(preference("offset", String(partner(me.user.partner).utc_offset_min ?? 0))), from: noDay, to: noDay, part: "", exact: "MINUTE" });

/** @param {When|null|undefined} w @returns {WhenDraft} */
export function whenDraft(w) {
  if (!w) return noWhen();
  const offset = w.utc_offset_min ?? 0;
  const day = (/** @type {string|null} */ at, shift = 0) => {
    if (!at) return noDay;
    const d = new Date(Date.parse(at) + offset * 60_000 + shift);
    return { d: String(d.getUTCDate()), m: String(d.getUTCMonth() + 1), y: String(d.getUTCFullYear()) };
  };
  const mode = !w.earliest ? "unknown" : ["MINUTE", "QUARTER_HOUR", "HOUR"].includes(w.precision) ? "exact" : ["PART_OF_DAY", "DAY"].includes(w.precision) ? "day" : "between";
  return { mode, text: mode === "exact" ? w.stated || dtg(w.earliest ?? "") : "", offset, from: day(w.earliest), to: day(w.latest, -1), part: "", exact: mode === "exact" ? w.precision : "MINUTE", base: w };
}

/** Nobody touched it: amending must not change what was stated. @param {WhenDraft} w */
const untouched = (w) => !!w.base && JSON.stringify({ ...w, base: 0 }) === JSON.stringify({ ...whenDraft(w.base), base: 0 });

/** How far an exact time may be off, in minutes. @type {Record<string, number>} */
const exactness = { MINUTE: 1, QUARTER_HOUR: 15, HOUR: 60 };

/** @param {When} read @param {string} [exact] @returns {When} */
const within = (read, exact = "MINUTE") =>
  exact === "MINUTE" || !read.earliest ? read : { ...read, precision: exact, latest: iso(Date.parse(read.earliest) + exactness[exact] * 60_000 - 1000) };

/** Local hours of the parts of a day; a night ends on the next morning. @type {Record<string, [number, number]>} */
const parts = { NIGHT: [23, 30], MORNING: [6, 12], MIDDAY: [11, 14], AFTERNOON: [12, 18], EVENING: [18, 23] };

/** Milliseconds at the start of a local day, or NaN. @param {Day} x @param {number} offset */
function start({ d, m, y }, offset) {
  const [day, month, year] = [Number(d), Number(m), Number(y)];
  if (!day || !month || !/^\d{4}$/.test(y)) return NaN;
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCDate() === day && at.getUTCMonth() === month - 1 ? at.getTime() - offset * 60_000 : NaN;
}

const hour = 3_600_000;
const iso = (/** @type {number} */ ms) => new Date(ms).toISOString().replace(".000", "");
const written = (/** @type {Day} */ x) => `${x.y}-${x.m.padStart(2, "0")}-${x.d.padStart(2, "0")}`;

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/**
 * "2031-03-04 01:10" and "4 Mar 2031 01:10" on the chosen clock. 04/03/2031 is not
 * read: it is the fourth of March to some and the third of April to others.
 * @param {string} text @param {number} offset @returns {When|null}
 */
export function plainTime(text, offset) {
  const numeric = /^(\d{4})-(\d{1,2})-(\d{1,2})[ T,]+(\d{1,2}):?(\d{2})$/.exec(text);
  const named = /^(\d{1,2})\.? ([a-z]{3,9})\.? (\d{4}),? +(\d{1,2}):?(\d{2})$/i.exec(text);
  const month = named ? months.indexOf(named[2].slice(0, 3).toLowerCase()) + 1 : 0;
  const [, y, m, d, h, min] = numeric ?? (named && month ? ["", named[3], String(month), named[1], named[4], named[5]] : []);
  if (!y || Number(h) > 23 || Number(min) > 59) return null;
  const at = start({ d: d ?? "", m: m ?? "", y }, offset) + Number(h) * hour + Number(min) * 60_000;
  return Number.isNaN(at) ? null : { earliest: iso(at), latest: iso(at + 59_000), precision: "MINUTE", stated: text, utc_offset_min: offset };
}

/** @type {Map<string, Promise<When>>} */
const readings = new Map();

/**
 * The window that was meant; null while it is not filled in. Exact times are read
 * by the server, which knows every way of writing them.
 * @param {WhenDraft} w @returns {Promise<When|null>}
 */
export async function readWhen(w) {
  if (untouched(w)) return w.base ?? null;
  if (w.mode === "unknown") return { earliest: null, latest: null, precision: "UNKNOWN", stated: "" };
  if (w.mode === "exact") {
    if (!w.text.trim()) return null;
    const plain = plainTime(w.text.trim(), w.offset);
    if (plain) return within(plain, w.exact);
    const key = `${w.offset} ${w.text.trim()}`;
    if (!readings.has(key)) {
      readings.set(key, api.get("/readings", { when: w.text.trim(), offset: w.offset }).then((r) => r.when.window, (e) => (readings.delete(key), Promise.reject(e))));
    }
    return within(/** @type {When} */ (await readings.get(key)), w.exact);
  }
  const from = start(w.from, w.offset);
  if (Number.isNaN(from)) return null;
  if (w.mode === "day") {
    const [a, b] = parts[w.part] ?? [0, 24];
    return { earliest: iso(from + a * hour), latest: iso(from + b * hour - 1000), precision: w.part ? "PART_OF_DAY" : "DAY", stated: `${written(w.from)} ${w.part.toLowerCase()}`.trim(), utc_offset_min: w.offset };
  }
  const to = start(w.to, w.offset);
  if (Number.isNaN(to) || to < from) return null;
  const days = (to - from) / (24 * hour) + 1;
  const precision = days <= 1 ? "DAY" : days <= 6 ? "DAYS_2_6" : days <= 7 ? "WEEK" : days <= 31 ? "MONTH" : days <= 366 ? "YEAR" : "UNKNOWN";
  return { earliest: iso(from), latest: iso(to + 24 * hour - 1000), precision, stated: `${written(w.from)} – ${written(w.to)}`, utc_offset_min: w.offset };
}

const offsets = [-720, -600, -480, -300, -240, -180, -120, -60, 0, 60, 120, 180, 210, 240, 270, 300, 330, 345, 360, 390, 420, 480, 540, 600, 720];

/** @param {{id: string, label?: string, value: WhenDraft, onChange: (value: WhenDraft) => void, error?: string, children?: any}} props */
export function WhenInput({ id, label, value, onChange, error, children }) {
  const [read, setRead] = useState(/** @type {{window?: When|null, wrong?: string}} */ ({}));
  const put = (/** @type {Partial<WhenDraft>} */ changes) => onChange({ ...value, ...changes });
  useEffect(() => {
    let current = true;
    const timer = setTimeout(async () => {
      try {
        const window = await readWhen(value);
        if (current) setRead({ window });
      } catch (e) {
        if (current) setRead({ wrong: /** @type {any} */ (e).status === 422 || /** @type {any} */ (e).status === 400 ? t("when.unread") : t("when.unchecked") });
      }
    }, value.mode === "exact" ? 300 : 0);
    return () => ((current = false), clearTimeout(timer));
  }, [JSON.stringify(value)]);

  const backwards = value.mode === "between" && start(value.to, value.offset) < start(value.from, value.offset);
  const wrong = error || (backwards ? t("when.backwards") : "");
  return html`<${Group} id=${id} legend=${label ?? t("log.when")} error=${wrong}>
    <${Segments} name=${`${id}-mode`} label=${t("when.how-well")} value=${value.mode} test=${`${id}-mode`} onChange=${(/** @type {string} */ mode) => put({ mode })}
      choices=${[["exact", t("when.mode.exact")], ["day", t("when.mode.day")], ["between", t("when.mode.between")], ["unknown", t("value.unknown")]]} />
    ${value.mode === "exact" && html`<div class="row">
      <label class="grow"><span class="sub">${t("when.date-time")}</span>
        <input id=${`${id}-text`} data-test=${id === "when" ? "when-text" : `${id}-text`} type="text" dir="ltr" autocomplete="off" spellcheck=${false} placeholder="040110Z MAR 31" aria-invalid=${wrong ? "true" : undefined}
          aria-describedby=${wrong ? `${id}-error ${id}-echo` : `${id}-echo`} value=${value.text} onInput=${(/** @type {any} */ e) => put({ text: e.target.value })} /></label>
      <label><span class="sub">${t("when.exact")}</span>
        <${Select} data-test=${`${id}-exact`} value=${value.exact ?? "MINUTE"} choices=${Object.keys(exactness).map((p) => [p, t(`when.exact.${p}`)])} onChange=${(/** @type {string} */ exact) => put({ exact })} /></label>
      <${Clock} value=${value.offset} onChange=${(/** @type {number} */ offset) => put({ offset })} />
    </div>`}
    ${(value.mode === "day" || value.mode === "between") && html`<div class="row">
      <${DayInput} id=${`${id}-from`} label=${value.mode === "day" ? t("when.day") : t("when.from")} value=${value.from} error=${wrong && `${id}-error`} onChange=${(/** @type {Day} */ from) => put({ from })} />
      ${value.mode === "between" && html`<${DayInput} id=${`${id}-to`} label=${t("when.to")} value=${value.to} error=${wrong && `${id}-error`} onChange=${(/** @type {Day} */ to) => put({ to })} />`}
      ${value.mode === "day" && html`<label><span class="sub">${t("when.part")}</span>
        <${Select} value=${value.part} empty=${t("when.whole-day")} choices=${Object.keys(parts).map((p) => [p, t(`when.part.${p}`)])} onChange=${(/** @type {string} */ part) => put({ part })} /></label>`}
      <${Clock} value=${value.offset} onChange=${(/** @type {number} */ offset) => put({ offset })} />
    </div>`}
    <div id=${`${id}-echo`} class="echo" role="status">
      ${read.wrong ? html`<${FieldError} id=${`${id}-read`} error=${read.wrong} />` : read.window?.earliest && html`<${Echo} window=${read.window} offset=${value.offset} />`}
      ${value.mode === "exact" && !value.text && html`<span class="hint">${t("when.hint")}</span>`}
      ${value.mode === "unknown" && html`<span class="hint">${t("when.unknown-hint")}</span>`}
    </div>
    ${children}
  <//>`;
}

/** What was understood: on the clock it was stated on, else on the chosen one; in UTC; as a date-time group. @param {{window: When, offset: number}} props */
function Echo({ window: w, offset }) {
  const local = w.utc_offset_min || offset;
  return html`<strong>${whenText({ ...w, utc_offset_min: local })}</strong>
    ${local !== 0 && html`<span>${whenText({ ...w, utc_offset_min: 0 })}</span>`}
    <bdi class="code" dir="ltr">${dtg(w.earliest ?? "")}${w.precision !== "MINUTE" && w.latest && ` – ${dtg(w.latest)}`}</bdi>`;
}

/** Whose clock the typed time is on. @param {{value: number, onChange: (minutes: number) => void}} props */
const Clock = ({ value, onChange }) => html`<label><span class="sub">${t("when.clock")}</span>
  <${Select} dir="ltr" data-test="when-offset" value=${String(value)} choices=${offsets.map((o) => [String(o), offsetText(o)])}
    onChange=${(/** @type {string} */ o) => (prefer("offset", o), onChange(Number(o)))} /></label>`;

/** @param {{id: string, label: string, value: Day, error?: string, onChange: (value: Day) => void}} props error is the id of the message, if there is one */
function DayInput({ id, label, value, error, onChange }) {
  const part = (/** @type {keyof Day} */ name, /** @type {number} */ size) => html`<input id=${`${id}-${name}`} data-test=${`${id}-${name}`} type="text" inputmode="numeric" autocomplete="off"
    aria-label=${t(`when.field.${name}`, { of: label })} placeholder=${t(`when.short.${name}`)} size=${size} maxlength=${size} aria-invalid=${error ? "true" : undefined} aria-describedby=${error || undefined} value=${value[name]}
    onInput=${(/** @type {any} */ e) => onChange({ ...value, [name]: e.target.value.trim() })} />`;
  return html`<div class="day" role="group" aria-label=${label}><span class="sub">${label}</span><div class="day-parts">${part("d", 2)}${part("m", 2)}${part("y", 4)}</div></div>`;
}
