// Where both say it happened: in words first, then on a small map with the precision
// of each. The map comes when it is scrolled into sight.

import { useEffect, useRef, useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { PartnerMark } from "./partner.js";
import { useRefresh } from "./maprefresh.js";
import { distanceText, placeText } from "./values.js";
import { direction, distance, pointOf } from "../geodesy.js";
import { sidesOf } from "../match.js";
import { rich, t } from "../i18n.js";
import { partner, partnerName } from "../store.js";

/** @typedef {import("../types.js").Match} Match */
/** @typedef {import("../types.js").MatchSide} MatchSide */

/** Nearer than this two points are one, in metres. */
const samePoint = 1;

/** Both places in a sentence or two. @param {[MatchSide, MatchSide]} sides */
function sentences([a, b]) {
  const [from, to] = [pointOf(a.place), pointOf(b.place)];
  const [who, other] = [partnerName(a.partner), partnerName(b.partner)];
  if (!from && !to) return rich("match.place.none", { who, place: placeText(a.place), other, otherPlace: placeText(b.place) });
  if (!from || !to) {
    const [with_, without] = from ? [a, b] : [b, a];
    return rich("match.place.one", { who: partnerName(with_.partner), other: partnerName(without.partner), place: placeText(without.place) });
  }
  const far = distance(from, to);
  const apart = far < samePoint ? t("match.place.same") : rich("match.place.apart", { distance: distanceText(far), who: other, direction: t(`direction.${direction(from, to)}`), other: who });
  const [r, s] = [a.place?.radius_m, b.place?.radius_m];
  if (r == null || s == null) return apart;
  return html`${apart} ${t(far <= r + s ? "match.place.meet" : "match.place.beyond")}`;
}

/** @param {{match: Match}} props */
export function Places({ match }) {
  const sides = sidesOf(match);
  const placed = sides.filter((s) => pointOf(s.place));
  return html`<section class="pair-places" aria-labelledby="pair-places">
    <h3 id="pair-places">${t("match.place.title")}</h3>
    <p dir="auto" data-test="places-words">${sentences(sides)}</p>
    ${placed.length > 0 && html`<${PairMap} sides=${placed} />`}
    <ul class="plain-list pair-legend">${sides.map((s) => html`<li key=${s.partner}><${PartnerMark} code=${s.partner} full /> <span class="quiet">${radiusText(s)}</span></li>`)}</ul>
  </section>`;
}

/** @param {MatchSide} s */
const radiusText = (s) => (!pointOf(s.place) ? t("match.place.no-point") : s.place?.radius_m == null ? t("match.place.no-radius") : t("place.within", { distance: distanceText(s.place.radius_m) }));

/** @param {{sides: MatchSide[]}} props */
function PairMap({ sides }) {
  const frame = useRef(/** @type {HTMLElement|null} */ (null));
  const box = useRef(/** @type {HTMLElement|null} */ (null));
  const [map, setMap] = useState(/** @type {any} */ (null));
  const [near, setNear] = useState(false); // nearly in sight: only then it is worth painting
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const sight = new IntersectionObserver((entries) => setNear(entries[entries.length - 1].isIntersecting), { rootMargin: "200px" });
    if (frame.current) sight.observe(frame.current);
    return () => sight.disconnect();
  }, []);
  const wanted = useRef(false);
  useEffect(() => {
    if (!near || wanted.current) return;
    wanted.current = true;
    import("./mapengine.js").then(({ createPairMap }) => box.current && setMap(createPairMap({ element: box.current, slotOf: (code) => partner(code).slot || "E" })), () => setFailed(true)); // the words stand without it
  }, [near]);
  useEffect(() => () => map?.remove(), [map]);
  const spots = sides.map((s) => ({ partner: s.partner, lat: s.place?.lat ?? 0, lon: s.place?.lon ?? 0, radius_m: s.place?.radius_m }));
  useEffect(() => {
    if (!map || !near) return;
    const due = setTimeout(() => map.show(spots), 60); // after the words, which are read first
    return () => clearTimeout(due);
  }, [map, near, JSON.stringify(spots)]);
  useRefresh(map, frame);
  if (failed) return html`<p class="quiet">${t("match.place.no-map")}</p>`;
  const button = (/** @type {string} */ name, /** @type {string} */ label, /** @type {() => void} */ run) => html`<button type="button" class="icon-button" aria-label=${label} title=${label} data-test=${`pair-${name}`} onClick=${run}><${Icon} name=${name} /></button>`;
  return html`<div class="pair-map" ref=${frame}>
    <div class="map" dir="ltr" ref=${box} role="img" aria-label=${t("match.place.map")} data-test="pair-map" data-ready=${map ? "yes" : undefined}></div>
    <div class="map-tools" role="toolbar" aria-label=${t("map.tools")}>
      ${button("plus", t("map.zoom-in"), () => map?.zoom(1))}${button("minus", t("map.zoom-out"), () => map?.zoom(-1))}${button("fit", t("match.place.fit"), () => map?.fit())}
    </div>
  </div>`;
}
