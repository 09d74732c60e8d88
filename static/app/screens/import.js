// S14: a file of reports on its way in, a step at a time. Nothing is stored before
// the last step, and what was stored can be taken back as one.

import { useEffect, useRef } from "preact/hooks";
import { html, cx } from "../ui/html.js";
import { ImportFile } from "../ui/importfile.js";
import { ImportList } from "../ui/importlist.js";
import { ImportColumns } from "../ui/importcolumns.js";
import { ImportCheck } from "../ui/importcheck.js";
import { ImportRun } from "../ui/importrun.js";
import { api } from "../api.js";
import { t } from "../i18n.js";

export const title = () => t("import.title");
export const local = ["file", "trial", "id"];

/** @param {{query: Record<string, string>, signal: AbortSignal}} at */
export const load = ({ query: { cursor }, signal }) => api.get("/imports", { limit: 20, cursor }, signal);

const steps = ["file", "columns", "check", "run"];

/** @param {import("../types.js").ScreenProps} props */
export function Screen({ data, query, reload }) {
  const at = query.id ? 3 : query.trial ? 2 : query.file ? 1 : 0;
  const head = useRef(/** @type {HTMLElement|null} */ (null));
  const before = useRef(at);
  useEffect(() => {
    if (before.current === at) return;
    before.current = at;
    head.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
    if (at === 0) reload();
  }, [at]);
  return html`<div class=${cx("page importing", at === 1 && "wide")}>
    <header class="page-head"><h1>${t("import.title")}</h1></header>
    <ol class="import-steps" aria-label=${t("import.steps")}>
      ${steps.map((name, i) => html`<li key=${name} class=${cx("import-step", i === at && "on", i < at && "past")} aria-current=${i === at ? "step" : undefined}><span class="import-step-n" aria-hidden="true">${i + 1}</span><span>${t(`import.step.${name}`)}</span></li>`)}
    </ol>
    <h2 class="import-step-head" tabindex="-1" ref=${head}>${t(`import.head.${steps[at]}`)}</h2>
    ${at === 0 && html`<${ImportFile} /><${ImportList} page=${data} cursor=${query.cursor} />`}
    ${at === 1 && html`<${ImportColumns} key=${query.file} upload=${query.file} />`}
    ${at === 2 && html`<${ImportCheck} key=${query.trial} upload=${query.file} trial=${query.trial} />`}
    ${at === 3 && html`<${ImportRun} key=${query.id} id=${query.id} reload=${reload} />`}
  </div>`;
}
