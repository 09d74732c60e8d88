// Lines and areas as typed lists of corners, one a line, latitude first; the API
// has GeoJSON, longitude first.

/** @typedef {{type: string, coordinates: any[]}} Geometry */

/** One corner a line: "0.41235, 0.81240". @param {Geometry|null|undefined} g */
export function geometryText(g) {
  if (!g) return "";
  const line = g.type === "Polygon" ? g.coordinates[0].slice(0, -1) : g.coordinates;
  return line.map(([lon, lat]) => `${lat}, ${lon}`).join("\n");
}

/** What was typed, or null where it cannot be read. @param {{type: string, text: string}} draft @returns {Geometry|null} */
export function cornersOf({ type, text }) {
  const lines = text.split("\n").map((l) => l.trim()).filter(Boolean);
  const corners = lines.map((l) => /^(-?\d{1,2}(?:\.\d+)?)[\s,;]+(-?\d{1,3}(?:\.\d+)?)$/.exec(l)).map((m) => m && [Number(m[2]), Number(m[1])]);
  if (corners.some((c) => !c || Math.abs(c[0]) > 180 || Math.abs(c[1]) > 90)) return null;
  if (type === "LineString" && corners.length >= 2) return { type, coordinates: corners };
  if (type === "Polygon" && corners.length >= 3) return { type, coordinates: [[...corners, corners[0]]] };
  return null;
}
