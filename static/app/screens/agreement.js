// How far partners' accounts agree: of each pair of them and each family of fields,
// how many fields are the same, compatible, different or missing. Every number opens
// the list of its incidents. Observers stand in columns of their own.

import { html, cx } from "../ui/html.js";
import { Icon } from "../ui/icon.js";
import { Chip } from "../ui/chip.js";
import { Empty } from "../ui/states.js";
import { FilterBar, active } from "../ui/filterbar.js";
import { filters, filtersOf } from "../ui/explorerfilters.js";
import { PartnerMark } from "../ui/partner.js";
import { Pages } from "../ui/pages.js";
import { Table } from "../ui/table.js";
import { Ref, fieldName, placeText } from "../ui/values.js";
import { WhenCell, stampText } from "../ui/when.js";
import { api } from "../api.js";
import { code, list, t } from "../i18n.js";
import { now, partnerName } from "../store.js";
import { go, href, setQuery } from "../router.js";

/** @typedef {{fields: number, incidents: number, query: string}} Cell */
/** @typedef {{a: string, b: string, incidents: number, provisional: number, families: Record<string, Record<string, Cell>>}} Pair */
/** @typedef {{families: string[], kinds: string[], incidents: number, pairs: Pair[], observers: Pair[]}} Matrix */
/** @typedef {{min: number, max: number|null, stated_max: number, open: number, incidents_min: number, incidents_max: number, undecided: number, observers_only: number}} Totals */

export const title = () => t("agreement.title");
export const live = ["gap", "match", "report", "incident"];

/** @param {{query: Record<string, string>, signal: AbortSignal}} at */
export async function load({ query, signal }) {
  const asked = filtersOf(query);
  if (query.pair) return { cell: query, list: await api.get("/gaps/agreement/incidents", { pair: query.pair, family: query.family, kind: query.kind, cursor: query.cursor, limit: 50, total: "exact", ...asked }, signal) };
  const [matrix, totals] = await Promise.all([api.get("/gaps/agreement", asked, signal), api.get("/gaps/totals", asked, signal)]);
  return { matrix, totals };
}

/** Look and glyph of each kind: never colour alone. @type {Record<string, [string, string]>} */
const looks = { agreed: ["agree", "equals"], compatible: ["near", "near"], different: ["conflict", "gaps"], missing: ["missing", "ring"] };

const kindWords = (/** @type {string} */ kind) => code("kind-of-agreement", kind);

/** @param {import("../types.js").ScreenProps} props */
export function Screen({ data, query }) {
  const all = filters();
  const set = (/** @type {Record<string, string>} */ changes) => setQuery({ cursor: "", ...changes });
  return html`<div class="page wide agreement">
    <header class="page-head"><div><h1>${t("agreement.title")}</h1><p class="quiet">${t("agreement.intro")}</p></div></header>
    <${FilterBar} filters=${all} query=${query} set=${set} />
    ${data.list ? html`<${CellList} data=${data.list} cell=${data.cell} query=${query} />` : html`<${Whole} matrix=${data.matrix} totals=${data.totals} query=${query} filtered=${active(all, query).length} set=${set} all=${all} />`}
  </div>`;
}

