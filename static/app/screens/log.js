// S3: log an incident. Three things are enough; everything else may wait.

import { useRef, useState } from "preact/hooks";
import { html } from "../ui/html.js";
import { FormErrors, ReportForm } from "../ui/reportform.js";
import { Nearby } from "../ui/nearby.js";
import { Saved } from "../ui/saved.js";
import { ErrorState, Notice, Problem } from "../ui/states.js";
import { useForm } from "../ui/formstate.js";
import { toast } from "../ui/toast.js";
import { another, emptyForm, formFrom } from "../report.js";
import { sealAll, waiting } from "../seal.js";
import { api } from "../api.js";
import { draft, keepDraft, useDraft } from "../drafts.js";
import { useKeys } from "../keys.js";
import { useConnection } from "../events.js";
import { t } from "../i18n.js";
import { can } from "../store.js";
import { go } from "../router.js";

export const title = () => t("log.title");

/** What a form that is logged can refer to beside itself: nothing yet. */
const around = { sources: [], held: [], exhibits: [] };

export const Screen = () => (can("LOG_REPORT") ? html`<${LogForm} />` : html`<${ErrorState} error=${{ status: 403 }} />`);

function LogForm() {
  const kept = useRef(formFrom(draft("log")));
  const [restored, setRestored] = useState(!!kept.current);
  const [saved, setSaved] = useState(/** @type {any} */ (null));
  const [unsealed, setUnsealed] = useState(/** @type {any[]} */ ([]));
  const [verdicts, setVerdicts] = useState(/** @type {Record<string, string>} */ ({}));
  const offline = useConnection() === "offline";
  const f = useForm(() => kept.current ?? emptyForm(), async (facts, form) => {
    const report = await api.post("/reports", facts);
    f.changed.current = false;
    keepDraft("log", null);
    setUnsealed(await sealAll(report.id, waiting(form, f.secrets.of)));
    f.secrets.forget();
    setSaved(report);
    scrollTo(0, 0);
  });
  useDraft("log", f.form, f.changed);
  const save = () => (offline ? keep() : f.save());
  useKeys({ Send: () => !saved && save() });

  function keep() {
    keepDraft("log", f.form);
    f.changed.current = false;
    toast(t(offline ? "log.kept-offline" : "log.kept"));
    if (!offline) go("/incidents");
  }

  function begin(/** @type {import("../report.js").Form} */ form) {
    f.changed.current = false;
    keepDraft("log", null);
    setRestored(false);
    setSaved(null);
    setVerdicts({});
    f.setWrong({});
    f.secrets.forget();
    f.setForm(form);
  }

  /** Most series of reports share place and source. */
  function again() {
    begin(another(f.form));
    requestAnimationFrame(() => document.getElementById("when-text")?.focus());
  }

  if (saved) return html`<${Saved} report=${saved} verdicts=${verdicts} unsealed=${unsealed} another=${again} />`;
  return html`<div class="page log">
    <header class="page-head"><div><h1>${t("log.title")}</h1><p class="quiet">${t("log.intro")}</p></div></header>
    ${restored && html`<${Notice} actions=${html`<button type="button" class="button small" data-test="discard" onClick=${() => begin(emptyForm())}>${t("log.discard")}</button>`}>${t("log.restored")}<//>`}
    <${FormErrors} wrong=${f.wrong} round=${f.round} />
    <form id="report-form" class="stack" tabindex="-1" novalidate onSubmit=${(/** @type {Event} */ e) => (e.preventDefault(), save())} data-test="log-form">
      <${ReportForm} form=${f.form} put=${f.put} wrong=${f.wrong} round=${f.round} around=${around} secrets=${f.secrets}
        after=${html`<${Nearby} form=${f.form} verdicts=${verdicts} decide=${(/** @type {string} */ id, /** @type {string} */ v) => setVerdicts({ ...verdicts, [id]: v })} />`} />
      <${Problem} error=${f.failure} />
      <div class="save-bar">
        <button type="submit" class="button primary" data-test="save" aria-disabled=${f.busy}>${f.busy ? t("state.sending") : t(offline ? "log.save-here" : "log.save")}</button>
        ${!offline && html`<button type="button" class="button" data-test="keep-draft" onClick=${keep}>${t("log.keep")}</button>`}
        <span class="quiet">${t(offline ? "log.offline" : "log.draft-kept")}</span>
      </div>
    </form>
  </div>`;
}
