// How a gap may end: take one value, agree on a new one, keep both. It makes a
// proposal; nothing is agreed until every party concurs.

import { useEffect, useRef, useState } from "preact/hooks";
import { html, cx } from "./html.js";
import { PartnerMark } from "./partner.js";
import { ErrorSummary, Field, FieldError, Select } from "./field.js";
import { Problem } from "./states.js";
import { Outcome } from "./proposal.js";
import { RangeInput, noRange, rangeError, rangeValue } from "./rangeinput.js";
import { WhenInput, noWhen, readWhen } from "./wheninput.js";
import { WhereInput, noWhere, readWhere } from "./whereinput.js";
import { Say, Value } from "./values.js";
import { useAction } from "./dialog.js";
import { toast } from "./toast.js";
import { api, seg } from "../api.js";
import { draft, keepDraft, useDraft } from "../drafts.js";
import { codesOf, kindOf, outcomesOf, outsideText } from "../gaps.js";
import { useKeys } from "../keys.js";
import { list, t } from "../i18n.js";
import { me, partnerName } from "../store.js";

/** @typedef {import("../gaps.js").Gap} Gap */
/** @typedef {{outcome: string, range: import("./rangeinput.js").RangeDraft, when: import("./wheninput.js").WhenDraft, where: import("./whereinput.js").WhereDraft, code: string, rationale: string, evidence: string}} Form */

/** @returns {Form} */
const empty = () => ({ outcome: "", range: noRange, when: noWhen(), where: noWhere, code: "", rationale: "", evidence: "" });

/** Whether a value has to be given. @param {string} outcome */
const givesValue = (outcome) => outcome === "NEW" || outcome === "CLERICAL_CORRECTION";

/**
 * The value of the form, undefined when it is not complete.
 * @param {Gap} gap @param {Form} form @returns {Promise<any>}
 */
async function readValue(gap, form) {
  switch (kindOf(gap.field)) {
    case "count":
      return (!rangeError(form.range) && rangeValue(form.range)) || undefined;
    case "when":
      return (await readWhen(form.when).catch((e) => (e.status ? undefined : Promise.reject(e)))) || undefined;
    case "where": {
      const place = await readWhere(form.where);
      return place && place !== "ambiguous" ? place : undefined;
    }
  }
  if (!form.code) return undefined;
  return Array.isArray(gap.a.value ?? gap.b.value) ? [form.code] : form.code;
}

/** @param {{gap: Gap, parties: string[], done: () => Promise<void>, close: () => void}} props parties of the incident */
export function Resolve({ gap, parties, done, close }) {
  const name = `resolve.${gap.id}`;
  const kept = useRef(draft(name));
  const [form, setForm] = useState(/** @type {Form} */ ({ ...empty(), ...kept.current }));
  const [wrong, setWrong] = useState(/** @type {Record<string, string>} */ ({}));
  const [round, setRound] = useState(0);
  const touched = useRef(false);
  const box = useRef(/** @type {HTMLFormElement|null} */ (null));
  useEffect(() => {
    const timer = setTimeout(() => /** @type {HTMLElement|null|undefined} */ (box.current?.querySelector("input[type=radio]"))?.focus({ preventScroll: true }), 40);
    return () => clearTimeout(timer);
  }, []);
  useDraft(name, form, touched);
  const put = (/** @type {Partial<Form>} */ changes) => {
    touched.current = true;
    setWrong({});
    setForm((f) => ({ ...f, ...changes }));
  };

  const { busy, error, start } = useAction(async () => {
    /** @type {Record<string, string>} */
    const now = {};
    const value = givesValue(form.outcome) ? await readValue(gap, form) : undefined;
    if (!form.outcome) now["resolve-outcome"] = t("resolve.choose");
    if (givesValue(form.outcome) && value === undefined) now["resolve-value"] = t("resolve.value-missing");
    if (value !== undefined && kindOf(gap.field) === "count" && !form.evidence.trim() && outsideText(gap, value)) now["resolve-evidence"] = outsideText(gap, value);
    if (!form.rationale.trim()) now["resolve-reason"] = t("resolve.reason-missing");
    setWrong(now);
    if (Object.keys(now).length) return void setRound((n) => n + 1);
    await api.post(`/gaps/${seg(gap.id)}/proposals`, body(gap, form, value));
    touched.current = false;
    keepDraft(name, null);
    toast(t("resolve.sent"));
    close();
    await done();
  });
  useKeys({ Send: () => start(), Escape: close });

  const others = parties.filter((p) => p !== me.user.partner).map(partnerName);
  const { first, more } = outcomesOf(gap);
  const choice = (/** @type {string} */ o) => html`<${Choice} key=${o} gap=${gap} outcome=${o} on=${form.outcome === o} pick=${() => put({ outcome: o })} />`;
  return html`<form class="resolve stack" ref=${box} novalidate aria-label=${t("resolve.title")} data-test="resolve-form" onSubmit=${(/** @type {Event} */ e) => (e.preventDefault(), start())}>
    <h2>${t("resolve.title")}</h2>
    <${ErrorSummary} round=${round} errors=${Object.entries(wrong).map(([id, text]) => ({ id, text }))} />
    <div class="choices" role="radiogroup" id="resolve-outcome" tabindex="-1" aria-label=${t("resolve.how")}>
      ${first.map(choice)}
      <details class="more-ways" open=${more.includes(form.outcome)}><summary>${t("resolve.more")}</summary><div class="choices">${more.map(choice)}</div></details>
    </div>
    <${FieldError} id="resolve-outcome" error=${wrong["resolve-outcome"]} />
    ${givesValue(form.outcome) && html`<${NewValue} gap=${gap} form=${form} put=${put} error=${wrong["resolve-value"]} />`}
    <${Field} id="resolve-reason" label=${t("resolve.reason")} hint=${t("resolve.reason-hint")} error=${wrong["resolve-reason"]}>${(/** @type {any} */ p) => html`
      <textarea ...${p} dir="auto" rows="3" data-test="proposal-reason" value=${form.rationale} onInput=${(/** @type {any} */ e) => put({ rationale: e.target.value })}></textarea>`}<//>
    <${Field} id="resolve-evidence" label=${t("resolve.evidence")} optional hint=${t("resolve.evidence-hint")} error=${wrong["resolve-evidence"]}>${(/** @type {any} */ p) => html`
      <input ...${p} type="text" dir="auto" data-test="proposal-evidence" value=${form.evidence} onInput=${(/** @type {any} */ e) => put({ evidence: e.target.value })} />`}<//>
    <${Preview} gap=${gap} form=${form} others=${others} />
    <${Problem} error=${error} />
    <div class="actions">
      <button type="submit" class="button primary" data-test="proposal-submit" aria-disabled=${busy}>${busy ? t("state.sending") : t("resolve.submit", { who: list(others) })}</button>
      <button type="button" class="button" data-test="proposal-cancel" onClick=${close}>${t("action.cancel")}</button>
    </div>
  </form>`;
}

