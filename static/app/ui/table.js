// A table of records: sortable, walked with j and k, opened with Enter, and drawn
// as cards where there is no room for columns.

import { useEffect, useMemo, useRef } from "preact/hooks";
import { html, cx } from "./html.js";
import { Icon } from "./icon.js";
import { t } from "../i18n.js";
import { useKeys } from "../keys.js";

/**
 * @typedef {object} Column
 * @property {string} name used as a class (col-NAME) and for sorting
 * @property {string} label shown above, and beside the value on a card
 * @property {any} [head] what stands above instead of the label, such as an axis
 * @property {(row: any) => any} cell
 * @property {boolean} [numeric]
 * @property {boolean} [main] names the row: its row header, and the head of its card
 * @property {string} [sort] the name the server sorts by
 * @property {(row: any) => boolean} [blank] nothing worth a line on a card
 */

/**
 * @param {object} props
 * @param {string} props.caption
 * @param {Column[]} props.columns
 * @param {any[]} props.rows each with an id
 * @param {string} [props.selected] id of the selected row
 * @param {(row: any) => void} [props.select] on j, k and on a click beside the link
 * @param {(row: any) => void} [props.press] on a click beside the link, where that is not the same
 * @param {(row: any) => void} [props.open] on Enter
 * @param {string} [props.sort] name of the sorted column, with - before it for descending
 * @param {(sort: string) => void} [props.onSort]
 * @param {string} [props.test]
 */
export function Table({ caption, columns, rows, selected, select, press = select, open, sort, onSort, test }) {
  const body = useRef(/** @type {HTMLElement|null} */ (null));
  const moved = useRef(""); // the row that focus is to follow to
  const at = rows.findIndex((r) => r.id === selected);

  function step(/** @type {number} */ by) {
    const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))];
    if (!next) return;
    moved.current = next.id;
    select?.(next);
  }
  useKeys({
    KeyJ: () => step(1),
    KeyK: () => step(-1),
    Enter: (e) => {
      // A link or button elsewhere keeps its own meaning.
      const control = /** @type {HTMLElement} */ (e.target).closest?.("a, button, input, select, summary, [role=button]");
      if (at < 0 || (control && !body.current?.children[at]?.contains(control))) return false;
      open?.(rows[at]);
    },
  });
  useEffect(() => {
    if (at < 0 || moved.current !== rows[at].id) return;
    moved.current = "";
    const row = /** @type {HTMLElement|undefined} */ (body.current?.children[at]);
    row?.scrollIntoView({ block: "nearest" });
    /** @type {HTMLElement|null|undefined} */ (row?.querySelector("a, button"))?.focus({ preventScroll: true });
  }, [at]);

  // Cells are drawn once for a page of rows: moving the selection leaves them alone,
  // as long as the screen keeps its columns (useMemo).
  const cells = useMemo(() => rows.map((row) => columns.map((c) => c.cell(row))), [rows, columns]);

  function click(/** @type {any} */ row, /** @type {MouseEvent} */ e) {
    const target = /** @type {HTMLElement} */ (e.target);
    if (target.closest("a, button, input") || getSelection()?.toString()) return;
    press?.(row);
  }

  return html`<table class="table" data-test=${test}>
    <caption class="hidden">${caption}</caption>
    <thead><tr>${columns.map((c) => html`<${Head} key=${c.name} column=${c} sort=${sort} onSort=${onSort} />`)}</tr></thead>
    <tbody ref=${body}>
      ${rows.map((row, i) => html`<tr key=${row.id} class=${cx(select && "pick", row.id === selected && "selected")} aria-current=${row.id === selected ? "true" : undefined}
          data-id=${row.id} onClick=${(/** @type {MouseEvent} */ e) => click(row, e)}>
        ${columns.map((c, j) => c.main
          ? html`<th key=${c.name} scope="row" class=${`col-${c.name}`}>${cells[i][j]}</th>`
          : html`<td key=${c.name} class=${cx(`col-${c.name}`, c.numeric && "numeric", c.blank?.(row) && "blank")} data-label=${c.label}>${cells[i][j]}</td>`)}
      </tr>`)}
    </tbody>
  </table>`;
}

/** @param {{column: Column, sort?: string, onSort?: (sort: string) => void}} props */
function Head({ column, sort, onSort }) {
  const cls = cx(`col-${column.name}`, column.numeric && "numeric");
  if (!column.sort || !onSort) return html`<th scope="col" class=${cls}>${column.head ?? column.label}</th>`;
  const up = sort === column.sort;
  const down = sort === `-${column.sort}`;
  return html`<th scope="col" class=${cls} aria-sort=${up ? "ascending" : down ? "descending" : undefined}>
    <button type="button" class="sort" title=${t(down ? "table.sort-up" : "table.sort-down")} onClick=${() => onSort(down ? column.sort ?? "" : `-${column.sort}`)}>
      ${column.label}${(up || down) && html`<${Icon} name=${up ? "up" : "down"} />`}</button>
  </th>`;
}

/**
 * Previous and next page. Cursors only lead forward, so the way back is remembered.
 * @param {{next: string|null, cursor?: string, go: (cursor: string) => void, shown: number}} props
 */
export function Pager({ next, cursor = "", go, shown }) {
  const trail = useRef(/** @type {string[]} */ ([]));
  if (!cursor) trail.current = [];
  if (!next && !cursor) return null;
  const forward = () => (trail.current.push(cursor), go(next ?? ""));
  const back = () => go(trail.current.pop() ?? "");
  return html`<nav class="pager" aria-label=${t("pager.label")}>
    <span class="quiet">${t("pager.shown", { n: shown })}</span>
    ${cursor && html`<button type="button" class="button" data-test="page-back" onClick=${back}><${Icon} name="prev" />${t("pager.back")}</button>`}
    ${next && html`<button type="button" class="button" data-test="page-next" onClick=${forward}>${t("pager.next")}<${Icon} name="next" /></button>`}
  </nav>`;
}
