// A small map of two places: the precision of each as a circle, a line between them,
// the shape of each partner where it says the place is. It is looked at, not worked
// with: the words beside it say the same.

import { Canvas, Circle, Control, DivIcon, LatLngBounds, LayerGroup, Map as LeafletMap, Marker, Point, Polyline } from "leaflet";
import { World } from "./mapground.js";
import { deepest } from "./maplayer.js";
import { drawing } from "./mapmarks.js";

/** @typedef {{partner: string, lat: number, lon: number, radius_m?: number|null}} Spot */

/** @param {{element: HTMLElement, slotOf: (partner: string) => string}} o */
export function createPairMap({ element, slotOf }) {
  const map = new LeafletMap(element, {
    attributionControl: false, zoomControl: false, keyboard: false, dragging: false, scrollWheelZoom: false, touchZoom: false, doubleClickZoom: false, boxZoom: false,
    zoomAnimation: false, fadeAnimation: false, minZoom: 1, maxZoom: deepest, renderer: new Canvas({ padding: 0.3 }),
  });
  new Control.Scale({ imperial: false, maxWidth: 110, position: "bottomright" }).addTo(map);
  const world = new World().addTo(map);
  const layer = new LayerGroup().addTo(map);
  const style = (/** @type {string} */ name) => getComputedStyle(element).getPropertyValue(name).trim();
  /** @type {Spot[]} */
  let spots = [];

  function draw() {
    layer.clearLayers();
    for (const s of spots) {
      const colour = style(`--slot-${slotOf(s.partner).toLowerCase()}`);
      if (s.radius_m) new Circle([s.lat, s.lon], { radius: s.radius_m, interactive: false, color: colour, weight: 1.5, dashArray: "4 4", fillColor: colour, fillOpacity: 0.1 }).addTo(layer);
    }
    if (spots.length > 1) new Polyline(spots.map((s) => [s.lat, s.lon]), { interactive: false, color: style("--ink-2"), weight: 1.5 }).addTo(layer);
    for (const s of spots) {
      const face = drawing({ key: s.partner, x: 0, y: 0, count: 1, point: s, partners: { [s.partner]: 1 } }, { slotOf, format: String });
      new Marker([s.lat, s.lon], { interactive: false, keyboard: false, icon: new DivIcon({ html: /** @type {any} */ (face), className: "mark mark-still", iconSize: new Point(22, 22) }) }).addTo(layer);
    }
  }
  /** Everything in sight: both places with their circles, and some air. */
  function fit() {
    map.invalidateSize({ animate: false });
    const bounds = new LatLngBounds([]);
    for (const s of spots) bounds.extend([s.lat, s.lon]).extend(around(s));
    if (spots.length) map.fitBounds(bounds, { padding: [18, 18], maxZoom: 15, animate: false });
  }
  return {
    /** @param {Spot[]} next */
    show(next) {
      spots = next;
      fit();
      draw();
    },
    zoom: (/** @type {number} */ by) => map.setZoom(map.getZoom() + by),
    fit,
    /** After a change of theme or size. */
    refresh() {
      fit();
      world.redraw();
      draw();
    },
    remove: () => map.remove(),
  };
}

/** The box around a place and its circle; a degree of latitude is 111 km. @param {Spot} s */
function around({ lat, lon, radius_m }) {
  const high = (radius_m || 50) / 111_000;
  const wide = high / Math.max(0.05, Math.cos((lat * Math.PI) / 180));
  return new LatLngBounds([lat - high, lon - wide], [lat + high, lon + wide]);
}
