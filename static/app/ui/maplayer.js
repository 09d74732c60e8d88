// The marks of the map as elements that can be focused and pressed: clusters, and
// incidents that stand alone.

import { DivIcon, LatLng, LatLngBounds, Marker, Point } from "leaflet";
import { mercatorX, mercatorY } from "./mapworld.js";
import { diameter, group } from "./mapgroup.js";
import { drawing } from "./mapmarks.js";

/** The closest one can look. */
export const deepest = 16;

/** Clusters and incidents, as elements that can be focused and pressed. */
export class Marks {
  /** @param {import("leaflet").Map} map @param {import("./mapengine.js").Options} o */
  constructor(map, o) {
    this.map = map;
    this.o = o;
    /** @type {Map<string, {marker: Marker, mark: import("./mapgroup.js").Mark, face: string}>} */
    this.shown = new Map();
    this.selected = "";
    /** Where focus was when its mark was taken away. @type {Point|null} */
    this.lost = null;
  }

  /** @param {any} data @param {string} selected */
  draw(data, selected) {
    const { map, o } = this;
    this.selected = selected;
    const next = data ? arrange(data, map) : [];
    const keys = new Set(next.map((m) => m.key));
    const pane = map.getPane("markerPane");
    for (const [key, { marker }] of this.shown) {
      if (keys.has(key)) continue;
      const el = marker.getElement();
      if (el && el === document.activeElement) this.lost = map.latLngToContainerPoint(marker.getLatLng());
      marker.remove();
      this.shown.delete(key);
    }
    for (const mark of next) {
      const at = map.unproject([mark.x, mark.y]);
      const face = JSON.stringify([mark.count, mark.partners]);
      const before = this.shown.get(mark.key);
      if (before && before.face === face) {
        before.marker.setLatLng(at);
        before.mark = mark;
      } else {
        const focused = before?.marker.getElement() === document.activeElement;
        before?.marker.remove();
        const marker = this.make(mark, at);
        this.shown.set(mark.key, { marker, mark, face });
        if (focused) marker.getElement()?.focus({ preventScroll: true });
      }
      const el = this.shown.get(mark.key)?.marker.getElement();
      if (!el) continue;
      const closest = !!mark.points && map.getZoom() >= deepest;
      const on = !!selected && (mark.point ? [mark.point] : closest ? mark.points ?? [] : []).some((p) => p.incident === selected);
      el.setAttribute("aria-label", o.name(mark, closest));
      el.classList.toggle("on", on);
      if (mark.point || closest) el.setAttribute("aria-pressed", String(on));
      else el.removeAttribute("aria-pressed");
    }
    // Tab walks them as one reads: rows from above, each from the west.
    const order = [...this.shown.values()].sort((a, b) => Math.round(a.mark.y / 60) - Math.round(b.mark.y / 60) || a.mark.x - b.mark.x);
    const elements = order.map((s) => s.marker.getElement());
    elements.forEach((el, i) => el && pane && pane.children[i] !== el && moveTo(pane, el, i));
    this.rescue();
  }

  /** @param {import("./mapgroup.js").Mark} mark @param {LatLng} at */
  make(mark, at) {
    const { map, o } = this;
    const size = mark.point ? 36 : diameter(mark.count);
    const face = document.createElement("span");
    face.className = "mark-box";
    face.append(drawing(mark, o));
    const marker = new Marker(at, {
      icon: new DivIcon({ html: face, className: `mark ${mark.point ? "mark-one" : "mark-many"}`, iconSize: new Point(size, size) }),
      keyboard: false, riseOnHover: true,
    });
    const go = () => this.press(mark.key);
    marker.on("click", go).addTo(map);
    const el = marker.getElement();
    if (el) {
      el.tabIndex = 0;
      el.setAttribute("role", "button");
      el.dataset.test = mark.point ? "map-point" : "map-cluster";
      if (mark.point) el.dataset.incident = mark.point.incident;
      else el.dataset.count = String(mark.count);
      el.addEventListener("keydown", (e) => (e.key === "Enter" || e.key === " ") && (e.preventDefault(), e.stopPropagation(), go()));
      el.addEventListener("focus", () => this.keepInView(marker));
    }
    return marker;
  }

