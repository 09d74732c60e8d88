// The comparison of all reports: how far it is, how the last one ended, under which
// weights, and the way to start one.

import { useEffect, useRef, useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Problem } from "./states.js";
import { ActionDialog, useAction } from "./dialog.js";
import { Stamp } from "./when.js";
import { announce } from "./toast.js";
import { api } from "../api.js";
import { useChanges } from "../events.js";
import { t } from "../i18n.js";

/** @typedef {import("../types.js").Matching} Matching */

/** How often to ask while a comparison runs. */
const every = 2000;

/** What GET /matching says, asked again while something runs and somebody looks; null where there is no such thing. @param {() => void} ended */
export function useMatching(ended) {
  const [now, setNow] = useState(/** @type {Matching|null} */ (null));
  const was = useRef(false);
  const take = (/** @type {Matching} */ next) => {
    if (was.current && !next.running) (announce(t("matching.ended")), ended());
    was.current = !!next.running;
    setNow(next);
  };
  const ask = (/** @type {AbortSignal} */ signal) => api.get("/matching", undefined, signal).then((next) => !signal.aborted && take(next), () => {}); // what is shown was true a moment ago
  useEffect(() => {
    const stop = new AbortController();
    ask(stop.signal);
    return () => stop.abort();
  }, []);
  const running = !!now?.running;
  useEffect(() => {
    if (!running) return;
    const stop = new AbortController();
    const look = () => !document.hidden && ask(stop.signal);
    const timer = setInterval(look, every);
    document.addEventListener("visibilitychange", look);
    return () => {
      stop.abort();
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [running]);
  useChanges(now && !running ? ["match"] : undefined, () => ask(new AbortController().signal)); // others start one, and answers count as labels
  return { now, take };
}

/** @param {{now: Matching|null, take: (next: Matching) => void}} props as useMatching gives them */
export function MatchRun({ now, take }) {
  const [asking, setAsking] = useState(false);
  if (!now) return null;
  return html`<section class="sheet run" aria-label=${t("matching.title")} data-test="matching" data-running=${now.running ? "yes" : "no"}>
    <div class="run-line">
      ${now.running ? html`<${Running} run=${now.running} take=${take} may=${now.may_run} />` : html`<p><${Icon} name="matches" />${now.last ? html`<span>${lastText(now.last)} <span class="quiet"><${Stamp} at=${now.last.ended_at} /> · <bdi>${now.last.by}</bdi></span></span>` : html`<span>${t("matching.never")}</span>`}</p>`}
      ${now.may_run && !now.running && html`<button type="button" class="button small" data-test="start-matching" onClick=${() => setAsking(true)}><${Icon} name="retry" />${t("matching.start")}</button>`}
    </div>
    <${Model} now=${now} />
    ${asking && html`<${ActionDialog} title=${t("matching.start")} action=${t("matching.start-do")} test="start-matching-do" close=${() => setAsking(false)}
        run=${async () => take(await api.post("/matching/runs"))}><p>${t("matching.start-effect")}</p><p class="quiet">${t("matching.start-keeps")}</p><//>`}
  </section>`;
}

/** @param {{run: import("../types.js").MatchRun, take: (next: Matching) => void, may: boolean}} props */
function Running({ run, take, may }) {
  const { busy, error, start } = useAction(async () => take(await api.post("/matching/runs/cancel")));
  const counted = run.done != null && run.of != null && run.of > 0;
  const words = [t(`matching.stage.${run.stage}`), counted && t("progress.of", { done: /** @type {number} */ (run.done), of: /** @type {number} */ (run.of) }), t("import.may-leave")].filter(Boolean).join(" · ");
  return html`<div class="progress run-progress" data-test="matching-progress"><span>${words}</span>
      <progress max=${counted ? run.of : undefined} value=${counted ? run.done : undefined} aria-label=${t("matching.progress")}></progress><${Problem} error=${error} /></div>
    ${may && html`<button type="button" class="button small" data-test="cancel-matching" aria-disabled=${busy} onClick=${start}>${t("matching.cancel")}</button>`}`;
}

/** How it ended, in words; a count that is not told is left out. @param {import("../types.js").MatchRunEnd} last */
function lastText(last) {
  if (last.cancelled) return t("matching.cancelled");
  const counts = [
    last.reports != null && t("matching.reports", { n: last.reports }), last.pairs != null && t("matching.pairs", { n: last.pairs }),
    last.auto != null && t("matching.auto", { n: last.auto }), last.review != null && t("matching.review", { n: last.review }),
    !!last.cut && t("matching.cut", { n: last.cut }),
  ].filter(Boolean).join(" · ");
  return [counts || t("matching.done"), last.refused && t("matching.refused")].filter(Boolean).join(" ");
}

/** Where the weights come from, and what is missing until a probability can be trusted as one. @param {{now: Matching}} props */
function Model({ now: { model, labels, labels_needed: needed, last } }) {
  if (!model) return null;
  const given = labels ? labels.same + labels.not_same : null;
  return html`<details class="run-model"><summary>${t(model.how === "stated" ? "matching.stated" : "matching.estimated")} · ${model.calibrated ? t("matching.checked") : given != null && given < needed ? t("matching.until", { n: needed - given }) : t("matching.unchecked")}</summary>
    <div class="stack">
      <p>${t(model.how === "stated" ? "matching.stated-why" : "matching.estimated-why")} ${model.how !== "stated" && html`<bdi dir="auto">${model.how}</bdi>`}</p>
      ${last?.why && html`<p dir="auto">${last.why}</p>`}
      ${!model.calibrated && needed > 0 && html`<p>${t("matching.labels-why", { needed })}${given != null && html` <strong>${given < needed ? t("matching.labels-missing", { n: needed - given }) : t("matching.labels-enough")}</strong>`}</p>
        ${given != null && html`<div class="progress"><progress max=${needed} value=${Math.min(given, needed)} aria-label=${t("matching.labels")}></progress><span class="quiet">${t("progress.of", { done: given, of: needed })}</span></div>`}`}
      ${labels && html`<p class="under">${t("matching.given", { same: labels.same, different: labels.not_same, unsure: labels.unsure })}</p>`}
      <p class="source">${t("matching.version")} <bdi class="code" dir="ltr">${model.version}</bdi>${model.at && html` · <${Stamp} at=${model.at} />`}</p>
    </div>
  </details>`;
}
