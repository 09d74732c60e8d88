// S11: a statement. Its text is bound to agreed facts, checked against the record,
// approved by every party as exactly this text, and only then released.

import { useEffect, useRef, useState } from "preact/hooks";
import { html } from "../ui/html.js";
import { Icon } from "../ui/icon.js";
import { Chip } from "../ui/chip.js";
import { Select } from "../ui/field.js";
import { Notice, Problem } from "../ui/states.js";
import { ActionDialog, useAction } from "../ui/dialog.js";
import { LanguageText, insertToken } from "../ui/statementtext.js";
import { Tokens } from "../ui/tokens.js";
import { Checks, focusChecks } from "../ui/checks.js";
import { Approvals } from "../ui/approvals.js";
import { Answer } from "../ui/stance.js";
import { TextConflict, TextVersions } from "../ui/textversions.js";
import { Ref, Say } from "../ui/values.js";
import { Stamp } from "../ui/when.js";
import { announce, toast } from "../ui/toast.js";
import { audiences, blocks, changedSince, formOf, inWork, kinds, sameText, templateOf, textLanguages } from "../statement.js";
import { onUs, turnText } from "../gaps.js";
import { api, etagOf, seg } from "../api.js";
import { draft, keepDraft, useDraft } from "../drafts.js";
import { useKeys } from "../keys.js";
import { code, list, t } from "../i18n.js";
import { can, me } from "../store.js";

/** @typedef {import("../statement.js").Statement} Statement */
/** @typedef {import("../statement.js").Form} Form */

/** @param {{data: any}} props */
export const title = ({ data }) => t("statement.page", { ref: data.ref });
export const live = ["statement", "gap", "incident"];

/** @param {{params: Record<string, string>, signal: AbortSignal}} at */
export const load = ({ params, signal }) => api.get(`/statements/${seg(params.id)}`, undefined, signal);

const looks = /** @type {Record<string, [string, string]>} */ ({ DRAFT: ["progress", "half"], PARTNER_CONCURRED: ["agreed", "linked"], ISSUED: ["done", "check"] });

/** @param {{statement: Statement}} props */
export const StatementChip = ({ statement: s }) => html`<${Chip} look=${looks[s.state]?.[0] ?? "stopped"} icon=${looks[s.state]?.[1] ?? "stopped"}>${code("statement-state", s.state)}<//>`;

/** @param {import("../types.js").ScreenProps} props */
export function Screen({ data, reload }) {
  const editable = can("DRAFT_STATEMENT") && inWork(data);
  return html`<${editable ? Editor : Reader} key=${data.id} data=${data} reload=${reload} />`;
}

/** @param {{statement: Statement, actions?: any}} props */
const Head = ({ statement: s, actions }) => html`<header class="page-head">
  <div>
    <p class="under"><${Ref}>${s.ref}<//> · <a href=${`#/i/${s.incident}`}>${s.incident_ref ? html`<${Ref}>${s.incident_ref}<//>` : t("case.incident")}</a></p>
    <h1><bdi>${s.title}</bdi></h1>
    <p class="quiet">${code("statement", s.kind)} · ${code("audience", s.audience)} · ${t("version.n", { n: s.version })}</p>
  </div>
  <div class="actions"><span data-test="statement-state" data-state=${s.state}><${StatementChip} statement=${s} /></span>${inWork(s) && s.waiting_on.length > 0 && html`<span class=${onUs(s.waiting_on) ? "turn you" : "turn"}>${turnText(s.waiting_on)}</span>`}${actions}</div>
</header>`;

/** For those who read, approve or release. @param {{data: Statement, reload: () => Promise<void>}} props */
const Reader = ({ data: s, reload }) => html`<div class="page wide st-page">
  <${Head} statement=${s} />
  <${Released} statement=${s} />
  <div class="st-cols">
    <div class="stack">
      ${Object.keys(s.bodies).map((l) => html`<${LanguageText} key=${l} language=${l} text=${s.bodies[l]} saved=${s} />`)}
      <${TextVersions} versions=${s.versions} />
    </div>
    <div class="stack">
      <${Approvals} statement=${s}><${Actions} statement=${s} dirty=${false} reload=${reload} /><//>
      ${inWork(s) && html`<${Checks} checks=${s.checks} version=${s.version} stale=${false} several=${Object.keys(s.bodies).length > 1} />`}
      <${Tokens} tokens=${s.tokens} incident=${s.incident} />
    </div>
  </div>