  /**
   * An incident is selected; several are looked at more closely, and where one cannot
   * look closer, selected one after the other.
   * @param {string} key
   */
  press(key) {
    const { map, o } = this;
    const mark = this.shown.get(key)?.mark;
    if (!mark) return;
    if (mark.point) return o.onPick(mark.point.incident);
    if (mark.points && map.getZoom() >= deepest) {
      const next = (mark.points.findIndex((p) => p.incident === this.selected) + 1) % mark.points.length;
      return o.onPick(mark.points[next].incident, { at: next + 1, of: mark.points.length, title: mark.points[next].title });
    }
    const [w, s, e, n] = mark.bbox ?? [];
    const at = map.unproject([mark.x, mark.y]);
    const zoom = Number.isFinite(w) ? map.getBoundsZoom(new LatLngBounds([s, w], [n, e]), false, new Point(80, 80)) : map.getZoom() + 2;
    const centre = Number.isFinite(w) ? new LatLng((s + n) / 2, (w + e) / 2) : at;
    this.lost = this.shown.get(key)?.marker.getElement() === document.activeElement ? map.getSize().divideBy(2) : null;
    map.setView(centre, Math.min(deepest, Math.max(map.getZoom() + 1, Math.min(zoom, map.getZoom() + 5))));
  }

  /** A mark that gets focus beyond the edge brings the map with it. @param {Marker} marker */
  keepInView(marker) {
    const { x, y } = this.map.latLngToContainerPoint(marker.getLatLng());
    const size = this.map.getSize();
    const el = this.map.getContainer();
    el.scrollTop = el.scrollLeft = 0; // a browser would scroll the map's box
    if (x < 20 || y < 20 || x > size.x - 20 || y > size.y - 20) this.map.panInside(marker.getLatLng(), { padding: [60, 60] });
  }

  /** Gives focus that a redraw took away to the mark nearest to where it was. */
  rescue() {
    if (!this.lost || !this.shown.size) return;
    const active = document.activeElement;
    const { lost, map } = this;
    if (active && active !== document.body && active !== map.getContainer() && !map.getContainer().contains(active)) return void (this.lost = null);
    const far = (/** @type {Marker} */ m) => map.latLngToContainerPoint(m.getLatLng()).distanceTo(lost);
    const nearest = [...this.shown.values()].sort((a, b) => far(a.marker) - far(b.marker))[0];
    this.lost = null;
    nearest.marker.getElement()?.focus({ preventScroll: true });
  }

  /** The incidents that stand alone. */
  single = () => [...this.shown.values()].flatMap(({ mark }) => (mark.point ? [mark.point] : []));
}

/** @param {HTMLElement} pane @param {HTMLElement} el @param {number} i */
function moveTo(pane, el, i) {
  const focused = el === document.activeElement;
  pane.insertBefore(el, pane.children[i] ?? null);
  if (focused) el.focus({ preventScroll: true });
}

/** What the server sent as marks of this zoom. @param {any} data @param {import("leaflet").Map} map */
function arrange(data, map) {
  const zoom = map.getZoom();
  const scale = 256 * 2 ** zoom;
  const middle = map.getCenter().lng;
  // In the copy of the world that is looked at.
  const x = (/** @type {number} */ lon) => mercatorX(lon + 360 * Math.round((middle - lon) / 360)) * scale;
  const y = (/** @type {number} */ lat) => mercatorY(lat) * scale;
  if (data.mode === "clusters") {
    return group(data.clusters.map((/** @type {any} */ c) => ({ key: `c${c.lat},${c.lon}`, x: x(c.lon), y: y(c.lat), count: c.count, partners: c.partners, bbox: c.bbox })), 56);
  }
  /** @type {import("./mapgroup.js").Mark[]} */
  const items = [];
  for (const p of data.points) {
    const placed = p.reports.filter((/** @type {any} */ r) => r.lat != null && r.lon != null);
    if (!placed.length) continue;
    const mean = (/** @type {string} */ k) => placed.reduce((/** @type {number} */ s, /** @type {any} */ r) => s + r[k], 0) / placed.length;
    const [lat, lon] = [mean("lat"), mean("lon")];
    const edge = (/** @type {string} */ k, /** @type {(...n: number[]) => number} */ of) => of(...placed.map((/** @type {any} */ r) => r[k]));
    items.push({
      key: p.incident, x: x(lon), y: y(lat), count: 1, point: { ...p, reports: placed, lat, lon },
      partners: Object.fromEntries(placed.map((/** @type {any} */ r) => [r.partner, 1])),
      bbox: [edge("lon", Math.min), edge("lat", Math.min), edge("lon", Math.max), edge("lat", Math.max)],
    });
  }
  return group(items.sort((a, b) => (a.key < b.key ? -1 : 1)));
}
