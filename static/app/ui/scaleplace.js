// Two or more places drawn to one scale: each point with its precision as a circle,
// the line between them, and a bar that says how long a stretch is. Beside it the
// distance and the bearing in words; the drawing adds nothing that is not said.

import { html, cx } from "./html.js";
import sprite from "../../icons.svg";
import { slotClass } from "./partner.js";
import { Say, distanceText } from "./values.js";
import { direction, distance, pointOf } from "../geodesy.js";
import { t } from "../i18n.js";
import { partner, partnerName } from "../store.js";

/** @typedef {{partner: string, place: any}} Spot */

const width = 250;
const height = 120;
/** Room for the shape of a partner, in units of the drawing. */
const air = 16;

/** Nearer than this two points are one, in metres. */
const samePoint = 1;

/** Metres east and north of the first place: near enough to the truth over a few kilometres. @param {any} p @param {any} o */
const offset = (p, o) => ({ x: (p.lon - o.lon) * 111_320 * Math.cos((o.lat * Math.PI) / 180), y: (p.lat - o.lat) * 111_320, r: p.radius_m ?? 0 });

/** The longest round stretch that takes a third of the drawing. @param {number} metres */
function round(metres) {
  const unit = 10 ** Math.floor(Math.log10(metres));
  return [5, 2, 1].map((n) => n * unit).find((n) => n <= metres) ?? unit;
}

/** @param {{spots: Spot[]}} props those that give a point; fewer than two draw nothing */
export function PlaceFigure({ spots }) {
  const placed = spots.filter((s) => pointOf(s.place));
  if (placed.length < 2) return null;
  const at = placed.map((s) => offset(s.place, placed[0].place));
  const [left, right] = [Math.min(...at.map((p) => p.x - p.r)), Math.max(...at.map((p) => p.x + p.r))];
  const [low, high] = [Math.min(...at.map((p) => p.y - p.r)), Math.max(...at.map((p) => p.y + p.r))];
  const scale = Math.min((width - 2 * air) / Math.max(1, right - left), (height - 2 * air) / Math.max(1, high - low));
  const x = (/** @type {number} */ m) => width / 2 + (m - (left + right) / 2) * scale;
  const y = (/** @type {number} */ m) => height / 2 - (m - (low + high) / 2) * scale;
  const bar = round(width / 3 / scale);
  return html`<div class="place-figure" data-test="place-figure">
    <svg viewBox=${`0 0 ${width} ${height}`} role="img" aria-label=${t("figure.place")} focusable="false" dir="ltr">
      ${at.map((p, i) => p.r > 0 && html`<circle key=${`r${i}`} class=${cx(slotClass(placed[i].partner), "figure-disc")} cx=${x(p.x)} cy=${y(p.y)} r=${Math.max(2, p.r * scale)} />`)}
      ${at.slice(1).map((p, i) => html`<line key=${`l${i}`} class="figure-line" x1=${x(at[0].x)} y1=${y(at[0].y)} x2=${x(p.x)} y2=${y(p.y)} />`)}
      ${at.map((p, i) => html`<g key=${`p${i}`} class=${cx(slotClass(placed[i].partner), "figure-mark")}><use href=${`${sprite}#shape-${partner(placed[i].partner).slot || "E"}`} x=${x(p.x) - 7} y=${y(p.y) - 7} width="14" height="14" /></g>`)}
    </svg>
    <p class="figure-scale" dir="ltr"><span class="figure-bar" style=${{ "inline-size": `${((bar * scale) / width) * 100}%` }}></span><bdi>${distanceText(bar)}</bdi></p>
    ${placed.length === 2 && html`<p class="cmp-why" data-test="place-words"><${Between} a=${placed[0]} b=${placed[1]} /></p>`}
  </div>`;
}

/** How far apart and which way, in a sentence. @param {{a: Spot, b: Spot}} props */
function Between({ a, b }) {
  const [from, to] = [pointOf(a.place), pointOf(b.place)];
  if (!from || !to) return null;
  const far = distance(from, to);
  if (far < samePoint) return html`${t("match.place.same")}`;
  return html`<${Say} k="match.place.apart" distance=${distanceText(far)} who=${partnerName(b.partner)} direction=${t(`direction.${direction(from, to)}`)} other=${partnerName(a.partner)} />`;
}
