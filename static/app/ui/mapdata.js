// What the map shows: points or clusters of the frame, the extent of everything
// when no frame is asked for, and the lines and areas of the selected incident.

import { useEffect, useState } from "preact/hooks";
import { filtersOf } from "./explorerfilters.js";
import { api, seg } from "../api.js";

/** A part of the world to look at when there is nothing to look at. */
const world = [-150, -55, 170, 72];

/**
 * @param {Record<string, string>} query @param {number} zoom @param {number} round counts the times the reader asked for what is new
 * @param {boolean} ready whether there is a map to show it
 */
export function useMapData(query, zoom, round, ready) {
  const [data, setData] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {any} */ (null));
  const [extent, setExtent] = useState(/** @type {number[]|null} */ (null));
  const filters = filtersOf(query);
  const asked = JSON.stringify(filters);
  useEffect(() => {
    if (!ready) return;
    const stop = new AbortController();
    const framed = !!filters.bbox;
    api.get("/incidents/map", { ...filters, zoom: framed ? zoom : 0 }, stop.signal).then((answer) => {
      setError(null);
      if (framed) setData(answer);
      setExtent(framed ? null : extentOf(answer)); // the next time other filters may hold
    }, (e) => !stop.signal.aborted && setError(e));
    return () => stop.abort();
  }, [asked, filters.bbox ? zoom : 0, round, ready]);
  return { data, error, extent };
}

/** West, south, east and north of everything there is, with some air. @param {any} answer */
function extentOf({ points = [], clusters = [] }) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const add = (/** @type {number} */ w, /** @type {number} */ s, /** @type {number} */ e, /** @type {number} */ n) => {
    box[0] = Math.min(box[0], w);
    box[1] = Math.min(box[1], s);
    box[2] = Math.max(box[2], e);
    box[3] = Math.max(box[3], n);
  };
  for (const p of points) for (const r of p.reports) if (r.lat != null && r.lon != null) add(r.lon, r.lat, r.lon, r.lat);
  for (const c of clusters) add(c.bbox[0], c.bbox[1], c.bbox[2], c.bbox[3]);
  if (box[0] === Infinity) return [...world];
  const air = Math.max(0.02, (box[2] - box[0]) * 0.06, (box[3] - box[1]) * 0.06);
  return [Math.max(-180, box[0] - air), Math.max(-85, box[1] - air), Math.min(180, box[2] + air), Math.min(85, box[3] + air)];
}

/** Lines and areas of the places of an incident. @param {import("../types.js").Incident|undefined} incident @returns {{geometry: any, partner: string}[]} */
export function useShapes(incident) {
  const [found, setFound] = useState(/** @type {{geometry: any, partner: string}[]} */ (none));
  const ids = incident?.reports.map((r) => r.id).join() ?? "";
  useEffect(() => {
    setFound(none);
    if (!ids) return;
    const stop = new AbortController();
    Promise.all(ids.split(",").map((id) => api.get(`/reports/${seg(id)}`, undefined, stop.signal))).then((reports) => {
      const shapes = reports.flatMap((r) => [r.place, ...(r.places ?? [])].filter((p) => p?.geometry).map((p) => ({ geometry: p.geometry, partner: r.partner })));
      if (shapes.length) setFound(shapes);
    }, () => {}); // the points stay
    return () => stop.abort();
  }, [ids]);
  return found;
}

/** @type {{geometry: any, partner: string}[]} */
const none = [];
