// What was imported before, by whom, and what came of it.

import { html } from "./html.js";
import { Chip } from "./chip.js";
import { Pages } from "./pages.js";
import { Stamp } from "./when.js";
import { t } from "../i18n.js";
import { href, setQuery } from "../router.js";

/** @type {Record<string, [string, string]>} */
const looks = { RUNNING: ["progress", "half"], DONE: ["done", "check"], REFUSED: ["stopped", "stopped"], FAILED: ["conflict", "warning"], INTERRUPTED: ["missing", "warning"], UNDONE: ["stopped", "undo"] };

/** @param {any} sum */
const resultText = (sum) => ["added", "changed", "unchanged", "rejected"].filter((k) => sum[k] > 0).map((k) => t(`import.short.${k}`, { n: sum[k] })).join(", ");

/** @param {{page: {items: any[], next: string|null}, cursor?: string}} props */
export const ImportList = ({ page, cursor }) => page.items.length > 0 && html`<section class="stack" aria-labelledby="past">
  <h2 id="past">${t("import.past")}</h2>
  <div class="sheet">
    <table class="table" data-test="imports">
      <caption class="hidden">${t("import.past")}</caption>
      <thead><tr><th scope="col">${t("import.file")}</th><th scope="col">${t("import.when")}</th><th scope="col">${t("import.what")}</th><th scope="col">${t("import.result")}</th></tr></thead>
      <tbody>${page.items.map((i) => html`<tr key=${i.id}>
        <th scope="row"><a href=${href("/import", { id: i.id })} dir="auto">${i.name}</a><span class="under">${t(`import.format.${i.format}`)}</span></th>
        <td data-label=${t("import.when")}><${Stamp} at=${i.at} /><span class="under"><bdi>${i.by}</bdi></span></td>
        <td data-label=${t("import.what")}>${i.summary.dry_run ? t("import.short.trial") : resultText(i.summary) || t("import.short.nothing")}</td>
        <td data-label=${t("import.result")}><${Chip} look=${looks[i.state]?.[0]} icon=${looks[i.state]?.[1]}>${t(`import.state.${i.state}`)}<//></td>
      </tr>`)}</tbody>
    </table>
    <${Pages} next=${page.next} cursor=${cursor} go=${(/** @type {string} */ c) => setQuery({ cursor: c })} />
  </div>
</section>`;
