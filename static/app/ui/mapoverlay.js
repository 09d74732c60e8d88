// What is drawn between the ground and the marks: how sure a place is, which places
// belong together, the shapes of the selected incident, and the area that is
// filtered by or being drawn.

import { Circle, CircleMarker, GeoJSON, LatLng, Polygon, Polyline } from "leaflet";

/** How far from the point the place may be, by each record. @param {import("leaflet").LayerGroup} layer @param {any} point @param {(name: string) => string} style */
export function precision(layer, point, slotOf, style) {
  for (const r of point.reports) {
    if (!r.radius_m) continue;
    const colour = style(`--slot-${slotOf(r.partner).toLowerCase()}`);
    new Circle([r.lat, r.lon], { radius: r.radius_m, interactive: false, color: colour, weight: 1.5, dashArray: "4 4", fillColor: colour, fillOpacity: 0.07 }).addTo(layer);
  }
}

/** A line between two records' places of one incident, once they are apart. @param {import("leaflet").LayerGroup} layer @param {any} point @param {import("leaflet").Map} map @param {(name: string) => string} style */
export function between(layer, point, map, slotOf, style) {
  if (point.reports.length < 2) return;
  const at = point.reports.map((/** @type {any} */ r) => map.latLngToLayerPoint([r.lat, r.lon]));
  const far = Math.max(...at.map((/** @type {import("leaflet").Point} */ a) => a.distanceTo(at[0])));
  if (far < 8) return;
  new Polyline(point.reports.map((/** @type {any} */ r) => [r.lat, r.lon]), { interactive: false, color: style("--ink-2"), weight: 2 }).addTo(layer);
  for (const r of point.reports) {
    const colour = style(`--slot-${slotOf(r.partner).toLowerCase()}`);
    new CircleMarker([r.lat, r.lon], { interactive: false, radius: 5, color: style("--surface"), weight: 2, fillColor: colour, fillOpacity: 1 }).addTo(layer);
  }
}

/** Lines and areas of the selected incident. @param {import("leaflet").LayerGroup} layer @param {any[]} shapes @param {(name: string) => string} style */
export function shapesOf(layer, shapes, slotOf, style) {
  for (const { geometry, partner } of shapes) {
    const colour = style(`--slot-${slotOf(partner).toLowerCase()}`);
    new GeoJSON(geometry, { interactive: false, style: () => ({ color: colour, weight: 3, fillColor: colour, fillOpacity: 0.12 }) }).addTo(layer);
  }
}

/** Drawing an area corner by corner. @param {import("leaflet").Map} map @param {import("leaflet").LayerGroup} layer @param {import("./mapengine.js").Options} o */
export function drafting(map, layer, o) {
  /** @type {LatLng[]|null} */
  let corners = null;
  const style = (/** @type {string} */ name) => getComputedStyle(o.element).getPropertyValue(name).trim();

  function paintArea(/** @type {LatLng[]} */ at, /** @type {boolean} */ open) {
    layer.clearLayers();
    if (!at.length) return;
    const look = { interactive: false, color: style("--accent"), weight: 2, dashArray: open ? "6 5" : undefined, fillColor: style("--accent"), fillOpacity: 0.08 };
    new Polygon(at, look).addTo(layer);
    if (open) for (const c of at) new CircleMarker(c, { interactive: false, radius: 5, color: style("--surface"), weight: 2, fillColor: style("--accent"), fillOpacity: 1 }).addTo(layer);
  }
  function add(/** @type {any} */ e) {
    if (!corners) return;
    const first = corners[0] && map.latLngToContainerPoint(corners[0]);
    if (corners.length > 2 && first.distanceTo(map.latLngToContainerPoint(e.latlng)) < 14) return draft.finish();
    corners.push(e.latlng);
    paintArea(corners, true);
    o.onCorners(corners.length);
  }
  const draft = {
    active: () => corners !== null,
    start() {
      corners = [];
      layer.clearLayers();
      map.doubleClickZoom.disable();
      map.on("click", add);
      o.element.classList.add("drawing");
      o.element.focus({ preventScroll: true });
      o.onCorners(0);
      return true;
    },
    back() {
      if (!corners?.length) return true;
      corners.pop();
      paintArea(corners, true);
      o.onCorners(corners.length);
      return true;
    },
    finish() {
      if (!corners || corners.length < 3) return true;
      const wrap = (/** @type {number} */ lon) => ((((lon + 180) % 360) + 360) % 360) - 180;
      const text = corners.map((c) => `${+wrap(c.lng).toFixed(5)} ${+c.lat.toFixed(5)}`).join();
      draft.stop();
      o.onArea(text);
      return true;
    },
    stop() {
      corners = null;
      layer.clearLayers();
      map.off("click", add);
      map.doubleClickZoom.enable();
      o.element.classList.remove("drawing");
      o.onCorners(-1);
      return true;
    },
    /** @param {string} polygon */
    shown(polygon) {
      const at = polygon ? polygon.split(",").map((c) => c.trim().split(/\s+/).map(Number)).filter((c) => c.length === 2 && c.every(Number.isFinite)) : [];
      paintArea(at.map(([lon, lat]) => new LatLng(lat, lon)), false);
    },
  };
  return draft;
}
