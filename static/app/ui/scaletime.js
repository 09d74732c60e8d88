// Windows of time of several partners on one band, with what lies between them or
// what they share. Time runs the way one reads.

import { html, cx } from "./html.js";
import { PartnerMark, slotClass } from "./partner.js";
import { format } from "./when.js";
import { Say } from "./values.js";
import { t } from "../i18n.js";
import { partnerName } from "../store.js";

/** @typedef {{partner: string, when: any}} Moment */

const minute = 60_000;

/** @param {Moment} m */
const span = ({ when }) => (when?.earliest ? { from: Date.parse(when.earliest), to: Date.parse(when.latest ?? when.earliest) } : null);

/** In minutes below two hours, in hours below two days, else in days. @param {number} ms */
const length = (ms) => (ms < 120 * minute ? t("match.span.minutes", { n: Math.max(1, Math.round(ms / minute)) }) : ms < 2880 * minute ? t("match.span.hours", { n: Math.round(ms / (60 * minute)) }) : t("match.span.days", { n: Math.round(ms / (1440 * minute)) }));

/** @param {{moments: Moment[]}} props fewer than two windows, or the same one, draw nothing */
export function TimeFigure({ moments }) {
  const known = moments.map((m) => ({ ...m, span: span(m) })).filter((m) => m.span);
  if (known.length < 2) return null;
  const spans = known.map((m) => /** @type {{from: number, to: number}} */ (m.span));
  const [low, high] = [Math.min(...spans.map((s) => s.from)), Math.max(...spans.map((s) => s.to))];
  if (high - low < 2 * minute) return null; // the words say all
  const at = (/** @type {number} */ ms) => ((ms - low) / (high - low)) * 100;
  const [inner, outer] = [Math.max(...spans.map((s) => s.from)), Math.min(...spans.map((s) => s.to))];
  const apart = inner - outer; // above 0 it lies between the windows, below it is shared
  const place = (/** @type {number} */ from, /** @type {number} */ to) => ({ "inset-inline-start": `${at(from)}%`, "inline-size": `${at(to) - at(from)}%` });
  const ends = format({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return html`<div class="time-figure" data-test="time-figure">
    <div class="time-band" role="img" aria-label=${t("figure.time")}>
      ${known.length === 2 && html`<span class=${apart > 0 ? "time-between" : "time-shared"} style=${apart > 0 ? place(outer, inner) : place(inner, outer)}></span>`}
      ${known.map((m, i) => html`<span key=${m.partner + i} class="time-lane"><span class=${cx(slotClass(m.partner), "time-bar", at(spans[i].to) - at(spans[i].from) < 2 && "time-point")} style=${place(spans[i].from, spans[i].to)}></span></span>`)}
    </div>
    <p class="scale-ends"><bdi>${ends.format(low)}</bdi><bdi>${t("scale.utc", { time: ends.format(high) })}</bdi></p>
    <p class="figure-key">${known.map((m) => html`<${PartnerMark} key=${m.partner} code=${m.partner} /> `)}</p>
    ${known.length === 2 && html`<p class="cmp-why" data-test="time-words">${apart > minute
      ? html`<${Say} k="match.time.between" length=${length(apart)} />`
      : within(spans[0], spans[1]) ? html`<${Say} k="match.time.within" who=${partnerName(known[0].partner)} other=${partnerName(known[1].partner)} />`
        : within(spans[1], spans[0]) ? html`<${Say} k="match.time.within" who=${partnerName(known[1].partner)} other=${partnerName(known[0].partner)} />`
          : html`<${Say} k="match.time.shared" length=${length(Math.max(minute, -apart))} />`}</p>`}
  </div>`;
}

/** @param {{from: number, to: number}} a @param {{from: number, to: number}} b */
const within = (a, b) => a.from >= b.from && a.to <= b.to;
