// How far apart two places are, and which way.

/** Mean radius of the earth in metres. */
const earth = 6_371_000;
const rad = (/** @type {number} */ degrees) => (degrees * Math.PI) / 180;

/** @typedef {{lat: number, lon: number}} Point */

/** @param {any} place @returns {Point|null} */
export const pointOf = (place) => (place?.lat == null || place?.lon == null ? null : { lat: place.lat, lon: place.lon });

/** Great-circle distance in metres, by the haversine formula. @param {Point} a @param {Point} b */
export function distance(a, b) {
  const h = Math.sin(rad(b.lat - a.lat) / 2) ** 2 + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(rad(b.lon - a.lon) / 2) ** 2;
  return 2 * earth * Math.asin(Math.min(1, Math.sqrt(h)));
}

const winds = ["n", "ne", "e", "se", "s", "sw", "w", "nw"];

/** Which of eight winds b lies to, seen from a. @param {Point} a @param {Point} b */
export function direction(a, b) {
  const y = Math.sin(rad(b.lon - a.lon)) * Math.cos(rad(b.lat));
  const x = Math.cos(rad(a.lat)) * Math.sin(rad(b.lat)) - Math.sin(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.cos(rad(b.lon - a.lon));
  const turn = (Math.atan2(y, x) * 180) / Math.PI + 360;
  return winds[Math.round(turn / 45) % 8];
}
