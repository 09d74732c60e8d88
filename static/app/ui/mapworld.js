// World boundaries as tiles: outlines are cut to each tile once, from the piece its
// parent already holds, and painted to a canvas. Without this a zoom step paints
// the whole world again, which took five times as long on a slow processor.
//
// Coordinates are Web Mercator with the world from 0 to 1, x east and y south.

/** @typedef {{land: Float64Array[], coast: Float64Array[], border: Float64Array[], disputed: Float64Array[]}} Shapes flat lists x, y, x, y … */
/** @typedef {{code: string, x: number, y: number, width: number}} Name where the name of a country may stand and how wide its largest part is */
/** @typedef {{step: number[], origin: number[], arcs: number[][], countries: [string, number[][][]][]}} Data see geo/make.mjs */

const steep = 85.0511; // where Web Mercator ends

export const mercatorX = (/** @type {number} */ lon) => lon / 360 + 0.5;
export function mercatorY(/** @type {number} */ lat) {
  const s = Math.sin((Math.max(-steep, Math.min(steep, lat)) * Math.PI) / 180);
  return 0.5 - (0.25 * Math.log((1 + s) / (1 - s))) / Math.PI;
}

/** @param {Data} data @returns {{shapes: Shapes, names: Name[]}} */
export function decode({ step, origin, arcs, countries }) {
  const lines = arcs.map((arc) => {
    const line = new Float64Array(arc.length);
    for (let i = 0, x = 0, y = 0; i < arc.length; i += 2) {
      line[i] = mercatorX((x += arc[i]) * step[0] + origin[0]);
      line[i + 1] = mercatorY((y += arc[i + 1]) * step[1] + origin[1]);
    }
    return line;
  });
  const users = lines.map(() => /** @type {string[]} */ ([]));
  /** @type {Shapes} */
  const shapes = { land: [], coast: [], border: [], disputed: [] };
  /** @type {Name[]} */
  const names = [];
  for (const [code, polygons] of countries) {
    /** @type {Float64Array|null} */
    let largest = null;
    for (const rings of polygons) {
      for (const ring of rings) for (const a of ring) users[a < 0 ? ~a : a].push(code);
      const outlines = rings.map((ring) => around(unrolled(join(ring, lines))));
      shapes.land.push(...outlines.flatMap(copies));
      if (!largest || Math.abs(area(outlines[0])) > Math.abs(area(largest))) largest = outlines[0];
    }
    if (code && largest) names.push({ code, ...middle(largest) });
  }
  lines.forEach((line, i) => {
    const kind = users[i].length < 2 ? shapes.coast : users[i].includes("") ? shapes.disputed : shapes.border;
    kind.push(...copies(unrolled(line)));
  });
  return { shapes, names };
}

/** A ring of arcs as one line; ~i is arc i backwards. @param {number[]} ring @param {Float64Array[]} lines */
function join(ring, lines) {
  /** @type {number[]} */
  const out = [];
  for (const a of ring) {
    const line = lines[a < 0 ? ~a : a];
    for (let i = 0; i < line.length; i += 2) {
      const at = a < 0 ? line.length - 2 - i : i;
      if (i > 0 || out.length === 0) out.push(line[at], line[at + 1]);
    }
  }
  return Float64Array.from(out);
}

/** Across the date line x jumps from one edge of the world to the other; a line that goes on past the edge does not. @param {Float64Array} line */
function unrolled(line) {
  let turn = 0;
  const out = line.slice();
  for (let i = 2; i < line.length; i += 2) {
    const step = line[i] - line[i - 2];
    if (Math.abs(step) > 0.5) turn -= Math.sign(step);
    out[i] += turn;
  }
  return out;
}

/** An outline around a pole ends a world further on; it is closed below the map. @param {Float64Array} ring */
function around(ring) {
  const [start, end] = [ring[0], ring[ring.length - 2]];
  return Math.abs(end - start) < 0.5 ? ring : Float64Array.of(...ring, end, 1.01, start, 1.01);
}

/** What goes past an edge of the world appears at the other. @param {Float64Array} line */
function copies(line) {
  let [west, east] = [Infinity, -Infinity];
  for (let i = 0; i < line.length; i += 2) [west, east] = [Math.min(west, line[i]), Math.max(east, line[i])];
  const shifted = (/** @type {number} */ by) => line.map((v, i) => (i % 2 ? v : v + by));
  return [line, ...(east > 1 ? [shifted(-1)] : []), ...(west < 0 ? [shifted(1)] : [])];
}

/** Twice the area of a ring, signed. @param {Float64Array} ring */
function area(ring) {
  let sum = 0;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) sum += (ring[j] - ring[i]) * (ring[j + 1] + ring[i + 1]);
  return sum;
}

/** Centroid and width of a ring. @param {Float64Array} ring */
function middle(ring) {
  let [x, y, sum, west, east] = [0, 0, 0, Infinity, -Infinity];
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const f = ring[j] * ring[i + 1] - ring[i] * ring[j + 1];
    x += (ring[j] + ring[i]) * f;
    y += (ring[j + 1] + ring[i + 1]) * f;
    sum += f * 3;
    west = Math.min(west, ring[i]);
    east = Math.max(east, ring[i]);
  }
  return { x: (((x / sum) % 1) + 1) % 1, y: y / sum, width: east - west };
}

/** How far beyond its edge a tile is cut, so that no stroke ends within it. */
const margin = 1 / 32;

