// The third step: every row was checked and compared with what is held, and nothing
// is stored yet. What would happen is said in numbers, with every row that is left
// out or may be there already.

import { useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Empty, Notice, Problem } from "./states.js";
import { Ref } from "./values.js";
import { ShareChoice } from "./share.js";
import { ImportProgress } from "./importprogress.js";
import { useAction } from "./dialog.js";
import { asked, forget, readingOf, useImport } from "../importing.js";
import { api, seg } from "../api.js";
import { t } from "../i18n.js";
import { can } from "../store.js";
import { href, setQuery } from "../router.js";

/** @param {{upload: string, trial: string}} props */
export function ImportCheck({ upload, trial }) {
  const { job, error } = useImport(trial);
  const [choice, setChoice] = useState("ORIGIN");
  const sum = job?.summary;
  const share = choice.startsWith("NAMED:") ? choice.slice(6) : choice === "ORIGIN" ? undefined : choice.toLowerCase();
  const run = useAction(() => api.post("/imports", { ...asked(upload, readingOf(upload)), share, skip_bad: sum.rejected > 0, background: true }),
    (made) => (forget(upload), setQuery({ id: made.id, file: "", trial: "" })));
  const back = html`<a class="button" href=${href("/import", { file: upload })} data-test="back-to-columns"><${Icon} name="prev" />${t("import.back")}</a>`;
  if (!job) return error ? html`<div class="sheet padded stack"><${Problem} error=${error} /><div class="actions">${back}</div></div>` : null;
  if (job.state === "RUNNING") return html`<div class="sheet padded stack"><${ImportProgress} job=${job} /><${Problem} error=${error} /></div>`;
  if (job.state !== "TRIED") return html`<div class="sheet padded stack"><${Problem} error=${{ detail: sum.problem || t("import.check-failed") }} /><div class="actions">${back}</div></div>`;

  const n = sum.added + sum.changed;
  const twice = sum.duplicates ?? [];
  return html`<div class="stack" data-test="checked">
    <div class="sheet padded"><${Numbers} sum=${sum} test="trial" words="import.would" twice=${twice.length} /></div>
    ${sum.rejected > 0 && html`<${Rejected} id=${trial} sum=${sum} />`}
    ${twice.length > 0 && html`<${Duplicates} rows=${twice} />`}
    ${n > 0 && can("SHARE_REPORT") && html`<div class="sheet padded stack"><h3>${t("import.share")}</h3><${ShareChoice} value=${choice} onChange=${setChoice} /></div>`}
    ${n === 0 && html`<div class="sheet"><${Empty} icon="check" text=${t(sum.rejected ? "import.nothing-good" : "import.nothing-new")} /></div>`}
    <${Problem} error=${run.error} />
    <div class="actions">
      ${n > 0 && html`<button type="button" class="button primary" data-test="run" aria-disabled=${run.busy} onClick=${() => run.start()}>${run.busy ? t("state.sending") : t("import.run", { n })}</button>`}
      ${back}
      ${n > 0 && html`<span class="quiet">${sum.rejected > 0 ? t("import.run-without", { n: sum.rejected }) : t("import.run-note")}</span>`}
    </div>
  </div>`;
}

/**
 * What an import does or did, in numbers. words begins the key of each name.
 * @param {{sum: any, words: string, test: string, twice?: number}} props
 */
export const Numbers = ({ sum, words, test, twice = 0 }) => html`<dl class="numbers" data-test=${test}>
  ${[["added", sum.added, true], ["changed", sum.changed, sum.changed > 0], ["unchanged", sum.unchanged, sum.unchanged > 0], ["rejected", sum.rejected, sum.rejected > 0], ["twice", twice, twice > 0]].map(([name, n, on]) => on && html`
    <div key=${name} data-number=${name}><dt>${t(`${words}.${name}`)}</dt><dd class="number">${t("import.n", { n })}</dd></div>`)}
</dl>`;

const few = 50;

/** The rows that are left out, with what is wrong in each. @param {{id: string, sum: any}} props */
export const Rejected = ({ id, sum }) => html`<details class="sheet rejected" open=${sum.rejected <= 10} data-test="rejected">
  <summary class="sheet-head"><h3>${t("import.rejected", { n: sum.rejected })}</h3></summary>
  <div class="padded stack">
    <p>${t("import.rejected-hint")}</p>
    <div><a class="button" download data-test="rejects" href=${`/api/v1/imports/${seg(id)}/rejects`}><${Icon} name="download" />${t("import.rejects")}</a></div>
    <table class="table bad-cells">
      <caption class="hidden">${t("import.rejected", { n: sum.rejected })}</caption>
      <thead><tr><th scope="col">${t("import.row")}</th><th scope="col">${t("import.column")}</th><th scope="col">${t("import.wrong")}</th></tr></thead>
      <tbody>${sum.errors.slice(0, few).map((/** @type {any} */ e, /** @type {number} */ i) => html`<tr key=${i}><th scope="row" data-label=${t("import.row")}>${e.row}</th><td data-label=${t("import.column")}><bdi>${e.column}</bdi></td><td data-label=${t("import.wrong")} dir="auto">${e.message}</td></tr>`)}</tbody>
    </table>
    ${sum.errors.length > few && html`<p class="quiet">${t("import.more-bad", { n: sum.errors.length - few })}</p>`}
  </div>
</details>`;

/** @param {{rows: any[]}} props */
const Duplicates = ({ rows }) => html`<details class="sheet duplicates" open=${rows.length <= 10} data-test="duplicates">
  <summary class="sheet-head"><h3>${t("import.duplicates", { n: rows.length })}</h3></summary>
  <div class="padded stack">
    <${Notice}>${t("import.duplicates-hint")}<//>
    <ul class="plain-list duplicate-list">${rows.slice(0, few).map((d) => html`<li key=${d.row}><span class="duplicate-row">${t("import.row-n", { n: d.row })}</span> <span dir="auto">${d.why}</span>
      ${d.ref && html` <a href=${href("/incidents", { filter: `ref=${d.ref}` })} target="_blank"><${Ref}>${d.ref}<//><span class="hidden"> ${t("import.new-window")}</span></a>`}</li>`)}</ul>
    ${rows.length > few && html`<p class="quiet">${t("import.more-duplicates", { n: rows.length - few })}</p>`}
  </div>
</details>`;