/** @param {{matrix: Matrix, totals: Totals, query: Record<string, string>, filtered: number, set: (changes: Record<string, string>) => void, all: any[]}} props */
function Whole({ matrix, totals, query, filtered, set, all }) {
  const pairs = [...matrix.pairs, ...matrix.observers];
  const clear = () => set(Object.fromEntries(all.map((f) => [f.name, ""])));
  return html`
    <p class="totals" data-test="totals">${totalsText(totals)} <span class="quiet">${totalsNote(totals)}</span></p>
    <div class="sheet">
      ${pairs.length === 0
        ? html`<${Empty} icon="equals" text=${t(filtered ? "agreement.none-filtered" : "agreement.none")}>${filtered > 0 && html`<button type="button" class="button" data-test="clear-filters" onClick=${clear}>${t("filter.clear")}</button>`}<//>`
        : html`<${MatrixTable} matrix=${matrix} query=${query} />`}
    </div>
    <p class="source">${t("agreement.as-of", { at: stampText(now().toISOString()), n: matrix.incidents })}</p>`;
}

/** @param {{matrix: Matrix, query: Record<string, string>}} props */
function MatrixTable({ matrix, query }) {
  const columns = [...matrix.pairs.map((p) => ({ p, observer: false })), ...matrix.observers.map((p) => ({ p, observer: true }))];
  const first = matrix.pairs.length; // where the observers begin
  return html`<table class="table mx" data-test="matrix">
    <caption class="hidden">${t("agreement.caption")}</caption>
    <thead>
      <tr><th scope="col" rowspan="2">${t("agreement.family")}</th>
        ${matrix.pairs.length > 0 && html`<th scope="colgroup" colspan=${matrix.pairs.length}>${t("agreement.partners")}</th>`}
        ${matrix.observers.length > 0 && html`<th scope="colgroup" colspan=${matrix.observers.length} class="mx-apart">${t("agreement.observers")}</th>`}</tr>
      <tr>${columns.map(({ p }, i) => html`<th scope="col" key=${p.a + p.b} class=${cx(i === first && "mx-apart")}>
        <a href=${href("/agreement", { ...filtersOf(query), pair: `${p.a},${p.b}` })}><${PartnerMark} code=${p.a} full /> <${PartnerMark} code=${p.b} full /></a>
        <span class="under">${t("agreement.incidents", { n: p.incidents })}${p.provisional > 0 && ` · ${t("agreement.provisional", { n: p.provisional })}`}</span></th>`)}</tr>
    </thead>
    <tbody>${matrix.families.map((family) => html`<tr key=${family} data-family=${family}>
      <th scope="row" class="mx-family">${code("group", family)}</th>
      ${columns.map(({ p }, i) => html`<td key=${p.a + p.b} class=${cx("mx-cell", i === first && "mx-apart")} data-label=${pairName(p)}><${Counts} pair=${p} family=${family} kinds=${matrix.kinds} query=${query} /></td>`)}
    </tr>`)}</tbody>
  </table>`;
}

const pairName = (/** @type {{a: string, b: string}} */ p) => t("agreement.pair", { a: partnerName(p.a), b: partnerName(p.b) });

/** The four numbers of a cell, each a way to its incidents. @param {{pair: Pair, family: string, kinds: string[], query: Record<string, string>}} props */
function Counts({ pair, family, kinds, query }) {
  const cells = pair.families[family] ?? {};
  if (!kinds.some((k) => cells[k]?.fields > 0)) return html`<span class="quiet">${t("agreement.nothing")}</span>`;
  return html`<ul class="mx-counts">${kinds.map((kind) => {
    const n = cells[kind]?.fields ?? 0;
    if (n === 0) return html`<li key=${kind} class="mx-none"><span class="mx-n" aria-hidden="true">0</span> <span>${kindWords(kind)}<span class="hidden">: 0</span></span></li>`;
    return html`<li key=${kind}><a class=${`mx-link mx-${kind}`} data-test=${`cell-${pair.a}-${pair.b}-${family}-${kind}`} href=${href("/agreement", { ...filtersOf(query), pair: `${pair.a},${pair.b}`, family, kind })}>
      <${Icon} name=${looks[kind][1]} /><span class="mx-n">${n}</span> <span>${kindWords(kind)}<span class="hidden">${t("agreement.cell", { family: code("group", family), pair: pairName(pair) })}</span></span></a></li>`;
  })}</ul>`;
}

/** People killed, as bounds in words. @param {Totals} v */
function totalsText(v) {
  if (v.incidents_max === 0) return t("totals.none");
  if (v.open > 0) return v.min === v.stated_max ? t("totals.at-least", { n: v.min }) : t("totals.open", { min: v.min, n: v.stated_max });
  return v.min === v.max ? t("totals.exact", { n: v.min }) : t("totals.between", { min: v.min, n: v.stated_max });
}

/** What the bounds rest on. @param {Totals} v */
const totalsNote = (v) => [
  v.incidents_max > 0 && t("totals.whose"),
  v.incidents_max > 0 && (v.incidents_min === v.incidents_max ? t("totals.incidents", { n: v.incidents_max }) : t("totals.incidents-between", { min: v.incidents_min, n: v.incidents_max })),
  v.open > 0 && t("totals.no-maximum", { n: v.open }),
  v.undecided > 0 && t("totals.undecided", { n: v.undecided }),
  v.observers_only > 0 && t("totals.observers-only", { n: v.observers_only }),
].filter(Boolean).join(" ");

/** @typedef {{id: string, ref: string|null, title: string, started: any, place: any, provisional: boolean, fields: {family: string, field: string, kind: string, why: string}[]}} Item */

/** @returns {import("../ui/table.js").Column[]} */
const columns = () => [
  { name: "incident", label: t("agreement.incident"), main: true, cell: (/** @type {Item} */ i) => html`<a href=${`#/i/${i.id}/compare`} data-test="agreement-incident" dir="auto">${i.title}</a>
      <span class="under">${i.ref && html`<${Ref}>${i.ref}<//> · `}<bdi>${placeText(i.place)}</bdi>${i.provisional && ` · ${t("match.provisional")}`}</span>` },
  { name: "when", label: t("agreement.when"), cell: (/** @type {Item} */ i) => html`<${WhenCell} value=${i.started} />` },
  { name: "fields", label: t("agreement.fields"), cell: (/** @type {Item} */ i) => html`<ul class="mx-fields">${i.fields.map((f) => html`<li key=${f.field}><${Chip} look=${looks[f.kind][0]} icon=${looks[f.kind][1]}>${fieldName(f.field)}<//><span class="under" dir="auto">${f.why}</span></li>`)}</ul>` },
];

/** The incidents behind one number: cell is what they were asked for. @param {{data: {items: Item[], next: string|null, total: number}, cell: Record<string, string>, query: Record<string, string>}} props */
function CellList({ data, cell, query }) {
  const [a, b] = cell.pair.split(",");
  const what = [cell.kind && kindWords(cell.kind), cell.family && code("group", cell.family)].filter((w) => typeof w === "string" && w !== "");
  return html`
    <section class="stack" aria-labelledby="cell-title">
      <p><a class="button small" href=${href("/agreement", filtersOf(query))} data-test="to-matrix"><${Icon} name="prev" />${t("agreement.back")}</a></p>
      <h2 id="cell-title">${pairName({ a, b })}${what.length > 0 && `: ${list(/** @type {string[]} */ (what))}`}</h2>
      <p class="quiet" data-test="cell-total">${t("agreement.incidents", { n: data.total })}</p>
      <div class="sheet">
        ${data.items.length === 0
          ? html`<${Empty} icon="search" text=${t("agreement.cell-none")} />`
          : html`<${Table} caption=${t("agreement.list")} columns=${columns()} rows=${data.items} selected=${query.sel} select=${(/** @type {Item} */ i) => setQuery({ sel: i.id }, { replace: true })} open=${(/** @type {Item} */ i) => go(`/i/${i.id}/compare`)} test="agreement-list" />`}
        <${Pages} next=${data.next} cursor=${query.cursor} go=${(/** @type {string} */ cursor) => setQuery({ cursor, sel: "" })} />
      </div>
    </section>`;
}

export const local = ["sel"];
