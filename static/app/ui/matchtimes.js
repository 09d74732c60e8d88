// When both say it happened: in words, and as two windows on one band with both
// clocks, UTC and the place's own. Time runs the way one reads.

import { html } from "./html.js";
import { PartnerMark, slotClass } from "./partner.js";
import { When, format, offsetText } from "./when.js";
import { sidesOf } from "../match.js";
import { rich, t } from "../i18n.js";
import { partnerName } from "../store.js";

/** @typedef {import("../types.js").Match} Match */
/** @typedef {import("../types.js").MatchSide} MatchSide */
/** @typedef {{from: number, to: number}} Span */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** @param {MatchSide} s @returns {Span|null} */
function spanOf({ started: w }) {
  const from = w?.earliest ?? w?.latest;
  return from ? { from: Date.parse(from), to: Date.parse(w?.latest ?? from) } : null;
}

/** A length of time in its largest whole unit. @param {number} ms */
const lengthText = (ms) => (ms < 2 * hour ? t("match.span.minutes", { n: Math.max(1, Math.round(ms / minute)) }) : ms < 2 * day ? t("match.span.hours", { n: Math.round(ms / hour) }) : t("match.span.days", { n: Math.round(ms / day) }));

/** Both windows in a sentence: its key and what stands in it. @param {[MatchSide, MatchSide]} sides @returns {[string, Record<string, string>]} */
function sentence(sides) {
  const [a, b] = sides.map(spanOf);
  const [who, other] = sides.map((s) => partnerName(s.partner));
  if (!a || !b) return [!a && !b ? "match.time.none" : "match.time.one", a ? { who, other } : { who: other, other: who }];
  const shared = Math.min(a.to, b.to) - Math.max(a.from, b.from);
  if (shared < -minute) return ["match.time.between", { length: lengthText(-shared) }];
  if (Math.abs(a.from - b.from) < minute && Math.abs(a.to - b.to) < minute) return ["match.time.same", {}];
  const within = (/** @type {Span} */ x, /** @type {Span} */ y) => x.from >= y.from && x.to <= y.to;
  if (within(a, b)) return ["match.time.within", { who, other }];
  if (within(b, a)) return ["match.time.within", { who: other, other: who }];
  return ["match.time.shared", { length: lengthText(Math.max(shared, minute)) }];
}

/** @param {{match: Match}} props */
export function Times({ match }) {
  const sides = sidesOf(match);
  const known = sides.some(spanOf);
  return html`<section class="pair-times" aria-labelledby="pair-times">
    <h3 id="pair-times">${t("match.time.title")}</h3>
    <p dir="auto" data-test="times-words">${rich(...sentence(sides))}</p>
    ${known && html`<${Band} sides=${sides} />`}
    <ul class="plain-list pair-legend">${sides.map((s) => html`<li key=${s.partner}><${PartnerMark} code=${s.partner} full /> <${When} value=${s.started} long /></li>`)}</ul>
  </section>`;
}

/** What the marks of the axis may be apart. */
const steps = [5 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 14 * day, 30 * day, 91 * day, 365 * day];

/** @param {{sides: [MatchSide, MatchSide]}} props */
function Band({ sides }) {
  const spans = sides.map(spanOf);
  const known = /** @type {Span[]} */ (spans.filter(Boolean));
  const ends = [Math.min(...known.map((s) => s.from)), Math.max(...known.map((s) => s.to))];
  const air = Math.max((ends[1] - ends[0]) * 0.08, 20 * minute);
  const [low, high] = [ends[0] - air, ends[1] + air];
  const at = (/** @type {number} */ ms) => ((ms - low) / (high - low)) * 100;
  // SVG does not turn round with the page.
  const turned = document.documentElement.dir === "rtl";
  const x = (/** @type {number} */ ms) => `${turned ? 100 - at(ms) : at(ms)}%`;
  const step = steps.find((s) => (high - low) / s <= 5) ?? 3650 * day;
  /** @type {number[]} */
  const ticks = [];
  for (let at = Math.ceil(low / step) * step; at <= high; at += step) ticks.push(at);
  const offsets = [...new Set(sides.map((s) => s.started?.utc_offset_min ?? 0))].filter(Boolean);
  const shared = spans[0] && spans[1] ? { from: Math.max(spans[0].from, spans[1].from), to: Math.min(spans[0].to, spans[1].to) } : null;
  const rect = (/** @type {Span} */ s) => ({ x: x(turned ? s.to : s.from), width: `${at(s.to) - at(s.from)}%` });
  return html`<div class="band" data-test="time-band">
    <${Axis} zone=${0} ticks=${ticks} step=${step} at=${at} />
    <div class="band-who">${sides.map((s) => html`<span key=${s.partner}><${PartnerMark} code=${s.partner} /></span>`)}</div>
    <svg class="band-plot" role="img" aria-label=${t(...sentence(sides))} focusable="false">
      ${ticks.map((ms) => html`<line key=${ms} class="band-tick" x1=${x(ms)} x2=${x(ms)} y1="0" y2="100%" />`)}
      ${shared && shared.to > shared.from && html`<rect class="band-shared" ...${rect(shared)} y="0" height="100%" />`}
      ${spans.map((s, i) => (s
        ? html`<g key=${i} class=${slotClass(sides[i].partner)}><rect class="band-bar" ...${rect(s)} y=${i * 32 + 8} height="16" rx="2" />${at(s.to) - at(s.from) < 1.5 && html`<circle class="band-bar" cx=${x((s.from + s.to) / 2)} cy=${i * 32 + 16} r="7" />`}</g>`
        : html`<line key=${i} class="band-none" x1="0" x2="100%" y1=${i * 32 + 16} y2=${i * 32 + 16} />`))}
    </svg>
    ${offsets.map((zone) => html`<${Axis} key=${zone} zone=${zone} ticks=${ticks} step=${step} at=${at} />`)}
  </div>`;
}

/** The marks of one clock; the date where a day begins. @param {{zone: number, ticks: number[], step: number, at: (ms: number) => number}} props */
function Axis({ zone, ticks, step, at }) {
  const days = format({ day: "numeric", month: "short", ...(step > 60 * day ? { year: "numeric" } : {}) });
  const dateOf = (/** @type {number} */ ms) => days.format(ms + zone * minute);
  const clock = (/** @type {number} */ ms) => new Date(ms + zone * minute).toISOString().slice(11, 16);
  return html`<span class="band-zone"><bdi dir="ltr">${offsetText(zone)}</bdi></span>
    <div class="band-axis" aria-hidden="true">${ticks.map((ms, i) => html`<span key=${ms} style=${{ "inset-inline-start": `${at(ms)}%` }}>
      ${step < day && html`<bdi class="code">${clock(ms)}</bdi>`}${(step >= day || i === 0 || dateOf(ms) !== dateOf(ticks[i - 1])) && html`<bdi class="band-date">${dateOf(ms)}</bdi>`}</span>`)}</div>`;
}
