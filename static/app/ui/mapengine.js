// The map itself, behind one function. With its neighbours mapground, maplayer and
// mapoverlay it is all that knows Leaflet. It is fetched when somebody looks at the map, and imports nothing that the rest of the
// interface uses, so that it stays one file of its own. Words, colours of partners
// and what a press means are given to it.

import { Canvas, Control, LatLngBounds, LayerGroup, Map as LeafletMap } from "leaflet";
import { Names, World } from "./mapground.js";
import { Marks, deepest } from "./maplayer.js";
import { between, drafting, precision, shapesOf } from "./mapoverlay.js";

export { createPairMap } from "./mappair.js";

/** From which zoom on the precision of a place is drawn. */
const circlesFrom = 9;

/**
 * @typedef {object} Options
 * @property {HTMLElement} element
 * @property {string} language for the names of countries
 * @property {string} label what the map is called
 * @property {(partner: string) => string} slotOf
 * @property {(n: number) => string} format a count, short
 * @property {(mark: import("./mapgroup.js").Mark, closest: boolean) => string} name a mark in words; closest where looking closer cannot take it apart
 * @property {(bbox: string, zoom: number, ours: boolean) => void} onFrame ours where the program moved the map and nobody else
 * @property {(incident: string, turn?: {at: number, of: number, title: string}) => void} onPick turn where it is one of several in one place
 * @property {(n: number) => void} onCorners how many corners of an area have been set; -1 after it is given up
 * @property {(polygon: string) => void} onArea
 */

/** @param {Options} o */
export function createMap(o) {
  const map = new LeafletMap(o.element, {
    attributionControl: false, zoomControl: false, keyboard: false, preferCanvas: true, worldCopyJump: true, minZoom: 1, maxZoom: deepest,
    zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches, fadeAnimation: false, maxBounds: [[-86, -100000], [86, 100000]], maxBoundsViscosity: 1,
    renderer: new Canvas({ padding: 0.3 }),
  });
  new Control.Scale({ imperial: false, maxWidth: 110, position: "bottomright" }).addTo(map);
  const world = new World().addTo(map);
  const names = new Names(o.language, () => world.names);
  world.onReady = () => names.draw();
  const under = new LayerGroup().addTo(map); // circles, lines between places, shapes
  const area = new LayerGroup().addTo(map); // the area that is filtered by or being drawn
  const marks = new Marks(map, o);
  const draft = drafting(map, area, o);
  /** The frame that was asked for, until somebody moves the map. @type {number[]|null} */
  let wanted = null;
  let ours = false; // while the program moves the map and nobody else

  map.on("moveend", () => {
    if (!ours) wanted = null;
    const shown = frameOf(map);
    o.onFrame(wanted && near(shown.split(",").map(Number), wanted) ? wanted.join() : shown, map.getZoom(), ours);
  });
  function fit() {
    if (!wanted) return;
    const [w, s, e, n] = wanted;
    const east = e < w ? e + 360 : e;
    const edge = [(east - w) * 0.02, (n - s) * 0.02]; // so that a frame of this map's own fits at its own zoom
    map.fitBounds(new LatLngBounds([s + edge[1], w + edge[0]], [n - edge[1], east - edge[0]]), { maxZoom: deepest, animate: false });
  }
  o.element.addEventListener("keydown", (e) => keyboard(map, draft, e));

  function redraw() {
    under.clearLayers();
    marks.draw(state.data, state.selected);
    if (map.getZoom() >= circlesFrom) for (const p of marks.single()) precision(under, p, o.slotOf, style);
    for (const p of marks.single()) between(under, p, map, o.slotOf, style);
    shapesOf(under, state.shapes, o.slotOf, style);
  }
  const style = (/** @type {string} */ name) => getComputedStyle(o.element).getPropertyValue(name).trim();
  /** @type {{data: any, selected: string, shapes: any[], corners: string}} */
  const state = { data: null, selected: "", shapes: [], corners: "" };

  return {
    /** Shows a frame, west,south,east,north, and keeps to it while the map's box changes. @param {number[]} bbox */
    frame(bbox) {
      wanted = bbox;
      ours = true;
      fit();
      ours = false;
      names.show(map);
    },
    /** What GET /incidents/map answered. @param {any} data */
    show(data) {
      state.data = data;
      redraw();
    },
    /** @param {string} id @param {any[]} shapes GeoJSON of its places */
    select(id, shapes) {
      state.selected = id;
      state.shapes = shapes;
      redraw();
    },
    /** The area that is filtered by. @param {string} polygon lon lat,lon lat,… */
    area(polygon) {
      state.corners = polygon;
      if (!draft.active()) draft.shown(polygon);
    },
    draw: () => draft.start(),
    finish: () => draft.finish(),
    stop: () => (draft.stop(), draft.shown(state.corners)),
    zoom: (/** @type {number} */ by) => map.setZoom(map.getZoom() + by),
    bbox: () => frameOf(map),
    level: () => map.getZoom(),
    /** After a change of theme, language or size. */
    refresh() {
      const before = map.getSize();
      ours = true;
      map.invalidateSize({ animate: false }); // the middle stays where it is
      if (!map.getSize().equals(before)) fit(); // but what was asked for is shown in a box of any size
      ours = false;
      world.redraw();
      names.draw();
      redraw();
    },
    remove: () => map.remove(),
  };
}

/** Whether two frames are the same but for less than a hundredth on each side. @param {number[]} a @param {number[]} b */
function near(a, b) {
  const span = [b[2] - b[0] + (b[2] < b[0] ? 360 : 0), b[3] - b[1]];
  return a.every((v, i) => Math.abs(v - b[i]) <= span[i % 2] / 100);
}

/** The visible part of the world as the API takes it. @param {LeafletMap} map */
function frameOf(map) {
  const b = map.getBounds();
  const digits = map.getZoom() > 10 ? 5 : 3;
  const wrap = (/** @type {number} */ lon) => ((((lon + 180) % 360) + 360) % 360) - 180;
  const whole = b.getEast() - b.getWest() >= 360;
  const lat = (/** @type {number} */ v) => Math.max(-90, Math.min(90, v > 85 ? 90 : v < -85 ? -90 : v)).toFixed(digits);
  return [whole ? -180 : wrap(b.getWest()).toFixed(digits), lat(b.getSouth()), whole ? 180 : wrap(b.getEast()).toFixed(digits), lat(b.getNorth())].map(Number).join();
}

/** Arrows move, plus and minus zoom, wherever in the map the focus is. @param {LeafletMap} map @param {any} draft @param {KeyboardEvent} e */
function keyboard(map, draft, e) {
  if (e.altKey || e.ctrlKey || e.metaKey) return;
  if (draft.active() && { Enter: () => draft.finish(), Escape: () => draft.stop(), Backspace: () => draft.back() }[e.key]?.() !== undefined) return e.preventDefault();
  const step = e.shiftKey ? 240 : 80;
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => map.panBy([-step, 0]), ArrowRight: () => map.panBy([step, 0]), ArrowUp: () => map.panBy([0, -step]), ArrowDown: () => map.panBy([0, step]),
    "+": () => map.zoomIn(), "=": () => map.zoomIn(), "-": () => map.zoomOut(), _: () => map.zoomOut(),
  };
  if (!keys[e.key]) return;
  e.preventDefault();
  e.stopPropagation();
  keys[e.key]();
}
