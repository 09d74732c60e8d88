// Progress of something that takes longer than a second, and a word-level
// difference of two texts.

import { html } from "./html.js";
import { language, t } from "../i18n.js";

/** @param {{done?: number, of?: number, label: string}} props without numbers: under way, length not known */
export const Progress = ({ done, of, label }) => html`
  <div class="progress"><span>${label}</span><progress max=${of} value=${done} aria-label=${label}></progress>
    ${of !== undefined && html`<span class="quiet">${t("progress.of", { done: done ?? 0, of })}</span>`}</div>`;

/** @param {string} text */
const words = (text) => Array.from(new Intl.Segmenter(language, { granularity: "word" }).segment(text), (s) => s.segment);

/**
 * Longest common subsequence of words, as runs of same, gone and new.
 * @param {string} before @param {string} after @returns {{kind: "same"|"gone"|"new", text: string}[]}
 */
export function diff(before, after) {
  const a = words(before);
  const b = words(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const x = a.slice(start, a.length - end);
  const y = b.slice(start, b.length - end);
  const width = y.length + 1;
  const best = new Uint16Array((x.length + 1) * width);
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = y.length - 1; j >= 0; j--) {
      best[i * width + j] = x[i] === y[j] ? best[(i + 1) * width + j + 1] + 1 : Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
    }
  }
  /** @type {{kind: "same"|"gone"|"new", text: string}[]} */
  const runs = [];
  const put = (/** @type {"same"|"gone"|"new"} */ kind, /** @type {string} */ text) => {
    const last = runs.at(-1);
    if (last?.kind === kind) last.text += text;
    else if (text) runs.push({ kind, text });
  };
  put("same", a.slice(0, start).join(""));
  let i = 0;
  let j = 0;
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) put("same", (j++, x[i++]));
    else if (j >= y.length || (i < x.length && best[(i + 1) * width + j] >= best[i * width + j + 1])) put("gone", x[i++]);
    else put("new", y[j++]);
  }
  put("same", end ? a.slice(-end).join("") : "");
  return readable(runs);
}

/**
 * A blank or a comma that happens to stay between two changes is no reason to
 * break them up: whole phrases read better than single words.
 * @param {{kind: "same"|"gone"|"new", text: string}[]} runs
 */
function readable(runs) {
  /** @type {typeof runs} */
  const out = [];
  let gone = "";
  let fresh = "";
  const flush = () => {
    if (gone) out.push({ kind: "gone", text: gone });
    if (fresh) out.push({ kind: "new", text: fresh });
    gone = fresh = "";
  };
  runs.forEach((run, i) => {
    if (run.kind === "gone") gone += run.text;
    else if (run.kind === "new") fresh += run.text;
    else if (gone && fresh && i < runs.length - 1 && !/[\p{L}\p{N}]/u.test(run.text)) (gone += run.text), (fresh += run.text);
    else flush(), out.push(run);
  });
  flush();
  return out;
}

/** @param {{before: string, after: string}} props */
export const Diff = ({ before, after }) => html`<span class="diff" dir="auto">${diff(before, after).map((run) =>
  run.kind === "gone" ? html`<del>${run.text}</del>` : run.kind === "new" ? html`<ins>${run.text}</ins>` : run.text)}</span>`;
