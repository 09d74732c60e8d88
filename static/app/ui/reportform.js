// The fields of a report, for logging and for amending. In the order in which one
// tells it: when, where, who was harmed, what happened, who says so. Everything
// else waits under More, which comes in a file of its own.

import { useEffect, useState } from "preact/hooks";
import { html } from "./html.js";
import { ErrorSummary, Field, Group, Segments, Select } from "./field.js";
import { RangeInput } from "./rangeinput.js";
import { WhenInput, noWhen } from "./wheninput.js";
import { WhereInput } from "./whereinput.js";
import { PartnerMark } from "./partner.js";
import { codes } from "../dictionary.js";
import { firing, liveProblems, suggestedTitle, topNames, topRange, withFiring, withSource, withTop } from "../report.js";
import { code, t } from "../i18n.js";
import { parties } from "../store.js";

/** @typedef {import("../report.js").Form} Form */
/** A change of some fields, or one worked out from the form as it is by then. @typedef {(changes: Partial<Form>|((form: Form) => Partial<Form>)) => void} Put */

const choices = (/** @type {string} */ of) => codes[of].map((c) => /** @type {[string, string]} */ ([c, code(of, c)]));

/** The ids of the fields above More. */
const above = new Set(["title", "category", "when", "ended", "where", "narrative", "source", "actor", "involvement", ...topNames]);

/** @type {((props: any) => any)|null} */
let More = null;
const fetchMore = () => import("./more.js").then((m) => (More = m.More));

/**
 * @param {{form: Form, put: Put, wrong: Record<string, string>, after?: any, around: import("./entryfield.js").Around, secrets: any, round: number}} props
 * after stands below When and Where, which is when something can be said about them; secrets are identities on their way to be sealed
 */