/** Hands out the shapes of a tile. @param {Shapes} world */
export function tiles(world) {
  const kept = new Map([["0/0/0", world]]);
  /** @param {number} z @param {number} x @param {number} y @returns {Shapes} */
  return function cut(z, x, y) {
    const key = `${z}/${x}/${y}`;
    let shapes = kept.get(key);
    if (shapes) return shapes;
    const from = cut(z - 1, x >> 1, y >> 1);
    const size = 1 / 2 ** z;
    const box = [(x - margin) * size, (y - margin) * size, (x + 1 + margin) * size, (y + 1 + margin) * size];
    shapes = {
      land: from.land.map((r) => clipRing(r, box)).filter((r) => r.length >= 6),
      coast: from.coast.flatMap((l) => clipLine(l, box)),
      border: from.border.flatMap((l) => clipLine(l, box)),
      disputed: from.disputed.flatMap((l) => clipLine(l, box)),
    };
    if (kept.size > 800) for (const old of [...kept.keys()].slice(1, 400)) kept.delete(old);
    kept.set(key, shapes);
    return shapes;
  };
}

/** Sutherland and Hodgman: against one edge after the other. @param {Float64Array} ring @param {number[]} box */
function clipRing(ring, box) {
  for (let edge = 0; edge < 4 && ring.length; edge++) {
    const axis = edge % 2;
    const limit = box[edge];
    const inside = (/** @type {number} */ v) => (edge < 2 ? v >= limit : v <= limit);
    /** @type {number[]} */
    const out = [];
    let kept = true;
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const [from, to] = [ring[j + axis], ring[i + axis]];
      if (inside(from) !== inside(to)) {
        const part = (limit - from) / (to - from);
        const across = ring[j + 1 - axis] + part * (ring[i + 1 - axis] - ring[j + 1 - axis]);
        axis === 0 ? out.push(limit, across) : out.push(across, limit);
        kept = false;
      }
      if (inside(to)) out.push(ring[i], ring[i + 1]);
      else kept = false;
    }
    if (!kept) ring = Float64Array.from(out);
  }
  return ring;
}

/** The stretches of a line that touch a box; the canvas does the fine cutting. @param {Float64Array} line @param {number[]} box */
function clipLine(line, [west, north, east, south]) {
  const parts = [];
  let start = -1;
  for (let i = 2; i <= line.length; i += 2) {
    const touches = i < line.length && Math.max(line[i - 2], line[i]) >= west && Math.min(line[i - 2], line[i]) <= east && Math.max(line[i - 1], line[i + 1]) >= north && Math.min(line[i - 1], line[i + 1]) <= south;
    if (touches && start < 0) start = i - 2;
    if (!touches && start >= 0) {
      parts.push(start === 0 && i === line.length ? line : line.slice(start, i));
      start = -1;
    }
  }
  return parts;
}

/** @typedef {{sea: string, land: string, line: string, grid: string}} Colours */

/**
 * Paints a tile.
 * @param {CanvasRenderingContext2D} g already scaled to size × size
 * @param {Shapes} shapes @param {{x: number, y: number, z: number}} at @param {number} size @param {Colours} colours
 */
export function paint(g, shapes, { x, y, z }, size, colours) {
  const scale = size * 2 ** z;
  const draw = (/** @type {Float64Array[]} */ lines, /** @type {boolean} */ closed) => {
    g.beginPath();
    for (const line of lines) {
      let [px, py] = [NaN, NaN];
      for (let i = 0; i < line.length; i += 2) {
        const cx = line[i] * scale - x * size;
        const cy = line[i + 1] * scale - y * size;
        if (Math.abs(cx - px) + Math.abs(cy - py) < 0.5 && i < line.length - 2) continue; // nothing to see
        i === 0 ? g.moveTo(cx, cy) : g.lineTo(cx, cy);
        [px, py] = [cx, cy];
      }
      if (closed) g.closePath();
    }
  };
  g.fillStyle = colours.sea;
  g.fillRect(0, 0, size, size);
  draw(shapes.land, true);
  g.fillStyle = colours.land;
  g.fill("evenodd");
  graticule(g, { x, y, z }, size, colours.grid);
  g.lineJoin = "round";
  g.strokeStyle = colours.line;
  g.lineWidth = 1;
  draw(shapes.coast, false);
  g.stroke();
  draw(shapes.border, false);
  g.stroke();
  g.setLineDash([4, 3]);
  draw(shapes.disputed, false);
  g.stroke();
  g.setLineDash([]);
}

const gridSteps = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30];

/** Degrees between the lines of the grid, which keep a hundred pixels apart. @param {number} zoom */
export const gridStep = (zoom) => gridSteps.find((s) => (s / 360) * 256 * 2 ** zoom > 100) ?? 45;

/**
 * Lines of latitude and longitude: where there is only sea or only land they are
 * what tells one place from another.
 * @param {CanvasRenderingContext2D} g @param {{x: number, y: number, z: number}} at @param {number} size @param {string} colour
 */
function graticule(g, { x, y, z }, size, colour) {
  const n = 2 ** z;
  const step = gridStep(z);
  const latitude = (/** @type {number} */ v) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * v) / n))) * 180) / Math.PI;
  const crisp = (/** @type {number} */ v) => Math.round(v) + 0.5;
  g.beginPath();
  for (let lon = Math.ceil(((x / n) * 360 - 180) / step) * step; lon <= ((x + 1) / n) * 360 - 180; lon += step) {
    const px = crisp((mercatorX(lon) * n - x) * size);
    g.moveTo(px, 0);
    g.lineTo(px, size);
  }
  for (let lat = Math.ceil(latitude(y + 1) / step) * step; lat <= latitude(y); lat += step) {
    const py = crisp((mercatorY(lat) * n - y) * size);
    g.moveTo(0, py);
    g.lineTo(size, py);
  }
  g.strokeStyle = colour;
  g.lineWidth = 1;
  g.stroke();
}
