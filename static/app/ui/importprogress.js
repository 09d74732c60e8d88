// How far an import is, and how long it will still take.

import { useEffect, useRef, useState } from "preact/hooks";
import { html } from "./html.js";
import { t } from "../i18n.js";

/** The share that is done: by rows where their number is known, else by bytes. @param {any} job */
function part(job) {
  if (job.of) return Math.min(job.done / job.of, 1);
  return job.size ? Math.min(job.read / job.size, 1) : 0;
}

/** Seconds left, from how fast this phase went since it was first seen; null while nobody can tell. @param {any} job */
function useLeft(job) {
  const began = useRef({ phase: "", at: 0, part: 0 });
  const p = part(job);
  const now = performance.now();
  if (began.current.phase !== job.phase || p < began.current.part) began.current = { phase: job.phase, at: now, part: p };
  const { at, part: from } = began.current;
  if (now - at < 1500 || p - from < 0.01) return null;
  return Math.ceil(((1 - p) * (now - at)) / (p - from) / 1000);
}

/** @param {number} seconds */
const leftText = (seconds) => (seconds > 90 ? t("import.left-min", { n: Math.round(seconds / 60) }) : t("import.left-s", { n: Math.max(seconds > 10 ? Math.round(seconds / 5) * 5 : seconds, 1) }));

/** Nothing in the first moment: most files are done by then. @param {{job: any}} props */
export function ImportProgress({ job }) {
  const [shown, show] = useState(false);
  const left = useLeft(job);
  useEffect(() => {
    const timer = setTimeout(() => show(true), 600);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return html`<p class="quiet">${t("state.loading")}</p>`;
  const phase = (job.phase || "CHECKING").toLowerCase();
  const words = [
    job.of ? t(`import.phase-of.${phase}`, { done: job.done, of: job.of }) : t(`import.phase.${phase}`, { n: job.done }),
    left !== null && leftText(left), t("import.may-leave")].filter(Boolean).join(" · ");
  return html`<div class="progress" data-test="progress"><span>${words}</span><progress max="1" value=${part(job)} aria-label=${t("import.progress")}></progress></div>`;
}