/** What goes to the server. @param {Gap} gap @param {Form} form @param {any} value */
function body(gap, form, value) {
  const single = kindOf(gap.field) === "count" && value?.min === value?.max;
  const outcome = form.outcome !== "NEW" ? form.outcome : kindOf(gap.field) === "count" && !single ? "AGREED_RANGE" : "AGREED_VALUE";
  return { outcome, ...(value !== undefined ? { value } : {}), rationale: form.rationale.trim(), ...(form.evidence.trim() ? { evidence: form.evidence.trim() } : {}) };
}

/** @param {{gap: Gap, outcome: string, on: boolean, pick: () => void}} props */
function Choice({ gap, outcome, on, pick }) {
  const side = outcome === "ADOPT_A" ? gap.a : outcome === "ADOPT_B" ? gap.b : null;
  return html`<label class=${cx("choice choice-plain", on && "on")}>
    <input type="radio" name="outcome" checked=${on} data-test=${`outcome-${outcome}`} onChange=${pick} />
    <span>${side
      ? html`<strong><${Say} k="resolve.take" who=${html`<${PartnerMark} code=${side.partner} full />`} /></strong> <span class="take"><${Value} field=${gap.field} value=${side.value} /></span>`
      : html`<strong>${t(`resolve.do.${outcome}`)}</strong>`}
      <span class="under">${t(`resolve.means.${side ? "ADOPT" : outcome}`)}</span></span>
  </label>`;
}

/** @param {{gap: Gap, form: Form, put: (changes: Partial<Form>) => void, error?: string}} props */
function NewValue({ gap, form, put, error }) {
  switch (kindOf(gap.field)) {
    case "count": {
      const outside = outsideText(gap, rangeError(form.range) ? null : rangeValue(form.range));
      return html`<${RangeInput} id="resolve-value" label=${t("resolve.value")} value=${form.range} error=${error} hint=${outside} onChange=${(/** @type {any} */ range) => put({ range })} />`;
    }
    case "when":
      return html`<${WhenInput} id="resolve-value" value=${form.when} error=${error} onChange=${(/** @type {any} */ when) => put({ when })} />`;
    case "where":
      return html`<${WhereInput} id="resolve-value" value=${form.where} error=${error} onChange=${(/** @type {any} */ where) => put({ where })} />`;
  }
  return html`<${Field} id="resolve-value" label=${t("resolve.value")} error=${error}>${(/** @type {any} */ p) => html`
    <${Select} ...${p} data-test="resolve-value" value=${form.code} empty=${t("resolve.choose-value")} choices=${codesOf(gap.field) ?? []} onChange=${(/** @type {string} */ v) => put({ code: v })} />`}<//>`;
}

/** What everybody will read, before it is sent. @param {{gap: Gap, form: Form, others: string[]}} props */
function Preview({ gap, form, others }) {
  if (!form.outcome) return null;
  const kind = kindOf(gap.field);
  const value = !givesValue(form.outcome) ? null : kind === "count" && !rangeError(form.range) ? rangeValue(form.range) : kind === "code" && form.code ? form.code : null;
  return html`<div class="preview-box" data-test="proposal-preview">
    <p class="under">${t("resolve.preview")}</p>
    <p><${PartnerMark} code=${me.user.partner} full /> <${Outcome} gap=${gap} outcome=${form.outcome === "NEW" ? "AGREED_VALUE" : form.outcome} value=${value} /></p>
    ${form.rationale.trim() && html`<p dir="auto">${form.rationale}</p>`}
    <p class="quiet">${t(form.outcome === "RECORDED_DISSENT" ? "resolve.effect-dissent" : form.outcome === "AWAITING_INFORMATION" ? "resolve.effect-wait" : "resolve.effect", { who: list(others) })}</p>
  </div>`;
}
