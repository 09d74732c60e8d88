// The ground of the map: boundaries painted in tiles, and over them the names of
// countries and of the lines of the grid.

import { GridLayer, DomUtil } from "leaflet";
import coarse from "../../geo/world-110m.json";
import fine from "../../geo/world-50m.json";
import { decode, gridStep, paint, tiles } from "./mapworld.js";

/** From which zoom on the finer outlines are worth their points. */
const fineFrom = 4;

/** The boundaries, in tiles painted here. */
export class World extends GridLayer {
  constructor() {
    super({ tileSize: 256, updateWhenZooming: false, keepBuffer: 1, className: "map-world" });
    /** @type {Record<string, ReturnType<typeof tiles>>} */
    this.cut = {};
    this.names = [];
    this.onReady = () => {};
    this.fetch(coarse, "coarse").then(() => whenIdle(() => this.fetch(fine, "fine")));
  }

  /** @param {string} url @param {string} name */
  async fetch(url, name) {
    const answer = await fetch(url).catch(() => null); // the points stand without a ground, too
    if (!answer?.ok) return;
    const { shapes, names } = decode(await answer.json());
    this.cut[name] = tiles(shapes);
    this.names = names;
    if (this._map) (this.redraw(), this.onReady());
  }

  /** @param {{x: number, y: number, z: number}} at */
  createTile(at) {
    const size = 256;
    const dense = Math.min(2, devicePixelRatio || 1);
    const tile = document.createElement("canvas");
    tile.width = tile.height = size * dense;
    const g = tile.getContext("2d");
    if (!g) return tile;
    g.scale(dense, dense);
    const style = getComputedStyle(this._map.getContainer());
    const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    const cut = (at.z >= fineFrom && this.cut.fine) || this.cut.coarse || this.cut.fine;
    const n = 2 ** at.z;
    const none = { land: [], coast: [], border: [], disputed: [] };
    const shapes = cut && at.y >= 0 && at.y < n ? cut(at.z, ((at.x % n) + n) % n, at.y) : none;
    paint(g, shapes, { ...at, x: ((at.x % n) + n) % n }, size, { sea: colour("--map-sea"), land: colour("--map-land"), line: colour("--map-line"), grid: colour("--map-grid") });
    return tile;
  }
}

const whenIdle = (/** @type {() => void} */ run) => (globalThis.requestIdleCallback ? requestIdleCallback(run, { timeout: 4000 }) : setTimeout(run, 600));

/** Names of countries and of the lines of the grid, drawn over the tiles. */
export class Names {
  /** @param {string} language @param {() => import("./mapworld.js").Name[]} all */
  constructor(language, all) {
    this.words = new Intl.DisplayNames([language], { type: "region", fallback: "none" });
    this.all = all;
    /** @type {import("leaflet").Map|null} */
    this.map = null;
    this.canvas = document.createElement("canvas");
    this.canvas.className = "map-names";
    this.canvas.setAttribute("aria-hidden", "true");
  }

  /** @param {import("leaflet").Map} map */
  show(map) {
    if (this.map) return;
    this.map = map;
    map.createPane("names").append(this.canvas);
    map.on("move zoomend resize viewreset", () => this.draw());
    map.on("zoomstart", () => (this.canvas.hidden = true));
    map.on("zoomend moveend", () => (this.canvas.hidden = false));
    this.draw();
  }

  draw() {
    const { map, canvas } = this;
    if (!map) return;
    const { x: w, y: h } = map.getSize();
    const dense = Math.min(2, devicePixelRatio || 1);
    DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
    if (canvas.width !== w * dense || canvas.height !== h * dense) [canvas.width, canvas.height] = [w * dense, h * dense];
    canvas.style.width = `${w}px`;
    canvas.style.height = `${h}px`;
    const g = canvas.getContext("2d");
    if (!g) return;
    g.setTransform(dense, 0, 0, dense, 0, 0);
    g.clearRect(0, 0, w, h);
    const style = getComputedStyle(map.getContainer());
    g.fillStyle = style.getPropertyValue("--map-label").trim();
    g.strokeStyle = style.getPropertyValue("--map-land").trim();
    g.lineJoin = "round";
    g.textBaseline = "middle";
    this.countries(g, map, style.fontFamily, w, h);
    this.degrees(g, map, style.fontFamily, w, h);
  }

  /** @param {CanvasRenderingContext2D} g @param {import("leaflet").Map} map @param {string} font @param {number} w @param {number} h */
  countries(g, map, font, w, h) {
    const origin = map.getPixelBounds().min;
    const size = 256 * 2 ** map.getZoom();
    if (!origin) return;
    g.font = `13px ${font}`;
    g.lineWidth = 3;
    g.textAlign = "center";
    /** @type {number[][]} */
    const taken = [];
    for (const name of [...this.all()].sort((a, b) => b.width - a.width)) {
      const words = name.width * size > 40 ? this.words.of(name.code) : "";
      if (!words) continue;
      const half = g.measureText(words).width / 2;
      if (half * 2 > name.width * size) continue;
      for (let x = ((((name.x * size - origin.x) % size) + size) % size) - size; x < w + half; x += size) {
        const y = name.y * size - origin.y;
        const box = [x - half - 6, y - 10, x + half + 6, y + 10];
        if (x - half < 46 || y < 30 || y > h - 10 || taken.some((t) => t[0] < box[2] && t[2] > box[0] && t[1] < box[3] && t[3] > box[1])) continue;
        taken.push(box);
        g.strokeText(words, x, y);
        g.fillText(words, x, y);
      }
    }
  }

  /** @param {CanvasRenderingContext2D} g @param {import("leaflet").Map} map @param {string} font @param {number} w @param {number} h */
  degrees(g, map, font, w, h) {
    const step = gridStep(map.getZoom());
    const digits = Math.max(0, (String(step).split(".")[1] ?? "").length);
    const b = map.getBounds();
    const text = (/** @type {number} */ v) => `${v < -step / 2 ? "−" : ""}${Math.abs(v).toFixed(digits)}°`;
    const mirrored = document.documentElement.dir === "rtl"; // then the tools stand where these would
    g.font = `11px ${font}`;
    g.textAlign = mirrored ? "right" : "left";
    for (let lat = Math.ceil(b.getSouth() / step) * step; lat < b.getNorth(); lat += step) {
      const { y } = map.latLngToContainerPoint([lat, b.getWest()]);
      if (y > 24 && y < h - 34) g.fillText(text(lat), mirrored ? w - 6 : 6, y - 8);
    }
    g.textAlign = "left";
    for (let lon = Math.ceil(b.getWest() / step) * step; lon < b.getEast(); lon += step) {
      const { x } = map.latLngToContainerPoint([b.getSouth(), lon]);
      if (x > 44 && x < w - 60) g.fillText(text(((((lon + 180) % 360) + 360) % 360) - 180), x + 4, 10);
    }
  }
}
