// Amend a report: the same form, as a new version. If someone saved first, both
// versions are shown field by field and nothing typed is lost.

import { useMemo, useRef, useState } from "preact/hooks";
import { html } from "../ui/html.js";
import { FormErrors, ReportForm } from "../ui/reportform.js";
import { Ref } from "../ui/values.js";
import { Conflict } from "../ui/conflict.js";
import { Notice, Problem } from "../ui/states.js";
import { Unsealed } from "../ui/unsealed.js";
import { useForm } from "../ui/formstate.js";
import { toast } from "../ui/toast.js";
import { factsOfReport, formFrom, formOf } from "../report.js";
import { sealAll, waiting } from "../seal.js";
import { api, etagOf, seg } from "../api.js";
import { draft, keepDraft, useDraft } from "../drafts.js";
import { useKeys } from "../keys.js";
import { t } from "../i18n.js";
import { can } from "../store.js";
import { go } from "../router.js";

/** @param {{data: any}} props */
export const title = ({ data }) => t("amend.title", { ref: data?.report.ref ?? "" });

const nameOf = (/** @type {string} */ id) => `amend.${id}`;

/** The version a kept draft was written on, where that is no longer the last one. @param {any} report @param {AbortSignal} signal */
async function basisOf(report, signal) {
  const kept = draft(nameOf(report.id));
  if (!kept || kept.version === report.version) return report;
  const was = (await api.get(`/reports/${seg(report.id)}/versions`, undefined, signal)).items.find((/** @type {any} */ v) => v.version === kept.version);
  return was ? { ...was.facts, version: was.version } : report;
}

/** The report, what a draft of it was written on, and what its fields can name: identities held and evidence. @param {{params: Record<string, string>, signal: AbortSignal}} at */
export async function load({ params, signal }) {
  const report = await api.get(`/reports/${seg(params.id)}`, undefined, signal);
  const items = (/** @type {Promise<any>} */ p) => p.then((page) => page.items, () => []); // only a help in choosing
  const [basis, held, exhibits] = await Promise.all([
    basisOf(report, signal),
    can("READ_IDENTITIES") ? items(api.get(`/reports/${seg(params.id)}/identities`, undefined, signal)) : [],
    can("READ_EVIDENCE") ? items(api.get("/evidence", { incident: report.incident, limit: 200 }, signal)) : [],
  ]);
  return { report, basis, around: { sources: [], held: held.filter((/** @type {any} */ h) => !h.erased_at), exhibits } };
}

/** @param {import("../types.js").ScreenProps} props */
export function Screen({ data: { report: data, basis, around } }) {
  const name = nameOf(data.id);
  const kept = useRef(draft(name));
  const [base, setBase] = useState(basis); // the version worked from
  const [theirs, setTheirs] = useState(/** @type {any} */ (null));
  const [yours, setYours] = useState(/** @type {any} */ (null));
  const [unsealed, setUnsealed] = useState(/** @type {any[]} */ ([]));

  /** @param {any} facts @param {any} on the version it replaces @param {import("../report.js").Form} form */
  async function send(facts, on, form) {
    try {
      // A version that is not the last one has no ETag: nothing is written over what came after it.
      await (etagOf(on) ? api.put(`/reports/${seg(data.id)}`, facts, etagOf(on)) : Promise.reject({ status: 412 }));
    } catch (/** @type {any} */ error) {
      if (error.status !== 412) throw error;
      const current = await api.get(`/reports/${seg(data.id)}`);
      setYours(facts);
      setTheirs(current);
      return;
    }
    f.changed.current = false;
    keepDraft(name, null);
    const left = await sealAll(data.id, waiting(form, f.secrets.of));
    f.secrets.forget();
    toast(t("amend.saved", { ref: data.ref }));
    if (left.length) setUnsealed(left);
    else go(`/i/${data.incident}`);
  }
  const f = useForm(() => formFrom(kept.current?.form) ?? formOf(data), (facts, form) => send(facts, base, form), factsOfReport(base));
  useDraft(name, useMemo(() => ({ version: base.version, form: f.form }), [base, f.form]), f.changed);
  useKeys({ Send: () => !theirs && f.save() });

  if (theirs) {
    // Should someone save yet again meanwhile, the two versions are shown anew.
    const settle = (/** @type {any} */ facts) => (setBase(theirs), setTheirs(null), send(facts, theirs, f.form).catch(f.setFailure));
    return html`<${Conflict} base=${base} yours=${yours} theirs=${theirs} save=${settle} back=${() => setTheirs(null)} />`;
  }
  if (unsealed.length) return html`<div class="page narrow"><h1>${t("identity.unsealed-title")}</h1><${Unsealed} report=${data.id} left=${unsealed} done=${() => go(`/i/${data.incident}`)} /></div>`;
  return html`<div class="page log">
    <header class="page-head"><div><h1>${t("amend.heading")}</h1><p class="quiet"><${Ref}>${data.ref}<//> · ${t("version.n", { n: base.version })}. ${t("amend.intro")}</p></div></header>
    ${basis.version !== data.version && html`<${Notice} kind="warn">${t("amend.older-draft", { n: basis.version, now: data.version })}<//>`}
    <${FormErrors} wrong=${f.wrong} round=${f.round} />
    <form id="report-form" class="stack" tabindex="-1" novalidate onSubmit=${(/** @type {Event} */ e) => (e.preventDefault(), f.save())} data-test="amend-form">
      <${ReportForm} form=${f.form} put=${f.put} wrong=${f.wrong} round=${f.round} around=${around} secrets=${f.secrets} />
      <${Problem} error=${f.failure} />
      <div class="save-bar">
        <button type="submit" class="button primary" data-test="save" aria-disabled=${f.busy}>${f.busy ? t("state.sending") : t("amend.save")}</button>
        <a class="button" href=${`#/i/${data.incident}`}>${t("action.cancel")}</a>
      </div>
    </form>
  </div>`;
}
