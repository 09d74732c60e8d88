// How a gap may end: take one value, agree on a new one, keep both. It makes a
// proposal; nothing is agreed until every party concurs.

import { useEffect, useRef, useState } from "preact/hooks";
import { html, cx } from "./html.js";
import { PartnerMark } from "./partner.js";
import { ErrorSummary, Field, FieldError, Select } from "./field.js";
import { Problem } from "./states.js";
import { Outcome, takeBack } from "./proposal.js";
import { RangeInput, noRange, rangeError, rangeValue } from "./rangeinput.js";
import { WhenInput, noWhen, readWhen } from "./wheninput.js";
import { WhereInput, noWhere, readWhere } from "./whereinput.js";
import { Say, Value } from "./values.js";
import { useAction } from "./dialog.js";
import { toast } from "./toast.js";
import { api, seg } from "../api.js";
import { draft, keepDraft, useDraft } from "../drafts.js";
import { exhibits } from "../evidence.js";
import { belowAll, codesOf, kindOf, outcomesOf, outsideText } from "../gaps.js";
import { useKeys } from "../keys.js";
import { list, t } from "../i18n.js";
import { can, me, mine, now as clock, partnerName } from "../store.js";

/** @typedef {import("../gaps.js").Gap} Gap */
/** @typedef {{outcome: string, range: import("./rangeinput.js").RangeDraft, when: import("./wheninput.js").WhenDraft, where: import("./whereinput.js").WhereDraft, code: string, rationale: string, evidence: string[], until: string, note: string, definitions: Record<string, string>}} Form */

/** @returns {Form} */
const empty = () => ({ outcome: "", range: noRange, when: noWhen(), where: noWhere, code: "", rationale: "", evidence: [], until: "", note: "", definitions: {} });

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

/**
 * What the server finds wrong, by the fields of the form; null where it is no matter of fields.
 * @param {any} error @param {boolean} valued the form has a field for the value @returns {Record<string, string>|null}
 */
function placesOf(error, valued) {
  if (error?.status !== 422 || !error.errors?.length) return null;
  const fields = /** @type {Record<string, string>} */ ({ outcome: "resolve-outcome", rationale: "resolve-reason", public_note: "resolve-note", evidence: "resolve-evidence", until: "resolve-until" });
  /** @type {Record<string, string>} */
  const places = {};
  for (const { pointer, detail } of error.errors) {
    const [, head, who] = pointer.split("/");
    const field = head === "definitions" && who ? `resolve-defined-${who}` : (fields[head] ?? (valued ? "resolve-value" : "resolve-outcome"));
    places[field] = [places[field], detail].filter(Boolean).join(" ");
  }
  return places;
}

