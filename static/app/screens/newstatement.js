// A new statement: about which incident, of which kind, from which text.

import { useEffect, useRef, useState } from "preact/hooks";
import { html, cx } from "../ui/html.js";
import { Field, Select } from "../ui/field.js";
import { Problem } from "../ui/states.js";
import { useAction } from "../ui/dialog.js";
import { Ref, placeText } from "../ui/values.js";
import { whenText } from "../ui/when.js";
import { audiences, kinds, templateOf, usualKind } from "../statement.js";
import { api, seg } from "../api.js";
import { draft, keepDraft, useDraft } from "../drafts.js";
import { useKeys } from "../keys.js";
import { code, t } from "../i18n.js";
import { parties as allParties } from "../store.js";
import { go } from "../router.js";

export const title = () => t("statement.new");
export const local = ["kind", "of"];

/** @param {{query: Record<string, string>, signal: AbortSignal}} at */
export const load = ({ query, signal }) => (query.incident ? api.get(`/incidents/${seg(query.incident)}`, undefined, signal) : Promise.resolve(null));

/** @param {import("../types.js").ScreenProps} props */
export const Screen = ({ data, query }) => html`<div class="page narrow">
  <h1>${t("statement.new")}</h1>
  ${data ? html`<${Form} key=${data.id} incident=${data} query=${query} />` : html`<${Choose} />`}
</div>`;

/** Which incident it is about. */
function Choose() {
  const [q, setQ] = useState("");
  const [found, setFound] = useState(/** @type {any[]|null} */ (null));
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => api.get("/incidents", { q: q.trim(), sort: "-started", limit: 8 }, stop.signal).then((p) => setFound(p.items), () => {}), 250);
    return () => (clearTimeout(timer), stop.abort());
  }, [q]);
  return html`<div class="sheet padded stack">
    <${Field} id="incident" label=${t("statement.about")} hint=${t("statement.about-hint")}>${(/** @type {any} */ p) => html`<input ...${p} type="search" dir="auto" autocomplete="off" data-test="statement-incident" value=${q} onInput=${(/** @type {any} */ e) => setQ(e.target.value)} />`}<//>
    ${found && html`<ul class="plain-list pick-list" role="list" aria-label=${t("search.results")}>
      ${found.map((i) => html`<li key=${i.id}><a href=${`#/st/new?incident=${i.id}`}><strong dir="auto">${i.title}</strong><span class="under">${i.ref && html`<${Ref}>${i.ref}<//> · `}${placeText(i.place)} · ${whenText(i.started)}</span></a></li>`)}
      ${found.length === 0 && html`<li class="quiet">${t("statement.no-incident")}</li>`}
    </ul>`}
  </div>`;
}

/** @param {{incident: any, query: Record<string, string>}} props */
function Form({ incident, query }) {
  const name = `st.new.${incident.id}`;
  const parties = incident.parties.length ? incident.parties : allParties().map((p) => p.code);
  const kept = useRef(draft(name));
  const [form, setForm] = useState(/** @type {{kind: string, audience: string, text: string|null}} */ (kept.current ?? { kind: kinds.includes(query.kind) ? query.kind : usualKind(incident.state), audience: "PUBLIC", text: null }));
  const changed = useRef(false);
  useDraft(name, form, changed);
  const text = form.text ?? templateOf(form.kind, parties, query.of); // the template until somebody writes
  const put = (/** @type {any} */ changes) => ((changed.current = true), setForm((f) => ({ ...f, ...changes })));
  const { busy, error, start } = useAction(() => api.post("/statements", { incident: incident.id, kind: form.kind, audience: form.audience, bodies: { en: text } }), (made) => {
    changed.current = false;
    keepDraft(name, null);
    go(`/st/${made.id}`);
  });
  useKeys({ Send: () => start() });
  return html`<form class="stack" onSubmit=${(/** @type {Event} */ e) => (e.preventDefault(), start())}>
    <p class="quiet">${t("statement.on")} <a href=${`#/i/${incident.id}`}><bdi>${incident.title}</bdi></a>${incident.ref && html` · <${Ref}>${incident.ref}<//>`}</p>
    <div class="sheet padded stack">
      <div class="choices" role="radiogroup" aria-label=${t("statement.kind")}>
        ${kinds.map((k) => html`<label key=${k} class=${cx("choice choice-plain", k === form.kind && "on")}>
          <input type="radio" name="kind" checked=${k === form.kind} data-test=${`statement-kind-${k}`} onChange=${() => put({ kind: k, ...(k === "FAMILY_LETTER" ? { audience: "FAMILY" } : form.audience === "FAMILY" ? { audience: "PUBLIC" } : {}) })} />
          <span><strong>${code("statement", k)}</strong><span class="under">${t(`statement.kind-text.${k}`)}</span></span></label>`)}
      </div>
      <${Field} id="audience" label=${t("statement.audience")}>${(/** @type {any} */ p) => html`<${Select} ...${p} data-test="statement-audience" value=${form.audience} choices=${audiences.map((a) => [a, code("audience", a)])} onChange=${(/** @type {string} */ audience) => put({ audience })} />`}<//>
      <${Field} id="body" label=${t("statement.text-in", { language: t("language.en") })} hint=${t("statement.template-hint")}>${(/** @type {any} */ p) => html`<textarea ...${p} rows="14" lang="en" dir="ltr" data-test="body-en" value=${text} onInput=${(/** @type {any} */ e) => put({ text: e.target.value })}></textarea>`}<//>
      ${form.text !== null && html`<button type="button" class="link" onClick=${() => put({ text: null })}>${t("statement.use-template")}</button>`}
    </div>
    <${Problem} error=${error} />
    <div class="save-bar"><button type="submit" class="button primary" data-test="statement-create" aria-disabled=${busy}>${busy ? t("state.sending") : t("statement.create")}</button>
      <span class="quiet">${t("statement.create-effect")}</span></div>
  </form>`;
}
