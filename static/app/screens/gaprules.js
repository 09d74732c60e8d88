// S16: the rules that gaps are found by: what each kind weighs and how long it may
// stay open, what is taken for no difference, and the clocks. What a change would do
// shows before anything is saved; it holds when every partner has agreed.

import { useEffect, useRef, useState } from "preact/hooks";
import { html, cx } from "../ui/html.js";
import { Icon } from "../ui/icon.js";
import { Notice, Problem } from "../ui/states.js";
import { ErrorSummary, Field, FieldError } from "../ui/field.js";
import { ActionDialog, useAction } from "../ui/dialog.js";
import { Answer, Slots } from "../ui/stance.js";
import { Chip, SeverityChip } from "../ui/chip.js";
import { PartnerMark } from "../ui/partner.js";
import { Say } from "../ui/values.js";
import { Stamp } from "../ui/when.js";
import { announce } from "../ui/toast.js";
import { api, etagOf, seg } from "../api.js";
import { amountText, changesOf, clocks, configOf, draftOf, idOf, ruleName, tolerances, wrongOf } from "../rules.js";
import { code, list, t } from "../i18n.js";
import { mine } from "../store.js";

/** @typedef {import("../rules.js").Rules} Rules */
/** @typedef {import("../rules.js").Rule} Rule */
/** @typedef {import("../rules.js").Settings} Settings */
/** @typedef {import("../rules.js").Draft} Draft */
/** @typedef {{running: {version: number, done: number, of: number, started_at: string, by: string}|null, last: {version: number, state: string, why: string, ended_at: string, by: string}|null, behind: number, may_run: boolean}} Runs */

export const title = () => t("rules.title");
export const live = ["rules"];

/** @param {{signal: AbortSignal}} at */
export async function load({ signal }) {
  const [rules, runs] = await Promise.all([api.get("/gaps/rules", undefined, signal), api.get("/gaps/runs", undefined, signal)]);
  return { rules, runs };
}

/** @param {import("../types.js").ScreenProps} props */
export function Screen({ data, reload }) {
  /** @type {Rules} */
  const rules = data.rules;
  return html`<div class="page wide rules">
    <header class="page-head"><div><h1>${t("rules.title")}</h1>
      <p class="quiet" data-test="rules-version">${rules.version === 0 ? t("rules.as-printed") : t("rules.version", { version: rules.version })} ${t("rules.intro")}</p></div></header>
    <${Run} first=${data.runs} version=${rules.version} />
    ${rules.waiting && html`<${Waiting} settings=${rules.waiting} rules=${rules} reload=${reload} />`}
    <${Form} key=${`${rules.version} ${rules.waiting?.id}`} rules=${rules} reload=${reload} />
    <${History} rules=${rules} />
  </div>`;
}

/** How far finding all gaps anew is. @param {{first: Runs, version: number}} props */
function Run({ first, version }) {
  const [runs, setRuns] = useState(first);
  const ask = () => api.get("/gaps/runs").then(setRuns, () => {}); // what is shown was true a moment ago
  useEffect(() => setRuns(first), [first]);
  useEffect(() => void ask(), [version]);
  const running = !!runs.running;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => !document.hidden && ask(), 1000);
    return () => clearInterval(timer);
  }, [running]);
  const was = useRef(running);
  useEffect(() => {
    if (was.current && !running) announce(t("rules.run-ended"));
    was.current = running;
  }, [running]);
  const cancel = useAction(async () => setRuns(await api.post("/gaps/runs/cancel")));
  const start = useAction(async () => setRuns(await api.post("/gaps/runs")));
  if (runs.running) {
    const words = t("rules.running", { done: runs.running.done, of: runs.running.of });
    return html`<section class="sheet run" aria-label=${t("rules.run")} data-test="gap-run" data-running="yes"><div class="run-line">
      <div class="progress run-progress"><span>${words} · ${t("import.may-leave")}</span><progress max=${runs.running.of || undefined} value=${runs.running.of ? runs.running.done : undefined} aria-label=${t("rules.run")}></progress><${Problem} error=${cancel.error} /></div>
      ${runs.may_run && html`<button type="button" class="button small" data-test="cancel-gap-run" aria-disabled=${cancel.busy} onClick=${cancel.start}>${t("rules.run-cancel")}</button>`}
    </div></section>`;
  }
  if (!runs.last && !runs.behind) return null;
  return html`<section class="sheet run" aria-label=${t("rules.run")} data-test="gap-run" data-running="no"><div class="run-line">
    <p><${Icon} name=${runs.behind ? "warning" : "check"} /><span>${runs.behind > 0 ? t("rules.behind", { n: runs.behind }) : t("rules.up-to-date")} ${runs.last && html`<span class="quiet">${code("gap-run", runs.last.state)} · <${Stamp} at=${runs.last.ended_at} /></span>`}</span></p>
    <${Problem} error=${start.error} />
    ${runs.may_run && runs.behind > 0 && html`<button type="button" class="button small" data-test="start-gap-run" aria-disabled=${start.busy} onClick=${start.start}><${Icon} name="retry" />${t("rules.run-start")}</button>`}
  </div></section>`;
}