export function ReportForm({ form, put, wrong: said, after, around, secrets, round }) {
  const [open, setOpen] = useState(false);
  const [, drawn] = useState(0);
  const wrong = { ...said, ...liveProblems(form) };
  const below = Object.keys(said).some((id) => !above.has(id));
  useEffect(() => void (below && setOpen(true)), [round, below]);
  useEffect(() => {
    // Fetched while the first fields are typed, so that it is there when it is wanted.
    const timer = setTimeout(() => More ?? fetchMore().then(() => drawn((n) => n + 1), () => {}), open ? 0 : 800);
    return () => clearTimeout(timer);
  }, [open]);

  const text = (/** @type {"title"|"narrative"} */ name) => (/** @type {any} */ e) => put({ [name]: e.target.value });
  const fired = firing(form);
  const actor = !fired ? "" : fired.actor_kind === "PARTNER" ? fired.actor : "OTHER";
  const chooseActor = (/** @type {string} */ who) => put({ responsibility: withFiring(form, who === "" ? null : who === "OTHER" ? { actor: fired && fired.actor_kind !== "PARTNER" ? fired.actor : "", actor_kind: "UNKNOWN_ACTOR" } : { actor: who, actor_kind: "PARTNER" }) });
  return html`
    <section class="sheet padded stack">
      <${WhenInput} id="when" value=${form.when} error=${wrong.when} onChange=${(/** @type {any} */ when) => put({ when })}>
        ${!form.ended && html`<button type="button" class="link" data-test="add-end" onClick=${() => put({ ended: noWhen() })}>${t("log.add-end")}</button>`}
      <//>
      ${form.ended && html`<${WhenInput} id="ended" label=${t("log.ended")} value=${form.ended} error=${wrong.ended} onChange=${(/** @type {any} */ ended) => put({ ended })}>
        <button type="button" class="link" onClick=${() => put({ ended: null })}>${t("log.drop-end")}</button>
      <//>`}
      <${WhereInput} id="where" value=${form.where} error=${wrong.where} onChange=${(/** @type {any} */ where) => put({ where })} />
    </section>
    ${after}
    <section class="sheet padded stack">
      <h2>${t("log.harm")}</h2>
      ${topNames.map((top) => html`<${RangeInput} key=${top} id=${top} label=${t(`log.${top}`)} value=${topRange(form, top)} error=${wrong[top]} onChange=${(/** @type {any} */ count) => put((now) => ({ casualties: withTop(now, top, count) }))} />`)}
    </section>
    <section class="sheet padded stack">
      <h2>${t("log.narrative")}</h2>
      <${Field} id="category" label=${t("log.category")} error=${wrong.category}>${(/** @type {any} */ p) => html`
        <${Select} ...${p} data-test="category" value=${form.category} choices=${choices("category")} onChange=${(/** @type {string} */ category) => put({ category })} />`}<//>
      <${Field} id="narrative" label=${t("log.account")} hint=${t("log.narrative-hint")} error=${wrong.narrative}>${(/** @type {any} */ p) => html`
        <textarea ...${p} data-test="narrative" dir="auto" rows="5" value=${form.narrative} onInput=${text("narrative")}></textarea>`}<//>
      <${Field} id="title" label=${t("log.title-field")} optional hint=${suggestedTitle(form) && !form.title ? t("log.title-hint") : undefined} error=${wrong.title}>${(/** @type {any} */ p) => html`
        <input ...${p} data-test="title" type="text" dir="auto" maxlength="120" autocomplete="off" placeholder=${suggestedTitle(form)} value=${form.title} onInput=${text("title")} />`}<//>
    </section>
    <section class="sheet padded stack">
      <h2>${t("log.source-heading")}</h2>
      <${Field} id="source" label=${t("log.source")} error=${wrong.source}>${(/** @type {any} */ p) => html`
        <${Select} ...${p} data-test="source" value=${form.sources[0]?.kind ?? ""} empty=${t("log.source-later")} choices=${choices("source")} onChange=${(/** @type {string} */ kind) => put((now) => ({ sources: withSource(now, kind) }))} />`}<//>
      <${Group} id="actor" legend=${t("log.actor")} hint=${t("log.actor-hint")} error=${wrong.actor}>
        <${Segments} name="actor" label=${t("log.actor")} value=${actor} test="actor" onChange=${chooseActor}
          choices=${[["", t("value.unknown")], ...parties().map((p) => [p.code, html`<${PartnerMark} code=${p.code} full />`]), ["OTHER", t("log.actor-other")]]} />
        ${actor === "OTHER" && html`<label class="block"><span class="sub">${t("log.actor-text")}</span><input type="text" dir="auto" maxlength="200" data-test="actor-text" value=${fired?.actor} onInput=${(/** @type {any} */ e) => put((now) => ({ responsibility: withFiring(now, { actor: e.target.value, actor_kind: firing(now)?.actor_kind ?? "UNKNOWN_ACTOR" }) }))} /></label>`}
      <//>
      <${Field} id="involvement" label=${t("log.involvement")} error=${wrong.involvement}>${(/** @type {any} */ p) => html`
        <${Select} ...${p} data-test="involvement" value=${form.involvement} choices=${choices("involvement")} onChange=${(/** @type {string} */ involvement) => put({ involvement })} />`}<//>
    </section>
    <details class="sheet more" open=${open} onToggle=${(/** @type {any} */ e) => e.target === e.currentTarget && setOpen(e.currentTarget.open)} data-test="more">
      <summary>${t("log.more")}<span class="quiet">${t("log.more-hint")}</span></summary>
      ${open && (More ? html`<${More} form=${form} put=${put} wrong=${wrong} around=${around} secrets=${secrets} />` : html`<p class="quiet more-wait" role="status">${t("state.loading")}</p>`)}
    </details>`;
}

/** The list of errors; a link into what is closed opens it first. @param {{wrong: Record<string, string>, round: number}} props */
export function FormErrors({ wrong, round }) {
  const reveal = (/** @type {any} */ e) => {
    const field = document.getElementById(e.target.closest("a")?.getAttribute("href")?.slice(1) ?? "");
    for (let d = field?.closest("details"); d; d = d.parentElement?.closest("details")) d.open = true;
  };
  return html`<div onClickCapture=${reveal}><${ErrorSummary} errors=${Object.entries(wrong).map(([id, text]) => ({ id, text }))} round=${round} /></div>`;
}
