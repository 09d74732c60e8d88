// The map of incidents beside their list. What is in the frame is what is listed:
// the frame is the filter bbox in the address. The map itself comes in its own file
// the first time somebody looks at it.

import { useEffect, useRef, useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Notice, Problem } from "./states.js";
import { ActionDialog } from "./dialog.js";
import { Field } from "./field.js";
import { announce } from "./toast.js";
import { rangeText } from "./values.js";
import { whenText } from "./when.js";
import { useMapData, useShapes } from "./mapdata.js";
import { useRefresh } from "./maprefresh.js";
import { language, list, locale, t } from "../i18n.js";
import { partner, partnerName } from "../store.js";
import { address } from "../router.js";

/** @typedef {import("../types.js").Incident} Incident */

/**
 * @param {{query: Record<string, string>, round: number, selected: Incident|undefined, select: (id: string) => void,
 *   set: (changes: Record<string, string>, options?: {replace?: boolean}) => void, children: any}} props children stand beside the map: the pane and the list
 */
export function IncidentMap({ query, round, selected, select, set, children }) {
  const box = useRef(/** @type {HTMLElement|null} */ (null));
  const frame = useRef(/** @type {HTMLElement|null} */ (null));
  const [map, setMap] = useState(/** @type {any} */ (null));
  const [trouble, setTrouble] = useState(/** @type {any} */ (null));
  const [zoom, setZoom] = useState(2);
  const [corners, setCorners] = useState(-1);
  const [typing, setTyping] = useState(false);
  const following = useRef(/** @type {string|null} */ (null)); // the frame of the address that the map is just moving to
  const own = useRef(""); // the frame this map has told of itself
  const latest = useRef({ query, select, set });
  latest.current = { query, select, set };
  const { data, error, extent } = useMapData(query, zoom, round, map !== null);
  const shapes = useShapes(selected);

  useEffect(() => {
    let made = /** @type {any} */ (null);
    let gone = false;
    import("./mapengine.js").then(({ createMap }) => {
      if (gone || !box.current) return;
      made = createMap({
        element: box.current, language, label: t("map.label"), name: nameOf,
        slotOf: (code) => partner(code).slot || "E",
        format: (n) => new Intl.NumberFormat(locale(), { notation: "compact", maximumFractionDigits: 1 }).format(n),
        onFrame: (bbox, level, ours) => {
          if (address().path !== "/map") return; // the page is left already: the frame of a map that goes is not the next page's
          // The address may have moved on while the map still followed it.
          if (following.current !== null && following.current !== (address().query.bbox ?? "")) return;
          if (ours && following.current === null && !address().query.bbox) return; // all were asked for meanwhile, and the map has not heard yet where they are
          own.current = bbox;
          setZoom(level);
          latest.current.set({ bbox }, { replace: true });
        },
        onPick: (id, turn) => {
          latest.current.select(id);
          if (turn) announce(t("map.turn", turn)); // the mark that was pressed looks and sounds as before
        },
        onCorners: (n) => (setCorners(n), n >= 0 && announce(t("map.corners", { n }))),
        onArea: (polygon) => latest.current.set({ polygon }),
      });
      setMap(made);
    }, (e) => !gone && setTrouble(e));
    return () => {
      gone = true;
      own.current = "";
      setMap(null);
      made?.remove();
    };
  }, [language]);

  // The address decides where the map is; only a frame it has not told itself moves it.
  useEffect(() => {
    if (!map || (query.bbox ?? "") !== (address().query.bbox ?? "")) return; // a newer address is on its way
    following.current = query.bbox ?? "";
    if (query.bbox) follow(map, query.bbox, own.current);
    else if (extent) map.frame(extent);
    following.current = null;
  }, [map, query.bbox, extent]);
  useEffect(() => map?.show(data), [map, data]);
  useEffect(() => map?.select(query.sel ?? "", shapes), [map, query.sel, shapes]);
  useEffect(() => map?.area(query.polygon ?? ""), [map, query.polygon]);
  useRefresh(map, frame);

  const all = () => set({ bbox: "" });
  return html`<div class="map-split">
    <section class="map-frame sheet" aria-label=${t("map.title")} ref=${frame}>
      <a class="skip-map" href="#map-list" onClick=${past}>${t("map.skip")}</a>
      <div class="map-tools" role="toolbar" aria-label=${t("map.tools")}>
        <button type="button" class="icon-button" aria-label=${t("map.zoom-in")} title=${t("map.zoom-in")} data-test="zoom-in" onClick=${() => map?.zoom(1)}><${Icon} name="plus" /></button>
        <button type="button" class="icon-button" aria-label=${t("map.zoom-out")} title=${t("map.zoom-out")} data-test="zoom-out" onClick=${() => map?.zoom(-1)}><${Icon} name="minus" /></button>
        <button type="button" class="icon-button" aria-label=${t("map.fit")} title=${t("map.fit")} data-test="fit" onClick=${all}><${Icon} name="fit" /></button>
        <button type="button" class="icon-button" aria-label=${t("map.draw")} title=${t("map.draw")} aria-pressed=${corners >= 0} data-test="draw-area" onClick=${() => (corners >= 0 ? map?.stop() : map?.draw())}><${Icon} name="polygon" /></button>
        <button type="button" class="icon-button" aria-label=${t("map.type")} title=${t("map.type")} data-test="type-area" onClick=${() => setTyping(true)}><${Icon} name="keyboard" /></button>
      </div>
      <div class="map" dir="ltr" ref=${box} tabindex="0" role="application" aria-label=${t("map.label")} aria-describedby="map-help" data-test="map" data-ready=${map && data ? "yes" : undefined}></div>
      <p class="hidden" id="map-help">${t("map.help")}</p>
      ${corners >= 0 && html`<${Drawing} corners=${corners} finish=${() => map?.finish()} stop=${() => map?.stop()} />`}
      ${(trouble || error) && html`<div class="map-note"><${Problem} error=${trouble ?? error} /></div>`}
      ${data && !data.total && html`<div class="map-note"><${Notice} actions=${html`<button type="button" class="button small" data-test="show-all" onClick=${all}>${t("map.show-all")}</button>`}>${t("map.nothing")}<//></div>`}
      <${Foot} data=${data} />
    </section>
    <div class="map-list" id="map-list" tabindex="-1">${children}</div>
    ${typing && html`<${TypedArea} polygon=${query.polygon ?? ""} use=${(/** @type {string} */ polygon) => set({ polygon })} close=${() => setTyping(false)} />`}
  </div>`;
}

/** @param {any} map @param {string} bbox @param {string} own the frame the map has told itself */
function follow(map, bbox, own) {
  if (bbox === own) return;
  map.frame(bbox.split(",").map(Number));
}

/** The address is taken by the screens, so this link moves focus by hand. @param {Event} e */
function past(e) {
  e.preventDefault();
  document.getElementById("map-list")?.focus();
}

/** A mark in words. @param {any} mark @param {boolean} closest whether it cannot be taken apart by looking closer */
function nameOf({ point, count, partners }, closest) {
  if (point) {
    return t("map.point", { title: point.title, when: whenText(point.started), killed: rangeText(point.killed), who: list(Object.keys(partners).map(partnerName)) });
  }
  const who = list(Object.entries(partners).map(([code, n]) => t("map.cluster-part", { who: partnerName(code), count: n })));
  return closest ? t("map.cluster-closest", { n: count, who }) : t("map.cluster", { n: count, who });
}

/** What the map shows, where its lines come from, and what they do not say. @param {{data: any}} props */
const Foot = ({ data }) => html`<footer class="map-foot">
  <p data-test="map-total" data-count=${data?.total}>${data ? t("map.total", { n: data.total }) : t("state.loading")}${data?.without_place > 0 && ` · ${t("map.without-place", { n: data.without_place })}`}</p>
  <p class="source">${t("map.source")} ${t("map.disclaimer")}</p>
</footer>`;

/** @param {{corners: number, finish: () => void, stop: () => void}} props */
const Drawing = ({ corners, finish, stop }) => html`<div class="map-note map-drawing" data-test="drawing">
  <p>${corners < 3 ? t("map.draw-more", { n: 3 - corners }) : t("map.draw-close")}</p>
  <div class="actions">
    <button type="button" class="button small primary" aria-disabled=${corners < 3 ? "true" : undefined} data-test="finish-area" onClick=${finish}>${t("map.draw-finish")}</button>
    <button type="button" class="button small" data-test="stop-area" onClick=${stop}>${t("action.cancel")}</button>
  </div>
</div>`;

/**
 * The same as drawing, for who does not draw: one corner a line, latitude first as
 * everywhere else people type places.
 * @param {{polygon: string, use: (polygon: string) => void, close: () => void}} props
 */
function TypedArea({ polygon, use, close }) {
  const [text, setText] = useState(() => polygon.split(",").filter(Boolean).map((c) => c.trim().split(/\s+/).reverse().join(", ")).join("\n"));
  const rows = text.split("\n").map((r) => r.trim()).filter(Boolean).map((r) => r.split(/[\s,;]+/).map(Number));
  const bad = rows.findIndex((r) => r.length !== 2 || !(Math.abs(r[0]) <= 90) || !(Math.abs(r[1]) <= 180));
  const error = bad >= 0 ? t("map.corner-wrong", { row: bad + 1 }) : rows.length > 0 && rows.length < 3 ? t("map.corners-few") : "";
  const run = async () => use(rows.map(([lat, lon]) => `${lon} ${lat}`).join());
  return html`<${ActionDialog} title=${t("map.type")} action=${rows.length ? t("map.type-use") : t("map.type-clear")} run=${run} close=${close} ready=${!error} test="use-area">
    <${Field} id="corners" label=${t("map.type-label")} hint=${t("map.type-hint")} error=${text && error}>
      ${(/** @type {any} */ props) => html`<textarea ...${props} dir="ltr" rows="6" spellcheck=${false} data-test="corners" value=${text} onInput=${(/** @type {any} */ e) => setText(e.target.value)}></textarea>`}
    <//>
  <//>`;
}