/** @param {{gap: Gap, parties: string[], done: () => Promise<void>, close: () => void}} props parties of the incident */
export function Resolve({ gap, parties, done, close }) {
  const name = `resolve.${gap.id}`;
  const kept = useRef(draft(name));
  const [form, setForm] = useState(() => /** @type {Form} */ ({ ...empty(), ...kept.current, evidence: Array.isArray(kept.current?.evidence) ? kept.current.evidence : [] }));
  const items = useEvidence(gap.incident);
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
    if (value !== undefined && kindOf(gap.field) === "count" && !form.evidence.length && outsideText(gap, value)) now["resolve-evidence"] = outsideText(gap, value);
    if (form.outcome === "AWAITING_INFORMATION" && !/^\d{4}-\d{2}-\d{2}$/.test(form.until)) now["resolve-until"] = t("resolve.until-missing");
    if (form.outcome === "DEFINITION_DIFFERENCE") for (const p of undefinedSides(gap, form)) now[`resolve-defined-${p}`] = t("resolve.defined-missing", { who: partnerName(p) });
    if (!form.rationale.trim()) now["resolve-reason"] = t("resolve.reason-missing");
    setWrong(now);
    if (Object.keys(now).length) return void setRound((n) => n + 1);
    const made = await api.post(`/gaps/${seg(gap.id)}/proposals`, body(gap, form, value)).catch((e) => {
      const places = placesOf(e, value !== undefined);
      if (!places) throw e;
      setWrong(places);
      setRound((n) => n + 1);
    });
    if (!made) return;
    touched.current = false;
    keepDraft(name, null);
    toast(t(made.state === "WAITING" ? "resolve.sent" : "resolve.ended"), made.state === "WAITING" ? { undo: () => takeBack(made.id, done) } : {});
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
    <div class="choices" role="radiogroup" id="resolve-outcome" tabindex="-1" aria-label=${t("resolve.how")} aria-invalid=${wrong["resolve-outcome"] ? "true" : undefined} aria-describedby=${wrong["resolve-outcome"] ? "resolve-outcome-error" : undefined}>
      ${first.map(choice)}
      <details class="more-ways" open=${more.includes(form.outcome)}><summary>${t("resolve.more")}</summary><div class="choices">${more.map(choice)}</div></details>
    </div>
    <${FieldError} id="resolve-outcome" error=${wrong["resolve-outcome"]} />
    ${form.outcome === "AWAITING_INFORMATION" && html`<${Until} form=${form} put=${put} error=${wrong["resolve-until"]} />`}
    ${form.outcome === "DEFINITION_DIFFERENCE" && [gap.a.partner, gap.b.partner].map((p) => html`<${Field} key=${p} id=${`resolve-defined-${p}`} label=${t("resolve.defined", { who: partnerName(p) })} error=${wrong[`resolve-defined-${p}`]}
        hint=${gap.explanations?.[p] ? t("resolve.defined-said") : ""} optional=${!!gap.explanations?.[p]}>${(/** @type {any} */ f) => html`
      <textarea ...${f} dir="auto" rows="2" maxlength="2000" data-test=${`defined-${p}`} value=${form.definitions[p] ?? ""} onInput=${(/** @type {any} */ e) => put({ definitions: { ...form.definitions, [p]: e.target.value } })}></textarea>`}<//>`)}
    ${givesValue(form.outcome) && html`<${NewValue} gap=${gap} form=${form} put=${put} error=${wrong["resolve-value"]} />`}
    <${Field} id="resolve-reason" label=${t("resolve.reason")} hint=${t("resolve.reason-hint")} error=${wrong["resolve-reason"]}>${(/** @type {any} */ p) => html`
      <textarea ...${p} dir="auto" rows="3" data-test="proposal-reason" value=${form.rationale} onInput=${(/** @type {any} */ e) => put({ rationale: e.target.value })}></textarea>`}<//>
    <${Field} id="resolve-note" label=${t("resolve.note")} hint=${t("resolve.note-hint")} optional error=${wrong["resolve-note"]}>${(/** @type {any} */ p) => html`
      <textarea ...${p} dir="auto" rows="2" maxlength="1000" data-test="proposal-note" value=${form.note} onInput=${(/** @type {any} */ e) => put({ note: e.target.value })}></textarea>`}<//>
    <${Cited} items=${items} chosen=${form.evidence} put=${put} error=${wrong["resolve-evidence"]} />
    <${Preview} gap=${gap} form=${form} others=${others} items=${items} />
    <${Problem} error=${error} />
    <div class="actions">
      <button type="submit" class="button primary" data-test="proposal-submit" aria-disabled=${busy}>${busy ? t("state.sending") : t("resolve.submit", { who: list(others) })}</button>
      <button type="button" class="button" data-test="proposal-cancel" onClick=${close}>${t("action.cancel")}</button>
    </div>
  </form>`;
}

/** The items of evidence of the incident that one may read. @param {string} incident */
function useEvidence(incident) {
  const [items, setItems] = useState(/** @type {any[]} */ ([]));
  useEffect(() => {
    if (!can("READ_EVIDENCE")) return;
    const stop = new AbortController();
    exhibits(incident, stop.signal).then(setItems, () => {}); // the form stands without it
    return () => stop.abort();
  }, [incident]);
  return items;
}

/** Sides of which nobody has said what they count. @param {Gap} gap @param {Form} form */
const undefinedSides = (gap, form) => [gap.a.partner, gap.b.partner].filter((p) => p && !gap.explanations?.[p] && !form.definitions[p]?.trim());

/** New evidence the proposal cites: items that every party can read. @param {{items: any[], chosen: string[], put: (changes: Partial<Form>) => void, error?: string}} props */
const Cited = ({ items, chosen, put, error }) => html`<fieldset class="cited" id="resolve-evidence" tabindex="-1" aria-invalid=${error ? "true" : undefined} aria-describedby=${error ? "resolve-evidence-error" : undefined}>
  <legend>${t("resolve.evidence")} <span class="quiet">${t("form.optional")}</span></legend>
  <p class="hint">${t(items.length ? "resolve.evidence-hint" : "resolve.evidence-none")}</p>
  <${FieldError} id="resolve-evidence" error=${error} />
  ${items.map((x) => {
    const kept = mine(x.partner) && x.sharing.level === "ORIGIN";
    const on = chosen.includes(x.id);
    return html`<label class="check" key=${x.id}><input type="checkbox" data-test=${`cite-${x.id}`} aria-invalid=${error ? "true" : undefined} aria-describedby=${error ? "resolve-evidence-error" : undefined} checked=${on} disabled=${kept} onChange=${() => put({ evidence: on ? chosen.filter((id) => id !== x.id) : [...chosen, x.id] })} />
      <span><${PartnerMark} code=${x.partner} /> <bdi>${x.title}</bdi>${kept && html`<span class="under">${t("resolve.evidence-kept")}</span>`}</span></label>`;
  })}
</fieldset>`;

const day = 86_400_000;

/** Until when information is awaited. @param {{form: Form, put: (changes: Partial<Form>) => void, error?: string}} props */
function Until({ form, put, error }) {
  const on = (/** @type {number} */ days) => new Date(clock().getTime() + days * day).toISOString().slice(0, 10);
  return html`<${Field} id="resolve-until" label=${t("resolve.until")} hint=${t("resolve.until-hint", { date: on(30) })} error=${error}>${(/** @type {any} */ p) => html`<div class="row">
    <input ...${p} type="text" class="short" inputmode="numeric" dir="ltr" autocomplete="off" placeholder=${on(14)} data-test="proposal-until" value=${form.until} onInput=${(/** @type {any} */ e) => put({ until: e.target.value.trim() })} />
    ${[7, 14, 30].map((n) => html`<button type="button" class="button small" key=${n} data-test=${`until-${n}`} onClick=${() => put({ until: on(n) })}>${t("match.span.days", { n })}</button>`)}</div>`}<//>`;
}

