// Ranges of several partners drawn on one scale with labelled ends, so that the
// eye sees what the words say: how far apart, how wide, open at which end.

import { html, cx } from "./html.js";
import { locale, number, t } from "../i18n.js";

/** @typedef {{low: number, high: number, ends: [string, string], span: (value: any) => {from: number, to: number, open: boolean}|null}} Scale */

/** @param {any} v */
const isCount = (v) => v && typeof v === "object" && ("min" in v || "max" in v) && (v.min != null || v.max != null);
/** @param {any} v */
const isWindow = (v) => v && typeof v === "object" && v.earliest && v.latest;

/**
 * The scale that holds all values of a field, or null where there is none: only
 * counts and times have one.
 * @param {any[]} values @returns {Scale|null}
 */
export function scaleOf(values) {
  const known = values.filter((v) => v != null);
  const first = JSON.stringify(known[0]);
  if (known.length > 1 && known.every((v) => JSON.stringify(v) === first)) return null; // bars of the same length say what the words say
  if (known.length && known.every(isCount)) return counts(known);
  if (known.length && known.every(isWindow)) return times(known);
  return null;
}

/** @param {import("../types.js").Range[]} values @returns {Scale|null} */
function counts(values) {
  const numbers = values.flatMap((v) => [v.min, v.max]).filter((n) => n != null);
  const most = Math.max(...numbers);
  const least = Math.min(...values.map((v) => v.min ?? 0));
  if (most === 0) return null; // nobody was harmed: a bar of nothing says nothing
  const open = values.some((v) => v.max == null);
  const high = open ? Math.ceil(most * 1.25 + 1) : most;
  // From nought, unless the differences would be too small to see.
  const low = values.length > 1 && least > high / 2 && high > least ? Math.max(0, Math.floor(least - (high - least))) : 0;
  return {
    low, high, ends: [number(low), open ? t("scale.and-more", { n: high }) : number(high)],
    span: (v) => (isCount(v) ? { from: v.min ?? low, to: v.max ?? high, open: v.max == null } : null),
  };
}

/** @param {import("../types.js").When[]} values @returns {Scale|null} */
function times(values) {
  const low = Math.min(...values.map((v) => Date.parse(v.earliest ?? "")));
  const high = Math.max(...values.map((v) => Date.parse(v.latest ?? "")));
  if (high - low < 120_000) return null; // the same minute: the words say all
  const days = (high - low) / 86_400_000;
  const format = new Intl.DateTimeFormat(locale(), { timeZone: "UTC", day: "numeric", month: "short", ...(days > 4 ? {} : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }) });
  return {
    low, high, ends: [format.format(low), t("scale.utc", { time: format.format(high) })],
    span: (v) => (isWindow(v) ? { from: Date.parse(v.earliest), to: Date.parse(v.latest), open: false } : null),
  };
}

/**
 * One value on the scale; its words stand above it. One element: a comparison has more
 * than a hundred of them.
 * @param {{scale: Scale|null, value: any}} props
 */
export function Bar({ scale, value }) {
  const span = scale?.span(value);
  if (!scale || !span) return null;
  const at = (/** @type {number} */ n) => ((n - scale.low) / (scale.high - scale.low)) * 100;
  const from = Math.max(0, at(span.from));
  const size = Math.min(100, at(span.to)) - from;
  const place = size < 100 ? (from / (100 - size)) * 100 : 0; // as backgrounds are placed: by what is left over
  return html`<span class=${cx("scale", size < 1.5 && "scale-point", span.open && "scale-open")} aria-hidden="true" data-low=${scale.ends[0]} data-high=${scale.ends[1]} style=${`--at:${place.toFixed(2)}%;--size:${size.toFixed(2)}%`}></span>`;
}
