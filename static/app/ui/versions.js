// The versions of a record, newest first: who, when and why; and what became of it
// between any two of them, in words.

import { useEffect, useState } from "preact/hooks";
import { html } from "./html.js";
import { Select } from "./field.js";
import { ErrorState, Problem, Skeleton } from "./states.js";
import { Changes } from "./diff.js";
import { stampText } from "./when.js";
import { api, seg } from "../api.js";
import { code, t } from "../i18n.js";

/** @param {{report: any}} props */
export function Versions({ report: r }) {
  const [state, setState] = useState(/** @type {{items?: any[], error?: any}} */ ({}));
  const [ends, setEnds] = useState(/** @type {[number, number]|null} */ (null));
  const [diff, setDiff] = useState(/** @type {{of?: any, error?: any}} */ ({}));
  const load = () => api.get(`/reports/${seg(r.id)}/versions`).then((p) => {
    const items = [...p.items].sort((a, b) => b.version - a.version);
    setState({ items });
    if (items.length > 1) setEnds([items[1].version, items[0].version]);
  }, (error) => setState({ error }));
  useEffect(() => void load(), [r.id, r.version]);
  useEffect(() => {
    if (!ends || ends[0] === ends[1]) return setDiff({});
    const stop = new AbortController();
    api.get(`/reports/${seg(r.id)}/diff`, { from: ends[0], to: ends[1] }, stop.signal).then((of) => setDiff({ of }), (error) => stop.signal.aborted || setDiff({ error }));
    return () => stop.abort();
  }, [ends?.join()]);

  if (state.error) return html`<${ErrorState} error=${state.error} retry=${load} />`;
  if (!state.items) return html`<${Skeleton} rows=${2} />`;
  const items = state.items;
  const choice = (/** @type {0|1} */ at) => html`<${Select} data-test=${at ? "diff-to" : "diff-from"} aria-label=${t(at ? "versions.to" : "versions.from")} value=${String(ends?.[at])} choices=${items.map((v) => [String(v.version), t("version.n", { n: v.version })])}
    onChange=${(/** @type {string} */ n) => setEnds((now) => (now ? (at ? [now[0], Number(n)] : [Number(n), now[1]]) : now))} />`;
  return html`<div class="history" data-test="history">
    <ol class="versions">${items.map((v) => html`<li key=${v.version}>
      <p><strong>${t("version.n", { n: v.version })}</strong> ${code("action", v.action)} <span class="source">${stampText(v.at)} · <bdi>${v.by}</bdi></span></p>
      ${v.reason && html`<p class="why" dir="auto">${v.reason}</p>`}
    </li>`)}</ol>
    ${ends && html`<div class="diff-pick row"><span>${t("versions.compare")}</span>${choice(0)}<span>${t("versions.with")}</span>${choice(1)}</div>
      ${ends[0] === ends[1] ? html`<p class="quiet">${t("versions.pick-two")}</p>` : diff.error ? html`<${Problem} error=${diff.error} />` : diff.of && html`<${Changes} diff=${diff.of} />`}`}
  </div>`;
}