/** Rules that wait: what they change, who has agreed and who has not. @param {{settings: Settings, rules: Rules, reload: () => Promise<void>}} props */
function Waiting({ settings, rules, reload }) {
  const [withdrawing, setWithdrawing] = useState(false);
  const [reason, setReason] = useState("");
  const own = mine(settings.partner);
  const open = settings.positions.filter((p) => p.stance === "NO_POSITION").map((p) => p.partner);
  const path = `/gaps/rules/${seg(settings.id)}`;
  const asked = rules.may_set && !own;
  const { preview, error } = usePreview(settings.config, asked);
  return html`<section class="sheet rules-settings pending" aria-labelledby="waiting-title" data-test="rules-waiting">
    <h2 id="waiting-title">${t("rules.waiting")}</h2>
    <p><${PartnerMark} code=${settings.partner} full /> · <bdi>${settings.by}</bdi> · <${Stamp} at=${settings.at} /></p>
    <p dir="auto">${settings.reason}</p>
    <ul class="rules-examples">${changesOf(settings.config, rules).map((words) => html`<li key=${words} dir="auto">${words}</li>`)}</ul>
    <${Slots} positions=${settings.positions} />
    ${asked && html`<div class="stack" data-test="waiting-preview"><h3>${t("rules.preview")}</h3>
      <div role="status" aria-busy=${preview || error ? undefined : "true"}>${preview ? html`<${PreviewCounts} preview=${preview} />` : error ? html`<${Problem} error=${error} />` : html`<p class="quiet">${t("rules.preview-asking")}</p>`}</div>
      ${preview && html`<${Preview} preview=${preview} />`}</div>`}
    ${asked && html`<${Answer} tests=${{ CONCUR: "rules-concur", CONCUR_WITH_COMMENT: "rules-comment", DISSENT: "rules-dissent" }} effect=${t(open.length > 1 ? "rules.effect-waits" : "rules.effect-holds")}
      send=${async (/** @type {string} */ stance, /** @type {string} */ reasons) => { await api.post(`${path}/positions`, { stance, reasons, digest: settings.id }); await reload(); }} />`}
    ${rules.may_set && own && html`<div class="actions"><button type="button" class="button" data-test="rules-withdraw" onClick=${() => setWithdrawing(true)}><${Icon} name="undo" />${t("rules.withdraw")}</button></div>`}
    ${withdrawing && html`<${ActionDialog} title=${t("rules.withdraw")} action=${t("rules.withdraw")} test="rules-withdraw-do" ready=${reason.trim() !== ""} close=${() => setWithdrawing(false)}
        run=${async () => { await api.post(`${path}/withdraw`, { reason: reason.trim() }); await reload(); }}>
      <${Field} id="withdraw-reason" label=${t("rules.reason")} hint=${t("rules.reason-hint")}>${(/** @type {any} */ p) => html`<textarea ...${p} dir="auto" rows="3" value=${reason} onInput=${(/** @type {any} */ e) => setReason(e.target.value)}></textarea>`}<//>
    <//>`}
  </section>`;
}

/** Errors of the server by their places. @param {any} error @returns {Record<string, string>} */
const placesOf = (error) => (error?.status === 422 ? Object.fromEntries(error.errors.map((/** @type {any} */ e) => [e.pointer, e.detail])) : {});

/**
 * What rules would change, asked again a moment after the last key.
 * @param {import("../rules.js").Config} config @param {boolean} on
 */
function usePreview(config, on) {
  const [state, setState] = useState(/** @type {{for: string, preview: any, error: any}} */ ({ for: "", preview: null, error: null }));
  const key = JSON.stringify(config);
  useEffect(() => {
    if (!on) return setState({ for: "", preview: null, error: null });
    const stop = new AbortController();
    const ask = () => api.post("/gaps/rules/preview", { config }, { signal: stop.signal }).then((preview) => setState({ for: key, preview, error: null }), (error) => {
      if (stop.signal.aborted) return;
      if (error.status === 503) timer = setTimeout(ask, 2000); // one is being made for somebody else who was asked
      else setState({ for: key, preview: null, error });
    });
    let timer = setTimeout(ask, 400);
    return () => (clearTimeout(timer), stop.abort());
  }, [key, on]);
  return { ...state, asking: on && state.for !== key };
}

/** @param {{rules: Rules, reload: () => Promise<void>}} props */
function Form({ rules, reload }) {
  const [start] = useState(() => draftOf(rules));
  const [draft, setDraft] = useState(start);
  const [reason, setReason] = useState("");
  const [round, setRound] = useState(0);
  const [missing, setMissing] = useState("");
  const may = rules.may_set && !rules.waiting;
  const wrong = wrongOf(draft);
  const fine = Object.keys(wrong).length === 0;
  const changed = Object.keys(draft).some((place) => draft[place].trim() !== start[place]);
  const { preview, error, asking } = usePreview(configOf(draft, rules), may && changed && fine);
  const save = useAction(async () => {
    await api.put("/gaps/rules", { config: configOf(draft, rules), reason: reason.trim() }, etagOf(rules));
    announce(t("rules.sent"));
    await reload();
  });
  useEffect(() => void (save.error && setRound((n) => n + 1)), [save.error]);
  const problems = { ...placesOf(error), ...placesOf(save.error), ...wrong, ...(missing && { "/reason": missing }) };
  const put = (/** @type {string} */ place) => (/** @type {any} */ e) => (save.clear(), setDraft((now) => ({ ...now, [place]: e.target.value })));
  const send = (/** @type {Event} */ e) => {
    e.preventDefault();
    const none = reason.trim() === "" ? t("rules.reason-missing") : "";
    setMissing(none);
    if (none || !fine) return setRound((n) => n + 1);
    save.start();
  };
  const summary = Object.entries(problems).map(([place, text]) => ({ id: idOf(place), text: `${placeName(place, rules)}: ${text}` }));
  return html`<form class="stack" onSubmit=${send} novalidate data-test="rules-form">
    ${round > 0 && html`<${ErrorSummary} errors=${summary} round=${round} />`}
    <section class="sheet rules-settings" aria-labelledby="tolerances-title"><h2 id="tolerances-title">${t("rules.tolerances")}</h2><p class="quiet">${t("rules.tolerances-why")}</p>
      <div class="rules-fields">${tolerances.map((name) => html`<${Setting} key=${name} place=${`/config/tolerances/${name}`} label=${t(`rules.tolerance.${name}`)} hint=${t(`rules.tolerance-hint.${name}`)} draft=${draft} start=${start} put=${put} problems=${problems} may=${may} />`)}</div>
      <h2>${t("rules.clocks")}</h2>
      <div class="rules-fields">${clocks.map((name) => html`<${Setting} key=${name} place=${`/config/clocks/${name}`} label=${t(`rules.clock.${name}`)} hint=${t(`rules.clock-hint.${name}`)} draft=${draft} start=${start} put=${put} problems=${problems} may=${may} />`)}</div>
    </section>
    <div class="sheet"><table class="table" data-test="rules-table">
      <caption class="hidden">${t("rules.table")}</caption>
      <thead><tr><th scope="col">${t("rules.kind")}</th><th scope="col">${t("gap.owners")}</th><th scope="col" class="numeric">${t("rules.points")}</th><th scope="col" class="numeric">${t("rules.days")}</th></tr></thead>
      <tbody>${rules.catalogue.map((r) => html`<${RuleRow} key=${r.code} rule=${r} draft=${draft} start=${start} put=${put} problems=${problems} may=${may} />`)}</tbody>
    </table></div>
    ${rules.may_set && rules.waiting && html`<${Notice}>${t("rules.one-at-a-time")}<//>`}
    ${!rules.may_set && html`<p class="quiet" data-test="rules-read-only">${t("rules.who-may")}</p>`}
    ${may && html`<section class="sheet rules-preview" aria-labelledby="preview-title" data-test="rules-preview">
      <h2 id="preview-title">${t("rules.preview")}</h2>
      <div role="status" aria-busy=${asking ? "true" : undefined}>
        ${!changed ? html`<p class="quiet">${t("rules.preview-none")}</p>` : !fine ? html`<p class="quiet">${t("rules.preview-wrong")}</p>` : preview ? html`<${PreviewCounts} preview=${preview} />` : error ? (error.status === 422 ? html`<p class="quiet">${t("rules.preview-wrong")}</p>` : html`<${Problem} error=${error} />`) : html`<p class="quiet">${t("rules.preview-asking")}</p>`}
      </div>
      ${changed && fine && preview && html`<${Preview} preview=${preview} />`}
      <${Field} id=${idOf("/reason")} label=${t("rules.reason")} hint=${t("rules.reason-hint")} error=${problems["/reason"]}>${(/** @type {any} */ p) => html`<textarea ...${p} dir="auto" rows="3" data-test="rules-reason" value=${reason} onInput=${(/** @type {any} */ e) => (setMissing(""), setReason(e.target.value))}></textarea>`}<//>
      ${save.error && save.error.status !== 422 && html`<${Problem} error=${save.error} />`}
      <div class="actions">
        <button type="submit" class="button primary" data-test="rules-save" aria-disabled=${save.busy}>${save.busy ? t("state.sending") : t(rules.partners.length > 1 ? "rules.propose" : "rules.save")}</button>
        ${changed && html`<button type="button" class="button" data-test="rules-reset" onClick=${() => (setDraft(start), save.clear())}>${t("rules.reset")}</button>`}
      </div>
      <p class="quiet">${rules.partners.length > 1 ? t("rules.effect-propose") : t("rules.effect-holds")}</p>
    </section>`}
  </form>`;
}

/** What a place is called. @param {string} place @param {Rules} rules */
function placeName(place, rules) {
  const [, group, kind, name] = place.split("/");
  if (group === "reason") return t("rules.reason");
  if (kind === "tolerances" && name) return t(`rules.tolerance.${name}`);
  if (kind === "clocks" && name) return t(`rules.clock.${name}`);
  const rule = rules.catalogue.find((r) => r.code === name);
  return rule ? t(kind === "base" ? "rules.points-of" : "rules.days-of", { name: ruleName(rule) }) : t("rules.title");
}

/** @typedef {{draft: Draft, start: Draft, put: (place: string) => (e: any) => void, problems: Record<string, string>, may: boolean}} Around */

/** A number under a label. @param {{place: string, label: string, hint: string} & Around} props */
const Setting = ({ place, label, hint, draft, start, put, problems, may }) => (may
  ? html`<${Field} id=${idOf(place)} label=${label} hint=${hint} error=${problems[place]}>${(/** @type {any} */ p) => html`<input ...${p} type="text" inputmode="numeric" dir="ltr" autocomplete="off" class=${cx(draft[place] !== start[place] && "changed-rule")} data-test=${idOf(place)} value=${draft[place]} onInput=${put(place)} />`}<//>`
  : html`<div class="field"><p class="label">${label}</p><p class="hint">${hint}</p><p><bdi>${amountText(place.split("/")[3], Number(start[place]))}</bdi></p></div>`);

