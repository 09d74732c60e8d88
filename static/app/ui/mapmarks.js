// The drawing of one mark: a ring with a number for several incidents, the shape of
// a partner for one, both shapes where both have recorded it.

import { diameter } from "./mapgroup.js";

const space = "http://www.w3.org/2000/svg";

/** @param {string} name @param {Record<string, string|number>} attributes @param {Node[]} [inside] */
function svg(name, attributes, inside = []) {
  const el = document.createElementNS(space, name);
  for (const [k, v] of Object.entries(attributes)) el.setAttribute(k, String(v));
  el.append(...inside);
  return el;
}

/** Shapes of the slots in a square of 20, as in icons.svg. @type {Record<string, [string, Record<string, string|number>]>} */
const shapes = {
  A: ["circle", { cx: 10, cy: 10, r: 7.5 }],
  B: ["path", { d: "M3.5 3.5h13v13h-13z" }],
  C: ["path", { d: "M10 2 18.500 17H1.500z" }],
  D: ["path", { d: "m10 1.200 8.800 8.800-8.800 8.800L1.200 10z" }],
  E: ["path", { d: "m10 1.800 7.300 4.100v8.200L10 18.200l-7.300-4.100V5.900z" }],
};

/** @typedef {{slotOf: (partner: string) => string, format: (n: number) => string}} Words */

/** @param {import("./mapgroup.js").Mark} mark @param {Words} words */
export const drawing = (mark, words) => (mark.point ? single(Object.keys(mark.partners), words) : ring(mark, words));

/** One incident: the shapes of those who recorded it, side by side. @param {string[]} partners @param {Words} words */
function single(partners, { slotOf }) {
  const shown = partners.slice(0, 3);
  const width = 20 + 12 * (shown.length - 1);
  const g = shown.map((p, i) => {
    const [name, attributes] = shapes[slotOf(p)] ?? shapes.E;
    return svg("g", { class: `slot-${slotOf(p)}`, transform: `translate(${i * 12} 0)` }, [svg(name, { ...attributes, class: "mark-shape" })]);
  });
  return svg("svg", { class: "mark-single", width, height: 20, viewBox: `-1 -1 ${width + 2} 22`, "aria-hidden": "true" }, g);
}

/** Several: a ring split by who recorded how many, the number in the middle. @param {import("./mapgroup.js").Mark} mark @param {Words} words */
function ring({ count, partners }, { slotOf, format }) {
  const size = diameter(count);
  const r = size / 2 - 4;
  const all = Object.entries(partners).sort(([a], [b]) => slotOf(a).localeCompare(slotOf(b)));
  const sum = all.reduce((s, [, n]) => s + n, 0) || 1;
  const around = 2 * Math.PI * r;
  const gap = all.length > 1 ? 3 : 0;
  let from = 0;
  const arcs = all.map(([p, n]) => {
    const part = (n / sum) * around;
    const arc = svg("circle", {
      class: `mark-arc slot-${slotOf(p)}`, cx: size / 2, cy: size / 2, r, "stroke-dasharray": `${Math.max(1, part - gap)} ${around}`,
      "stroke-dashoffset": -from, transform: `rotate(-90 ${size / 2} ${size / 2})`,
    });
    from += part;
    return arc;
  });
  const text = svg("text", { class: "mark-count", x: size / 2, y: size / 2, dy: ".36em" });
  text.textContent = format(count);
  return svg("svg", { class: "mark-ring", width: size, height: size, viewBox: `0 0 ${size} ${size}`, "aria-hidden": "true" }, [
    svg("circle", { class: "mark-face", cx: size / 2, cy: size / 2, r: size / 2 - 1 }), ...arcs, text,
  ]);
}
