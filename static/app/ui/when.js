// When: a window in UTC with the offset as stated, shown in the clock of the
// place, with that clock named.

import { html } from "./html.js";
import { locale, t } from "../i18n.js";

/** @typedef {import("../types.js").When} When */

/** A day in milliseconds. */
const day = 86_400_000;

/** Making a formatter costs more than using it a hundred times. @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** Of the user's language, in UTC. @param {Intl.DateTimeFormatOptions} options */
export function format(options) {
  const key = locale() + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(locale(), { timeZone: "UTC", ...options })));
  return found;
}
const dateStyle = /** @type {const} */ ({ day: "numeric", month: "short", year: "numeric" });

/** @param {Date} d hours and minutes, 24-hour, always Latin digits */
const clock = (d) => d.toISOString().slice(11, 16);

/** "UTC", "UTC+3", "UTC−4:30". @param {number} minutes */
export function offsetText(minutes) {
  if (!minutes) return "UTC";
  const m = Math.abs(minutes);
  return `UTC${minutes < 0 ? "−" : "+"}${Math.floor(m / 60)}${m % 60 ? ":" + String(m % 60).padStart(2, "0") : ""}`;
}

/** An instant on the clock of an offset. @param {string} at @param {number} offset minutes */
const shifted = (at, offset) => new Date(Date.parse(at) + offset * 60_000);

/**
 * Part of day words, by the middle of the window in local time.
 * @param {Date} from @param {Date} to
 */
function partOfDay(from, to) {
  const h = new Date((from.getTime() + to.getTime()) / 2).getUTCHours();
  return h < 5 || h >= 22 ? "night" : h < 11 ? "morning" : h < 14 ? "midday" : h < 18 ? "afternoon" : "evening";
}

/**
 * A window in words: "4 Mar 2031, 01:10 UTC", "night of 3–4 Mar 2031", "Mar 2031".
 * @param {When|null|undefined} w
 */
export function whenText(w) {
  if (!w || (!w.earliest && !w.latest)) return t("value.unknown");
  const offset = w.utc_offset_min ?? 0;
  const from = shifted(w.earliest ?? w.latest ?? "", offset);
  const to = shifted(w.latest ?? w.earliest ?? "", offset);
  const date = format(dateStyle);
  // A window that ends at midnight ends with the day before.
  const last = new Date(Math.max(from.getTime(), to.getTime() - 1));
  switch (w.precision) {
    case "MINUTE":
    case "QUARTER_HOUR":
    case "HOUR":
      return t(w.precision === "MINUTE" ? "when.at" : "when.about", { date: date.format(from), time: clock(from), zone: offsetText(offset) });
    case "PART_OF_DAY":
      return t(`when.${partOfDay(from, to)}`, { date: date.formatRange(from, last) });
    case "DAY":
      // Without an offset of its own a day is a whole UTC day; with one it may
      // begin the evening before in UTC, which the shift has already undone.
      return date.format(new Date((from.getTime() + last.getTime()) / 2));
    case "MONTH":
      return format({ month: "long", year: "numeric" }).format(from);
    case "YEAR":
      return String(from.getUTCFullYear());
    case "UNKNOWN":
      if (to.getTime() - from.getTime() > 3660 * day) return t("value.unknown");
  }
  return date.formatRange(from, last);
}

/**
 * The window for a narrow column: the date, and below it how much of the day.
 * @param {{value: When|null|undefined}} props
 */
export function WhenCell({ value: w }) {
  if (!w?.earliest) return html`<span class="quiet">${t("value.unknown")}</span>`;
  const offset = w.utc_offset_min ?? 0;
  const from = shifted(w.earliest, offset);
  const to = shifted(w.latest ?? w.earliest, offset);
  const last = new Date(Math.max(from.getTime(), to.getTime() - 1));
  const date = format(dateStyle);
  if (["MINUTE", "QUARTER_HOUR", "HOUR"].includes(w.precision)) {
    return html`<bdi>${date.format(from)}</bdi><span class="under"><bdi>${t(w.precision === "MINUTE" ? "when.clock-at" : "when.clock-about", { time: clock(from), zone: offsetText(offset) })}</bdi></span>`;
  }
  if (w.precision !== "PART_OF_DAY") return html`<bdi>${whenText(w)}</bdi>`;
  return html`<bdi>${date.formatRange(from, last)}</bdi><span class="under">${t(`when.word.${partOfDay(from, to)}`)}</span>`;
}

/** The same in UTC, for a clock that is not UTC. @param {When} w */
export function utcText(w) {
  if (!w.utc_offset_min || !w.earliest || !["MINUTE", "QUARTER_HOUR", "HOUR"].includes(w.precision)) return "";
  return t("when.utc", { date: format({ day: "numeric", month: "short" }).format(new Date(w.earliest)), time: clock(new Date(w.earliest)) });
}

/** The military date-time group of an instant, in UTC: 040110ZMAR31. @param {string} at */
export function dtg(at) {
  const d = new Date(at);
  const month = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"][d.getUTCMonth()];
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return `${two(d.getUTCDate())}${two(d.getUTCHours())}${two(d.getUTCMinutes())}Z${month}${two(d.getUTCFullYear() % 100)}`;
}

/** @param {{value: When|null|undefined, long?: boolean}} props long adds UTC and what the source said */
export function When({ value, long }) {
  const utc = long && value ? utcText(value) : "";
  return html`<span class="when"><bdi>${whenText(value)}</bdi>${utc && html` <bdi class="quiet">${utc}</bdi>`}</span>`;
}

/** A date without a time. @param {string|null|undefined} at */
export const dateText = (at) => (at ? format(dateStyle).format(new Date(at)) : "");

/** An act in the system: date and time in UTC. @param {string|null|undefined} at */
export const stampText = (at) => (at ? t("when.at", { date: dateText(at), time: clock(new Date(at)), zone: "UTC" }) : "");

/** @param {{at: string|null|undefined, short?: boolean}} props */
export const Stamp = ({ at, short }) => html`<time datetime=${at} dir="auto" title=${stampText(at)}>${short ? dateText(at) : stampText(at)}</time>`;

/** How long ago, in the largest whole unit. @param {string} at @param {Date} now */
export function agoText(at, now) {
  const days = Math.floor((now.getTime() - Date.parse(at)) / day);
  const hours = Math.floor((now.getTime() - Date.parse(at)) / 3_600_000);
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  if (days >= 60) return words.format(-Math.floor(days / 30), "month");
  return days >= 1 ? words.format(-days, "day") : words.format(-Math.max(0, hours), "hour");
}