/** @param {{rule: Rule} & Around} props */
function RuleRow({ rule: r, draft, start, put, problems, may }) {
  const cell = (/** @type {string} */ place, /** @type {string} */ label, /** @type {number} */ usual) => {
    const id = idOf(place);
    if (!may) return html`<bdi>${start[place]}</bdi>${Number(start[place]) !== usual && html`<span class="under">${t("rules.usual", { n: usual })}</span>`}`;
    return html`<div class=${cx("field", problems[place] && "wrong")}><input id=${id} type="text" inputmode="numeric" dir="ltr" autocomplete="off" aria-label=${label} aria-describedby=${problems[place] ? `${id}-error` : undefined} aria-invalid=${problems[place] ? "true" : undefined}
      class=${cx(draft[place] !== start[place] && "changed-rule")} data-test=${id} value=${draft[place]} onInput=${put(place)} /><${FieldError} id=${id} error=${problems[place]} />
      ${Number(draft[place]) !== usual && html`<span class="under">${t("rules.usual", { n: usual })}</span>`}</div>`;
  };
  return html`<tr data-code=${r.code}>
    <th scope="row"><span class="strong">${ruleName(r)}</span><span class="under"><bdi class="code" dir="ltr">${r.code}</bdi>${r.modified && ` · ${t("rules.modified")}`}</span>${r.ends && html`<span class="under"><${Say} k="rules.ends" ends=${r.ends} /></span>`}</th>
    <td data-label=${t("gap.owners")}>${list(r.owners.map((o) => code("role", o)))}</td>
    <td class="numeric" data-label=${t("rules.points")}>${cell(`/config/base/${r.code}`, t("rules.points-of", { name: ruleName(r) }), r.default_points)}</td>
    <td class="numeric" data-label=${t("rules.days")}>${cell(`/config/due_days/${r.code}`, t("rules.days-of", { name: ruleName(r) }), r.default_due_days)}</td>
  </tr>`;
}

