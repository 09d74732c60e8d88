// S3: log an incident. Three things are enough; everything else may wait.

import { useRef, useState } from "preact/hooks";
import { html } from "../ui/html.js";
import { ErrorSummary } from "../ui/field.js";
import { ReportForm, fieldOf } from "../ui/reportform.js";
import { Nearby } from "../ui/nearby.js";
import { Saved } from "../ui/saved.js";
import { Notice, Problem } from "../ui/states.js";
import { emptyForm, factsOf, problemsOf } from "../report.js";
import { api } from "../api.js";
import { draft, keepDraft, useDraft } from "../drafts.js";
import { useKeys } from "../keys.js";
import { useConnection } from "../events.js";
import { t } from "../i18n.js";

export const title = () => t("log.title");

export function Screen() {
  const kept = useRef(draft("log"));
  const [form, setForm] = useState(/** @type {import("../report.js").Form} */ ({ ...emptyForm(), ...kept.current }));
  const [restored, setRestored] = useState(!!kept.current);
  const [wrong, setWrong] = useState(/** @type {Record<string, string>} */ ({}));
  const [round, setRound] = useState(0);
  const [failure, setFailure] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState(false);
  const [saved, setSaved] = useState(/** @type {any} */ (null));
  const [verdicts, setVerdicts] = useState(/** @type {Record<string, string>} */ ({}));
  const changed = useRef(false);
  const sending = useRef(false);
  const offline = useConnection() === "offline";

  useDraft("log", form, changed);

  function put(/** @type {any} */ changes) {
    changed.current = true;
    setForm((f) => ({ ...f, ...changes }));
    const fixed = Object.keys(changes).filter((name) => wrong[name]);
    if (fixed.length) setWrong((w) => Object.fromEntries(Object.entries(w).filter(([name]) => !fixed.includes(name))));
  }

  function show(/** @type {Record<string, string>} */ all) {
    setWrong(all);
    setRound((n) => n + 1);
  }

  async function save() {
    if (sending.current) return;
    sending.current = true;
    setBusy(true);
    setFailure(null);
    let facts = /** @type {any} */ (null);
    try {
      const { wrong: now, when, where } = await problemsOf(form);
      if (Object.keys(now).length) return show(now);
      setWrong({});
      facts = factsOf(form, when, where);
      const report = await api.post("/reports", facts);
      changed.current = false;
      keepDraft("log", null);
      setSaved(report);
      scrollTo(0, 0);
    } catch (/** @type {any} */ error) {
      if (error.name !== "ApiError") console.error(error);
      if (error.errors?.length && facts) return show(Object.fromEntries(error.errors.map((/** @type {any} */ e) => [fieldOf(e, facts), e.detail])));
      setFailure(error);
    } finally {
      sending.current = false;
      setBusy(false);
    }
  }
  useKeys({ Send: () => !saved && save() });

  function discard() {
    changed.current = false;
    keepDraft("log", null);
    setRestored(false);
    setWrong({});
    setForm(emptyForm());
  }

  /** Most series of reports share place and source. */
  function another() {
    setForm({ ...emptyForm(), where: form.where, source: form.source, sourceTitle: form.sourceTitle, actor: form.actor, actorText: form.actorText });
    setSaved(null);
    setVerdicts({});
    setRestored(false);
    requestAnimationFrame(() => document.getElementById("title")?.focus());
  }

  if (saved) return html`<${Saved} report=${saved} verdicts=${verdicts} another=${another} />`;
  const errors = Object.entries(wrong).map(([id, text]) => ({ id, text }));
  return html`<div class="page log">
    <header class="page-head"><div><h1>${t("log.title")}</h1><p class="quiet">${t("log.intro")}</p></div></header>
    ${restored && html`<${Notice} actions=${html`<button type="button" class="button small" onClick=${discard}>${t("log.discard")}</button>`}>${t("log.restored")}<//>`}
    <${ErrorSummary} errors=${errors} round=${round} />
    <form class="stack" novalidate onSubmit=${(/** @type {Event} */ e) => (e.preventDefault(), save())} data-test="log-form">
      <${ReportForm} form=${form} put=${put} wrong=${wrong}
        after=${html`<${Nearby} form=${form} verdicts=${verdicts} decide=${(/** @type {string} */ id, /** @type {string} */ v) => setVerdicts({ ...verdicts, [id]: v })} />`} />
      <${Problem} error=${failure} />
      <div class="save-bar">
        <button type="submit" class="button primary" data-test="save" aria-disabled=${busy}>${busy ? t("state.sending") : t("log.save")}</button>
        <span class="quiet">${t(offline ? "log.offline" : "log.draft-kept")}</span>
      </div>
    </form>
  </div>`;
}
