// Amend a report: the same form, as a new version. If someone saved first, both
// versions are shown field by field and nothing typed is lost.

import { useMemo, useRef, useState } from "preact/hooks";
import { html } from "../ui/html.js";
import { ErrorSummary } from "../ui/field.js";
import { ReportForm, fieldOf } from "../ui/reportform.js";
import { Ref } from "../ui/values.js";
import { Conflict } from "../ui/conflict.js";
import { Notice, Problem } from "../ui/states.js";
import { factsOf, factsOfReport, formOf, problemsOf } from "../report.js";
import { api, etagOf, seg } from "../api.js";
import { draft, keepDraft, useDraft } from "../drafts.js";
import { useKeys } from "../keys.js";
import { toast } from "../ui/toast.js";
import { t } from "../i18n.js";
import { go } from "../router.js";

/** @param {{data: any}} props */
export const title = ({ data }) => t("amend.title", { ref: data?.ref ?? "" });

/** @param {{params: Record<string, string>, signal: AbortSignal}} at */
export const load = ({ params, signal }) => api.get(`/reports/${seg(params.id)}`, undefined, signal);

/** @param {import("../types.js").ScreenProps} props */
export function Screen({ data }) {
  const name = `amend.${data.id}`;
  const kept = useRef(draft(name));
  const [base, setBase] = useState(data); // the version worked from
  const [form, setForm] = useState(/** @type {import("../report.js").Form} */ ({ ...formOf(data), ...kept.current?.form }));
  const [wrong, setWrong] = useState(/** @type {Record<string, string>} */ ({}));
  const [round, setRound] = useState(0);
  const [failure, setFailure] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState(false);
  const [theirs, setTheirs] = useState(/** @type {any} */ (null));
  const [yours, setYours] = useState(/** @type {any} */ (null));
  const changed = useRef(false);
  const sending = useRef(false);

  useDraft(name, useMemo(() => ({ version: base.version, form }), [base, form]), changed);

  function put(/** @type {any} */ changes) {
    changed.current = true;
    setForm((f) => ({ ...f, ...changes }));
    setWrong((w) => Object.fromEntries(Object.entries(w).filter(([field]) => !(field in changes))));
  }

  /** @param {any} facts @param {any} on the version it replaces */
  async function send(facts, on) {
    try {
      await api.put(`/reports/${seg(data.id)}`, facts, etagOf(on));
    } catch (/** @type {any} */ error) {
      if (error.status !== 412) throw error;
      const current = await api.get(`/reports/${seg(data.id)}`);
      setYours(facts);
      setTheirs(current);
      return;
    }
    changed.current = false;
    keepDraft(name, null);
    toast(t("amend.saved", { ref: data.ref }));
    go(`/i/${data.incident}`);
  }

  async function save() {
    if (sending.current) return;
    sending.current = true;
    setBusy(true);
    setFailure(null);
    let facts = /** @type {any} */ (null);
    try {
      const { wrong: now, when, where } = await problemsOf(form);
      setWrong(now);
      if (Object.keys(now).length) return setRound((n) => n + 1);
      facts = factsOf(form, when, where, factsOfReport(base));
      await send(facts, base);
    } catch (/** @type {any} */ error) {
      if (error.name !== "ApiError") console.error(error);
      if (error.errors?.length && facts) {
        setWrong(Object.fromEntries(error.errors.map((/** @type {any} */ e) => [fieldOf(e, facts), e.detail])));
        setRound((n) => n + 1);
      } else setFailure(error);
    } finally {
      sending.current = false;
      setBusy(false);
    }
  }
  useKeys({ Send: () => !theirs && save() });

  if (theirs) {
    // Should someone save yet again meanwhile, the two versions are shown anew.
    const settle = (/** @type {any} */ facts) => (setBase(theirs), setTheirs(null), send(facts, theirs).catch(setFailure));
    return html`<${Conflict} base=${base} yours=${yours} theirs=${theirs} save=${settle} back=${() => setTheirs(null)} />`;
  }
  return html`<div class="page log">
    <header class="page-head"><div><h1>${t("amend.heading")}</h1><p class="quiet"><${Ref}>${data.ref}<//> · ${t("version.n", { n: base.version })}. ${t("amend.intro")}</p></div></header>
    ${kept.current && kept.current.version !== data.version && html`<${Notice} kind="warn">${t("amend.older-draft")}<//>`}
    <${ErrorSummary} errors=${Object.entries(wrong).map(([id, text]) => ({ id, text }))} round=${round} />
    <form class="stack" novalidate onSubmit=${(/** @type {Event} */ e) => (e.preventDefault(), save())} data-test="amend-form">
      <${ReportForm} form=${form} put=${put} wrong=${wrong} />
      <${Problem} error=${failure} />
      <div class="save-bar">
        <button type="submit" class="button primary" data-test="save" aria-disabled=${busy}>${busy ? t("state.sending") : t("amend.save")}</button>
        <a class="button" href=${`#/i/${data.incident}`}>${t("action.cancel")}</a>
      </div>
    </form>
  </div>`;
}