const kinds = ["new", "gone", "severity", "due"];

const anything = (/** @type {any} */ preview) => kinds.some((k) => preview.total[k] > 0);

/** What would change, in numbers. @param {{preview: any}} props */
const PreviewCounts = ({ preview }) => (!anything(preview)
  ? html`<p data-test="preview-nothing">${t("rules.preview-nothing", { n: preview.gaps })}</p>`
  : html`<p>${t("rules.preview-of", { n: preview.gaps })}</p>
    <ul class="rules-counts">${kinds.map((k) => html`<li key=${k} data-test=${`preview-${k}`}><strong>${preview.total[k]}</strong> ${t(`rules.would.${k}`)}</li>`)}</ul>`);

/** What would change, by kind of gap, with examples. @param {{preview: any}} props */
function Preview({ preview }) {
  if (!anything(preview)) return null;
  return html`<div class="stack" data-test="preview-changes">
    <table class="table"><caption class="hidden">${t("rules.preview-by-kind")}</caption>
      <thead><tr><th scope="col">${t("rules.kind")}</th>${kinds.map((k) => html`<th scope="col" key=${k} class="numeric">${t(`rules.would.${k}`)}</th>`)}</tr></thead>
      <tbody>${preview.codes.map((/** @type {any} */ c) => html`<tr key=${c.code}><th scope="row">${ruleName(c)}<span class="under"><bdi class="code" dir="ltr">${c.code}</bdi></span></th>${kinds.map((k) => html`<td key=${k} class="numeric" data-label=${t(`rules.would.${k}`)}>${c[k]}</td>`)}</tr>`)}</tbody></table>
    ${kinds.filter((k) => preview.examples[k].length > 0).map((k) => html`<details key=${k}><summary>${t(`rules.examples.${k}`, { n: preview.examples[k].length })}</summary>
      <ul class="rules-examples">${preview.examples[k].map((/** @type {any} */ e, /** @type {number} */ i) => html`<li key=${i}><a href=${`#/i/${e.incident}/compare`} dir="auto">${e.title}</a> <span class="quiet"><${Weighs} was=${e.before} is=${e.after} due=${k === "due"} /></span></li>`)}</ul></details>`)}
  </div>`;
}

/** @param {{was: any, is: any, due: boolean}} props */
function Weighs({ was, is, due }) {
  const one = (/** @type {any} */ s) => (due ? t("rules.in-days", { n: s.due_days }) : html`<${SeverityChip} value=${s.severity} /> <bdi class="code">${s.score}</bdi>`);
  return html`${was && one(was)}${was && is && html` <${Icon} name="next" /><span class="hidden">${t("rules.becomes")}</span> `}${is && one(is)}`;
}

/** What was settled when, by whom and why. @param {{rules: Rules}} props */
const History = ({ rules }) => rules.history.length > 0 && html`<section class="sheet rules-history" aria-labelledby="history-title" data-test="rules-history">
  <h2 id="history-title">${t("rules.history")}</h2>
  <ol>${rules.history.map((s) => html`<li key=${s.id}>
    <p><${Chip} look=${s.state === "ADOPTED" ? "agree" : "stopped"} icon=${s.state === "ADOPTED" ? "check" : "stopped"}>${s.state === "ADOPTED" ? t(s.version === rules.version ? "rules.in-force" : "rules.was-in-force", { version: s.version }) : code("settings", s.state)}<//> ${s.ended_at && html`<${Stamp} at=${s.ended_at} />`}</p>
    <p><${PartnerMark} code=${s.partner} full /> · <bdi>${s.by}</bdi></p>
    <p dir="auto">${s.reason}</p>
    ${s.why && html`<p class="quiet" dir="auto">${s.why}</p>`}
    <${Slots} positions=${s.positions} />
  </li>`)}</ol>
</section>`;
