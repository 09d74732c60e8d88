// The first rows of the file: as each will be read, or what is wrong in which cell.

import { html, cx } from "./html.js";
import { Icon } from "./icon.js";
import { Count, Where } from "./values.js";
import { When } from "./when.js";
import { RowChip } from "./importmeanings.js";
import { code, t } from "../i18n.js";

/** @typedef {import("../importing.js").Look} Look */
/** @typedef {import("../importing.js").Row} Row */

/** @param {{look: Look}} props */
export function ImportPreview({ look }) {
  const bad = look.rows.filter((r) => r.problems.length).length;
  if (!look.rows.length) return html`<div class="sheet padded"><p>${t("import.no-rows")}</p></div>`;
  return html`<div class="sheet" data-test="preview">
    <div class="sheet-head"><h3>${t("import.preview", { n: look.rows.length })}</h3><span class="quiet">${look.missing?.length ? t("import.preview-waits") : bad ? t("import.preview-bad", { n: bad }) : t("import.preview-good")}</span></div>
    <div class="scroll-x" role="region" aria-label=${t("import.preview", { n: look.rows.length })} tabindex="0">
      <table class="table preview">
        <thead><tr><th scope="col">${t("import.row")}</th><th scope="col">${t("import.read-as")}</th>${look.columns.map((c) => html`<th scope="col" key=${c}><bdi>${c}</bdi></th>`)}</tr></thead>
        <tbody>${look.rows.map((r) => html`<${Line} key=${r.row} row=${r} columns=${look.columns} waits=${look.missing?.length > 0} />`)}</tbody>
      </table>
    </div>
  </div>`;
}

/** @param {{row: Row, columns: string[], waits: boolean}} props */
function Line({ row: r, columns, waits }) {
  const wrong = (/** @type {string} */ column) => r.problems.filter((p) => p.column === column);
  return html`<tr data-row=${r.row}>
    <th scope="row" class="numeric"><span class="hidden">${t("import.row")} </span>${r.row}</th>
    <td class="read-as" data-label=${t("import.read-as")}><div>
      ${r.title && html`<strong dir="auto">${r.title}</strong>`}
      ${r.read && html`<span class="under">${[
        r.read.started && html`<${When} value=${r.read.started} />`,
        r.read.place && html`<${Where} value=${r.read.place} />`,
        r.read.killed && html`<span>${t("harm.killed")} <${Count} value=${r.read.killed} /></span>`,
        r.read.category && code("category", r.read.category)].filter(Boolean).map((part, i) => html`${i > 0 && html`<span aria-hidden="true"> · </span>`}${part}`)}</span>`}
      ${!waits && (r.problems.length > 0 || !r.title) && html`<${RowChip} bad=${r.problems.length} />`}
      ${r.problems.length > 0 && html`<ul class="bad-list">${r.problems.map((p, i) => html`<li key=${i}><bdi class="bad-column">${p.column}</bdi> <span dir="auto">${p.message}</span></li>`)}</ul>`}
    </div></td>
    ${columns.map((c) => html`<td key=${c} data-label=${c} class=${cx("cell", wrong(c).length > 0 && "bad")}>
      <span dir="auto">${r.cells[c] ?? ""}</span>${wrong(c).length > 0 && html`<${Icon} name="warning" />`}</td>`)}
  </tr>`;
}
