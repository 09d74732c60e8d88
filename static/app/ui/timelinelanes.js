// A lane for each incident of the page: when it may have happened as a span, and
// when each partner logged it. The words stand in each lane, so that nobody needs
// the drawing.

import { useMemo } from "preact/hooks";
import { html } from "./html.js";
import { Table } from "./table.js";
import { PartnerMark, slotClass } from "./partner.js";
import { Ref, placeText } from "./values.js";
import { dateText, stampText, whenText } from "./when.js";
import { locale, t } from "../i18n.js";
import { partnerName } from "../store.js";

/** @typedef {import("../types.js").Incident} Incident */

const day = 86_400_000;

/** From the first thing that happened on the page to the last that was logged, with some air. @param {Incident[]} rows */
function extent(rows) {
  const all = rows.flatMap((i) => [i.started?.earliest, i.started?.latest, ...i.reports.flatMap((r) => [r.started?.earliest, r.logged_at])])
    .map((at) => Date.parse(at ?? "")).filter((at) => Number.isFinite(at) && at > Date.UTC(1900, 0));
  if (!all.length) return { from: 0, to: day };
  const from = Math.min(...all);
  const to = Math.max(...all);
  const air = Math.max(day / 4, (to - from) * 0.02);
  return { from: from - air, to: to + air };
}

/** Some six round moments on the axis. @param {number} from @param {number} to */
function ticks(from, to) {
  const step = [day / 4, day, 2 * day, 7 * day, 14 * day, 30 * day, 91 * day, 183 * day, 365 * day, 1826 * day, 3652 * day].find((s) => (to - from) / s <= 7) ?? 36520 * day;
  const words = new Intl.DateTimeFormat(locale(), step < day ? { timeZone: "UTC", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" } : step < 30 * day ? { timeZone: "UTC", day: "numeric", month: "short" } : { timeZone: "UTC", month: "short", year: "numeric" });
  const all = [];
  for (let at = Math.ceil(from / step) * step; at < to; at += step) all.push({ at, words: words.format(at) });
  return all;
}

/** @param {{rows: Incident[], caption: string, selected?: string, select: (i: Incident) => void, press: (i: Incident) => void, open: (i: Incident) => void, test: string}} props */
export function Lanes({ rows, ...rest }) {
  const { from, to } = extent(rows);
  const columns = useMemo(() => [
    { name: "incident", label: t("incidents.incident"), main: true, cell: (/** @type {Incident} */ i) => html`
        <a href=${`#/i/${i.id}`}><bdi>${i.title}</bdi></a><span class="under"><bdi>${placeText(i.place)}</bdi>${i.ref && html` · <${Ref}>${i.ref}<//>`}</span>` },
    { name: "lane", label: t("timeline.lanes"), head: html`<${Axis} from=${from} to=${to} />`, cell: (/** @type {Incident} */ i) => html`<${Lane} incident=${i} from=${from} to=${to} />` },
  ], [from, to, locale()]);
  return html`<div class="lanes">
    <p class="lanes-key"><span class="key-event"></span>${t("timeline.key-event")}<span class="key-logged" aria-hidden="true"></span>${t("timeline.key-logged")}</p>
    <${Table} ...${rest} rows=${rows} columns=${columns} />
  </div>`;
}

const place = (/** @type {number} */ at, /** @type {number} */ from, /** @type {number} */ to) => `${(Math.max(0, Math.min(1, (at - from) / (to - from))) * 100).toFixed(3)}%`;

/** @param {{from: number, to: number}} props */
const Axis = ({ from, to }) => html`<span class="hidden">${t("timeline.lane", { from: dateText(new Date(from).toISOString()), to: dateText(new Date(to).toISOString()) })}</span>
  <span class="axis" aria-hidden="true">${ticks(from, to).map((tick) => html`<span key=${tick.at} style=${{ insetInlineStart: place(tick.at, from, to) }}>${tick.words}</span>`)}</span>`;

/** @param {{incident: Incident, from: number, to: number}} props */
function Lane({ incident: i, from, to }) {
  const words = [t("timeline.event", { when: whenText(i.started) }), ...i.reports.map((r) => t("timeline.logged", { who: partnerName(r.partner), at: stampText(r.logged_at) }))];
  return html`<span class="lane" title=${words.join("\n")} style=${{ blockSize: `${Math.max(40, 8 + i.reports.length * 17)}px` }}>
    <span class="hidden">${words.join(". ")}</span>
    ${ticks(from, to).map((tick) => html`<span key=${tick.at} class="lane-tick" style=${{ insetInlineStart: place(tick.at, from, to) }}></span>`)}
    ${i.reports.map((r, row) => html`<${Course} key=${r.id} report=${r} from=${from} to=${to} row=${row} />`)}
  </span>`;
}

/**
 * One record in its lane: when it may have happened as a bar, then a line to when it
 * was logged, with the shape of its partner.
 * @param {{report: import("../types.js").ReportBrief, from: number, to: number, row: number}} props
 */
function Course({ report: r, from, to, row }) {
  const start = Date.parse(r.started?.earliest ?? "");
  const end = Math.max(start, Date.parse(r.started?.latest ?? r.started?.earliest ?? ""));
  const logged = Date.parse(r.logged_at);
  const part = (/** @type {number} */ a, /** @type {number} */ b) => `${(Math.max(0, (Math.min(b, to) - Math.max(a, from)) / (to - from)) * 100).toFixed(3)}%`;
  return html`<span class=${`course ${slotClass(r.partner)}`} style=${{ insetBlockStart: `${4 + row * 17}px` }}>
    ${Number.isFinite(start) && html`
      <span class="course-wait" style=${{ insetInlineStart: place(start, from, to), inlineSize: part(start, logged) }}></span>
      <span class="course-event" style=${{ insetInlineStart: place(start, from, to), inlineSize: `max(5px, ${part(start, end)})` }}></span>`}
    <span class="course-mark" style=${{ insetInlineStart: place(logged, from, to) }}><${PartnerMark} code=${r.partner} bare /></span>
  </span>`;
}
