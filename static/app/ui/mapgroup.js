// Which marks stand together as one, so that each can be pressed and none hides
// another. Pure functions of positions on the screen.

/** How near two marks may be, in pixels: 84 passes the check of target sizes, 46 did not. */
const radius = 84;
/** The largest mark, in pixels. */
export const largest = 52;

/**
 * What is to be drawn: an incident, or several as one.
 * @typedef {object} Mark
 * @property {string} key
 * @property {number} x in pixels of the world at this zoom
 * @property {number} y
 * @property {number} count incidents
 * @property {Record<string, number>} partners how many of them each partner has recorded
 * @property {any} [point] the incident, where it is one
 * @property {any[]} [points] the incidents, where they are several and each is known
 * @property {number[]} [bbox] west, south, east, north of what stands together
 */

/**
 * @param {Mark[]} items sorted in a way that does not depend on the frame, so that panning regroups little
 * @param {number} [within] @returns {Mark[]}
 */
export function group(items, within = radius) {
  const cells = new Map();
  const key = (/** @type {number} */ x, /** @type {number} */ y) => x * 1e7 + y;
  for (const item of items) {
    const at = key(Math.floor(item.x / within), Math.floor(item.y / within));
    const cell = cells.get(at);
    cell ? cell.push(item) : cells.set(at, [item]);
  }
  const taken = new Set();
  const marks = [];
  for (const seed of items) {
    if (taken.has(seed)) continue;
    const near = [];
    const [cx, cy] = [Math.floor(seed.x / within), Math.floor(seed.y / within)];
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        for (const other of cells.get(key(cx + dx, cy + dy)) ?? []) {
          if (!taken.has(other) && Math.hypot(other.x - seed.x, other.y - seed.y) < within) near.push(other);
        }
      }
    }
    for (const n of near) taken.add(n);
    marks.push(near.length === 1 ? seed : together(seed, near));
  }
  return apart(marks);
}

/** @param {Mark} seed @param {Mark[]} items @returns {Mark} */
function together(seed, items) {
  const sum = { x: 0, y: 0, count: 0 };
  /** @type {Record<string, number>} */
  const partners = {};
  const bbox = [Infinity, Infinity, -Infinity, -Infinity];
  for (const i of items) {
    sum.x += i.x * i.count;
    sum.y += i.y * i.count;
    sum.count += i.count;
    for (const [p, n] of Object.entries(i.partners)) partners[p] = (partners[p] ?? 0) + n;
    const [w, s, e, n] = i.bbox ?? [];
    bbox[0] = Math.min(bbox[0], w);
    bbox[1] = Math.min(bbox[1], s);
    bbox[2] = Math.max(bbox[2], e);
    bbox[3] = Math.max(bbox[3], n);
  }
  const points = items.every((i) => i.point) ? items.map((i) => i.point) : undefined;
  return { key: `+${seed.key}`, x: sum.x / sum.count, y: sum.y / sum.count, count: sum.count, partners, points, bbox };
}

/** Pushes marks apart that still touch, a little at a time. @param {Mark[]} marks */
function apart(marks) {
  const gap = largest + 4;
  for (let round = 0; round < 4; round++) {
    let moved = false;
    for (let i = 0; i < marks.length; i++) {
      for (let j = i + 1; j < marks.length; j++) {
        const [a, b] = [marks[i], marks[j]];
        const [dx, dy] = [b.x - a.x, b.y - a.y];
        const d = Math.hypot(dx, dy);
        if (d >= gap) continue;
        const push = (gap - d) / 2;
        const [ux, uy] = d > 0.01 ? [dx / d, dy / d] : [1, 0];
        marks[i] = { ...a, x: a.x - ux * push, y: a.y - uy * push };
        marks[j] = { ...b, x: b.x + ux * push, y: b.y + uy * push };
        moved = true;
      }
    }
    if (!moved) break;
  }
  return marks;
}

/** Diameter of a mark of n incidents. @param {number} n */
export const diameter = (n) => Math.min(largest, Math.round(32 + 5 * Math.log10(Math.max(1, n)) * 2));