</div>`;

/** @param {{statement: Statement}} props */
const Released = ({ statement: s }) => s.released_at && html`<${Notice} kind="good" actions=${html`
    <a class="button small" href=${s.public_url} target="_blank" rel="noopener" data-test="public-page">${t("statement.public-page")}</a>
    ${can("DRAFT_STATEMENT") && html`<a class="button small" href=${`#/st/new?incident=${s.incident}&kind=CORRECTION&of=${s.ref}`} data-test="draft-correction">${t("statement.correct")}</a>`}`}>
  <${Say} k="statement.released" at=${html`<${Stamp} at=${s.released_at} />`} by=${s.released_by ?? ""} /><//>
  ${changedSince(s).map((x) => html`<${Notice} key=${x.name} kind="warn">${t(x.now ? "statement.value-changed" : "statement.value-gone", { name: t(`token.name.${x.name}`), was: x.was, now: x.now })}<//>`)}`;

/** For public affairs while the text is in work. @param {{data: Statement, reload: () => Promise<void>}} props */
function Editor({ data, reload }) {
  const name = `st.${data.id}`;
  const kept = useRef(draft(name));
  const [base, setBase] = useState(data); // the version worked from
  const [form, setForm] = useState(/** @type {Form} */ (kept.current?.form ?? formOf(data)));
  const [theirs, setTheirs] = useState(/** @type {Statement|null} */ (null));
  const changed = useRef(!!kept.current);
  const area = useRef(/** @type {HTMLTextAreaElement|null} */ (null));
  const dirty = !sameText(form, formOf(base));
  const shown = data.version >= base.version ? data : base;
  useDraft(name, { version: base.version, form }, changed);

  useEffect(() => {
    if (dirty || data.version < base.version) return;
    setBase(data);
    setForm(formOf(data));
  }, [data]);

  /** @param {Partial<Form>} changes */
  function put(changes) {
    changed.current = true;
    setForm((f) => ({ ...f, ...changes }));
  }
  /** @param {string} language @param {string|undefined} text */
  function putText(language, text) {
    const bodies = { ...form.bodies };
    if (text === undefined) delete bodies[language];
    else bodies[language] = text;
    put({ bodies });
  }
  function discard() {
    changed.current = false;
    kept.current = null;
    keepDraft(name, null);
    setBase(data);
    setForm(formOf(data));
  }

  const { busy, error, start } = useAction(async (/** @type {Form} */ text = form, /** @type {Statement} */ on = base) => {
    if (busy || (!dirty && text === form)) return void toast(t("statement.nothing-new"));
    try {
      const saved = await api.put(`/statements/${seg(data.id)}`, text, etagOf(on));
      changed.current = false;
      kept.current = null;
      keepDraft(name, null);
      setBase(saved);
      setForm(formOf(saved));
      toast(t("statement.saved", { n: saved.version }));
      await reload();
    } catch (/** @type {any} */ e) {
      if (e.status !== 412) throw e;
      setTheirs(await api.get(`/statements/${seg(data.id)}`));
    }
  });
  const save = () => void start();
  useKeys({ Send: () => !theirs && save() });

  if (theirs) {
    const settle = (/** @type {Form} */ text) => (setBase(theirs), setForm(text), setTheirs(null), void start(text, theirs));
    return html`<${TextConflict} yours=${form} theirs=${theirs} save=${settle} back=${() => setTheirs(null)} />`;
  }
  const insert = (/** @type {string} */ token) => {
    const at = area.current?.isConnected ? area.current : /** @type {HTMLTextAreaElement|null} */ (document.querySelector(".lang textarea"));
    if (at) insertToken(at, token);
  };
  const missing = textLanguages.filter((l) => !(l in form.bodies));
  return html`<div class="page wide st-page">
    <${Head} statement=${shown} actions=${html`
      <label class="inline"><span class="hidden">${t("statement.kind")}</span><${Select} data-test="statement-kind" value=${form.kind} choices=${kinds.map((k) => [k, code("statement", k)])} onChange=${(/** @type {string} */ kind) => put({ kind })} /></label>
      <label class="inline"><span class="hidden">${t("statement.audience")}</span><${Select} data-test="statement-audience" value=${form.audience} choices=${audiences.map((a) => [a, code("audience", a)])} onChange=${(/** @type {string} */ audience) => put({ audience })} /></label>`} />
    ${kept.current && dirty && html`<${Notice} kind=${kept.current.version === data.version ? "info" : "warn"} actions=${html`<button type="button" class="button small" onClick=${discard}>${t("log.discard")}</button>`}>${t(kept.current.version === data.version ? "statement.draft-restored" : "statement.draft-older")}<//>`}
    ${dirty && data.version > base.version && html`<${Notice} kind="warn">${t("statement.saved-meanwhile", { n: data.version, by: data.versions[0].by })}<//>`}
    ${Object.keys(form.bodies).sort((a, b) => textLanguages.indexOf(a) - textLanguages.indexOf(b)).map((l) => html`<${LanguageText} key=${l} language=${l} text=${form.bodies[l]} saved=${shown} onChange=${(/** @type {string} */ text) => putText(l, text)}
      remove=${Object.keys(form.bodies).length > 1 ? () => putText(l, undefined) : undefined} focused=${(/** @type {HTMLTextAreaElement} */ el) => (area.current = el)} />`)}
    <div class="actions">${missing.map((l) => html`<button type="button" class="button small" key=${l} data-test=${`add-${l}`} onClick=${() => putText(l, "")}><${Icon} name="plus" />${t("statement.add-language", { language: t(`language.${l}`) })}</button>`)}
      <button type="button" class="button small" data-test="use-template" onClick=${() => putText("en", templateOf(form.kind, partiesOf(shown)))}>${t("statement.use-template")}</button></div>
    <div class="st-under">
      <${Tokens} tokens=${shown.tokens} incident=${shown.incident} insert=${insert} />
      <div class="stack">
        <${Checks} checks=${shown.checks} version=${shown.version} stale=${dirty} several=${Object.keys(form.bodies).length > 1} />
        <${Approvals} statement=${shown}><${Actions} statement=${shown} dirty=${dirty} reload=${reload} /><//>
        <${TextVersions} versions=${shown.versions} />
      </div>
    </div>
    <${Problem} error=${error} />
    <div class="save-bar st-bar">
      <button type="button" class=${dirty ? "button primary" : "button"} data-test="statement-save" aria-disabled=${busy} onClick=${save}>${busy ? t("state.sending") : t("statement.save")}</button>
      <${Ask} statement=${shown} dirty=${dirty} />
      <span class="quiet" role="status">${dirty ? (shown.approvals.length ? t("statement.voids", { n: shown.approvals.length }) : t("statement.unsaved")) : t("statement.is-saved", { n: shown.version })}</span>
    </div>
  </div>`;
}

/** @param {Statement} s */
const partiesOf = (s) => [...new Set([...s.approvals.map((a) => a.partner), ...s.waiting_on])].sort();

/** Never greyed out: while something stands in the way it leads there. @param {{statement: Statement, dirty: boolean}} props */
function Ask({ statement: s, dirty }) {
  const [asked, setAsked] = useState(false);
  if (s.state !== "DRAFT") return null;
  const ask = () => {
    setAsked(false);
    if (dirty) return void (announce(t("statement.save-first")), toast(t("statement.save-first")));
    if (blocks(s).length) return void (focusChecks(), toast(t("statement.blocked", { n: blocks(s).length })));
    setAsked(true);
  };
  return html`<button type="button" class=${dirty ? "button" : "button primary"} data-test="statement-ask" onClick=${ask}>${t("statement.ask")}</button>
    ${asked && html`<span class="asked" role="status"><${Icon} name="check" />${t("statement.asked", { who: turnText(s.waiting_on) })}</span>`}`;
}

const approveWords = (/** @type {string} */ part, /** @type {string} */ stance) => t(`approve.${part}.${stance}`);

/** Approve, dissent, release. @param {{statement: Statement, dirty: boolean, reload: () => Promise<void>}} props */
function Actions({ statement: s, dirty, reload }) {
  const [releasing, setReleasing] = useState(false);
  if (!inWork(s)) return null;
  const wrote = s.created_by === me.user.name || s.versions[0].by === me.user.name;
  const ask = can("APPROVE_STATEMENT") && onUs(partiesOf(s)) && !s.approvals.some((a) => a.partner === me.user.partner && a.stance.startsWith("CONCUR"));
  const send = async (/** @type {string} */ stance, /** @type {string} */ reasons) => {
    await api.post(`/statements/${seg(s.id)}/approvals`, { stance, digest: s.digest, ...(reasons ? { reasons } : {}) });
    toast(t(`approve.done.${stance === "DISSENT" ? "DISSENT" : "CONCUR"}`));
    await reload();
  };
  const before = (/** @type {string} */ stance) => {
    if (!stance.startsWith("CONCUR") || !blocks(s).length) return true;
    focusChecks();
    toast(t("statement.blocked", { n: blocks(s).length }));
    return false;
  };
  const release = can("RELEASE_STATEMENT") && s.state === "PARTNER_CONCURRED" && !dirty;
  return html`
    ${ask && (wrote ? html`<p class="quiet">${t("approve.own-text")}</p>`
      : html`<${Answer} send=${send} before=${before} words=${approveWords} effect=${t("approve.effect", { n: s.version })} tests=${{ CONCUR: "statement-approve", CONCUR_WITH_COMMENT: "statement-approve-comment", DISSENT: "statement-dissent" }} />`)}
    ${release && html`<div class="actions"><button type="button" class="button primary" data-test="statement-release" onClick=${() => setReleasing(true)}>${t("release.do")}</button></div>`}
    ${releasing && html`<${ActionDialog} title=${t("release.title", { ref: s.ref })} action=${t("release.do")} test="statement-release-send" close=${() => setReleasing(false)}
        run=${async () => (await api.post(`/statements/${seg(s.id)}/release`), toast(t("release.done")), await reload())}>
      <p>${t("release.effect", { n: s.version, languages: list(Object.keys(s.bodies).map((l) => t(`language.${l}`))) })}</p>
      <p>${t("release.final")}</p>
    <//>`}`;
}
