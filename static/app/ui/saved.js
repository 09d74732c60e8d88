// After saving: the reference, who may see the report, and what happens next.

import { useEffect, useRef, useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Notice, Problem } from "./states.js";
import { Ref } from "./values.js";
import { ShareChoice, shareBody, sharingText } from "./share.js";
import { Unsealed } from "./unsealed.js";
import { useAction } from "./dialog.js";
import { api, seg } from "../api.js";
import { t } from "../i18n.js";
import { can } from "../store.js";

/** @param {{report: any, verdicts: Record<string, string>, unsealed?: any[], another: () => void}} props */
export function Saved({ report: first, verdicts, unsealed = [], another }) {
  const [report, setReport] = useState(first);
  const [choice, setChoice] = useState("ORIGIN");
  const heading = useRef(/** @type {HTMLElement|null} */ (null));
  const share = useAction(() => api.post(`/reports/${seg(report.id)}/share`, shareBody(choice)), setReport);
  useEffect(() => {
    heading.current?.focus();
    tell(first, verdicts);
  }, []);
  const kept = report.sharing.level === "ORIGIN";

  return html`<div class="page narrow">
    <h1 tabindex="-1" ref=${heading} data-test="saved">${t("saved.title")}</h1>
    <div class="sheet padded stack saved">
      <p class="saved-ref"><${Icon} name="check" /><span class="hidden">${t("saved.reference")} </span><strong data-test="saved-ref"><${Ref}>${report.ref}<//></strong></p>
      <p dir="auto">${report.title}</p>
      <${Notice} kind=${kept ? "info" : "good"} icon=${kept ? "lock" : "share"}>${sharingText(report.sharing)}<//>
    </div>
    ${unsealed.length > 0 && html`<${Unsealed} report=${report.id} left=${unsealed} />`}
    ${kept && can("SHARE_REPORT") && html`<div class="sheet padded stack">
      <h2>${t("share.now")}</h2>
      <${ShareChoice} value=${choice} onChange=${setChoice} />
      <${Problem} error=${share.error} />
      <div class="actions"><button type="button" class="button primary" data-test="share-now" aria-disabled=${choice === "ORIGIN" || share.busy} onClick=${() => choice !== "ORIGIN" && share.start()}>${t("share.do")}</button>
        ${choice === "ORIGIN" && html`<span class="quiet">${t("share.keep-note")}</span>`}</div>
    </div>`}
    <div class="sheet padded stack">
      <h2>${t("saved.next")}</h2>
      <ol class="next-steps">
        <li>${t("saved.next-match")}</li>
        <li>${t(kept ? "saved.next-share" : "saved.next-partner")}</li>
        <li>${t("saved.next-gaps")}</li>
      </ol>
      <div class="actions">
        <a class="button" href=${`#/i/${report.incident}`} data-test="open-incident">${t("saved.open")}</a>
        <button type="button" class="button" data-test="log-another" onClick=${another}>${t("saved.another")}</button>
      </div>
    </div>
  </div>`;
}

/**
 * Passes on what the person said about nearby incidents. The report is safe
 * already; if this fails the pair waits among the matches.
 * @param {any} report @param {Record<string, string>} verdicts
 */
async function tell(report, verdicts) {
  const said = Object.entries(verdicts).filter(([, v]) => v);
  if (!said.length || !can("DECIDE_MATCH")) return;
  try {
    const incident = await api.get(`/incidents/${seg(report.incident)}`);
    for (const [other, verdict] of said) {
      let match = incident.matches?.find((/** @type {any} */ m) => m.other.report === other);
      if (!match && verdict === "same") match = await api.post("/matches", { reports: [report.id, other], reason: t("nearby.reason") });
      if (match) await api.post(`/matches/${seg(match.id)}/decisions`, { verdict, reason: t("nearby.reason") });
    }
  } catch (error) {
    console.warn(error);
  }
}