/** What goes to the server. @param {Gap} gap @param {Form} form @param {any} value */
function body(gap, form, value) {
  const single = kindOf(gap.field) === "count" && value?.min === value?.max;
  const outcome = form.outcome !== "NEW" ? form.outcome : kindOf(gap.field) === "count" && !single ? "AGREED_RANGE" : "AGREED_VALUE";
  return { outcome, ...(value !== undefined ? { value } : {}), rationale: form.rationale.trim(), ...(form.note?.trim() ? { public_note: form.note.trim() } : {}), ...(form.evidence.length ? { evidence: form.evidence } : {}),
    ...(outcome === "AWAITING_INFORMATION" ? { until: form.until } : {}),
    ...(outcome === "DEFINITION_DIFFERENCE" ? { definitions: Object.fromEntries(Object.entries(form.definitions).filter(([, text]) => text.trim())) } : {}) };
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
      return html`<${RangeInput} id="resolve-value" label=${t("resolve.value")} value=${form.range} error=${error} hint=${outside} onChange=${(/** @type {any} */ range) => put({ range })} />
        ${outside && belowAll(gap, rangeError(form.range) ? null : rangeValue(form.range)) && html`<p class="diagnosis">${t("resolve.below")}</p>`}`;
    }
    case "when":
      return html`<${WhenInput} id="resolve-value" value=${form.when} error=${error} onChange=${(/** @type {any} */ when) => put({ when })} />`;
    case "where":
      return html`<${WhereInput} id="resolve-value" value=${form.where} error=${error} onChange=${(/** @type {any} */ where) => put({ where })} />`;
  }
  return html`<${Field} id="resolve-value" label=${t("resolve.value")} error=${error}>${(/** @type {any} */ p) => html`
    <${Select} ...${p} data-test="resolve-value" value=${form.code} empty=${t("resolve.choose-value")} choices=${codesOf(gap.field) ?? []} onChange=${(/** @type {string} */ v) => put({ code: v })} />`}<//>`;
}

/** What everybody will read, before it is sent. @param {{gap: Gap, form: Form, others: string[], items: any[]}} props */
function Preview({ gap, form, others, items }) {
  if (!form.outcome) return null;
  const kind = kindOf(gap.field);
  const value = !givesValue(form.outcome) ? null : kind === "count" && !rangeError(form.range) ? rangeValue(form.range) : kind === "code" && form.code ? form.code : null;
  return html`<div class="preview-box" data-test="proposal-preview">
    <p class="under">${t("resolve.preview")}</p>
    <p><${PartnerMark} code=${me.user.partner} full /> <${Outcome} gap=${gap} outcome=${form.outcome === "NEW" ? "AGREED_VALUE" : form.outcome} value=${value} /></p>
    ${form.outcome === "AWAITING_INFORMATION" && form.until && html`<p><strong>${t("proposal.until", { date: form.until })}</strong></p>`}
    ${form.rationale.trim() && html`<p dir="auto">${form.rationale}</p>`}
    ${form.note?.trim() && html`<p><span class="under inline-under">${t("proposal.note")}</span> <bdi>${form.note}</bdi></p>`}
    ${form.evidence.length > 0 && html`<p class="under">${t("proposal.evidence")} ${list(items.filter((x) => form.evidence.includes(x.id)).map((x) => x.title))}</p>`}
    <p class="quiet">${t(form.outcome === "RECORDED_DISSENT" ? "resolve.effect-dissent" : form.outcome === "AWAITING_INFORMATION" ? "resolve.effect-wait" : "resolve.effect", { who: list(others) })}</p>
  </div>`;
}
