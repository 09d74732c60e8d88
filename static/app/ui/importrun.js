// One import: how far it is, what it did, the rows it left out, and the way back.

import { useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Notice, Problem } from "./states.js";
import { Stamp } from "./when.js";
import { Ref } from "./values.js";
import { ActionDialog } from "./dialog.js";
import { ImportProgress } from "./importprogress.js";
import { Numbers, Rejected } from "./importcheck.js";
import { announce } from "./toast.js";
import { useImport } from "../importing.js";
import { api, seg } from "../api.js";
import { t } from "../i18n.js";
import { hasScreen } from "../screens.js";

/** What each end of an import looks like. @type {Record<string, string>} */
const looks = { DONE: "good", REFUSED: "warn", FAILED: "warn", INTERRUPTED: "warn", UNDONE: "info" };

/** @param {{id: string, reload: () => Promise<void>}} props */
export function ImportRun({ id, reload }) {
  const { job, error, again } = useImport(id, () => (announce(t("import.ended")), reload()));
  const [undoing, setUndoing] = useState(false);
  const [undone, setUndone] = useState(/** @type {any} */ (null));
  if (!job) return error ? html`<div class="sheet padded stack"><${Problem} error=${error} /><div class="actions"><${Another} /></div></div>` : null;
  const { summary: sum, state } = job;
  const stored = sum.added + sum.changed > 0;
  const may = stored && ["DONE", "INTERRUPTED", "FAILED"].includes(state);
  const ended = async (/** @type {any} */ what) => {
    setUndoing(false);
    if (what?.left === undefined) return; // left as it was
    setUndone(what);
    again(await api.get(`/imports/${seg(id)}`));
    reload();
  };
  return html`<div class="stack" data-test="import" data-state=${state}>
    <div class="sheet padded stack">
      <p><strong dir="auto">${job.name}</strong><span class="under">${t(`import.format.${job.format}`)} · <${Stamp} at=${job.at} /> · <bdi>${job.by}</bdi></span></p>
      ${state === "RUNNING" ? html`<${ImportProgress} job=${job} /><${Problem} error=${error} />` : html`
        <${Notice} kind=${looks[state]} icon=${state === "DONE" ? "check" : undefined}>
          <strong data-test="outcome">${t(`import.ended.${state}`)}</strong>${sum.problem && html`<p dir="auto">${sum.problem}</p>`}${state === "INTERRUPTED" && html`<p>${t("import.interrupted-hint")}</p>`}<//>
        <${Numbers} sum=${sum} test="result" words="import.did" />
        <p class="import-next">
          ${sum.matches > 0 && hasScreen("/matches") && html`<a href="#/matches"><${Icon} name="matches" />${t("import.matches", { n: sum.matches })}</a>`}
          ${sum.gaps > 0 && hasScreen("/gaps") && html`<a href="#/gaps"><${Icon} name="gaps" />${t("import.gaps", { n: sum.gaps })}</a>`}
        </p>`}
    </div>
    ${undone && html`<${Undone} what=${undone} />`}
    ${state !== "RUNNING" && job.rejects && html`<${Rejected} id=${id} sum=${sum} />`}
    ${state !== "RUNNING" && html`<div class="actions">
      <${Another} />
      ${stored && html`<a class="button" href="#/incidents?sort=-started"><${Icon} name="incidents" />${t("action.to-incidents")}</a>`}
      ${may && html`<button type="button" class="button" data-test="undo-import" onClick=${() => setUndoing(true)}><${Icon} name="undo" />${t("import.undo")}</button>`}
    </div>`}
    ${undoing && html`<${Undo} job=${job} close=${ended} />`}
  </div>`;
}

const Another = () => html`<a class="button primary" href="#/import" data-test="another-file">${t("import.another")}</a>`;

/** @param {{job: any, close: (done?: any) => void}} props */
export function Undo({ job, close }) {
  const [reason, setReason] = useState("");
  const run = () => api.post(`/imports/${seg(job.id)}/undo`, { reason: reason.trim() });
  return html`<${ActionDialog} title=${t("import.undo-title", { name: job.name })} action=${t("import.undo-do")} danger test="undo-do" ready=${!!reason.trim()} run=${run} close=${close}>
    <p>${t("import.undo-text", { n: job.summary.added + job.summary.changed })}</p>
    <label class="field"><span class="label">${t("import.undo-reason")}</span><span class="hint">${t("import.undo-reason-hint")}</span>
      <input type="text" data-test="undo-reason" maxlength="400" dir="auto" value=${reason} onInput=${(/** @type {any} */ e) => setReason(e.target.value)} /></label>
  <//>`;
}

/** What the way back did, and which reports somebody has changed since. @param {{what: {withdrawn: number, restored: number, left: {ref: string, reason: string}[]}}} props */
const Undone = ({ what }) => html`<div class="sheet padded stack" data-test="undone" role="status">
  <p>${t("import.undone", { n: what.withdrawn })}${what.restored > 0 && ` ${t("import.restored", { n: what.restored })}`}</p>
  ${what.left.length > 0 && html`<div><p><strong>${t("import.left-alone", { n: what.left.length })}</strong></p>
    <ul>${what.left.map((l) => html`<li key=${l.ref}><${Ref}>${l.ref}<//> <span dir="auto">${l.reason}</span></li>`)}</ul></div>`}
</div>`;
