// One item of evidence in full: what it is, the file or its working copy, what was
// said of its existence, who had it when, and what its own partner may do with it.

import { useEffect, useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { ErrorState, Problem, Skeleton } from "./states.js";
import { Facts } from "./facts.js";
import { useAction } from "./dialog.js";
import { bytesText } from "./bytes.js";
import { acts, EvidenceAct } from "./evidenceacts.js";
import { stampText, Stamp } from "./when.js";
import { sharingText } from "./share.js";
import { contentOf, exhibit, isPicture, pictureOf } from "../evidence.js";
import { code, t } from "../i18n.js";
import { can, mine, partnerName, parties } from "../store.js";

/** @typedef {import("../evidence.js").Exhibit} Exhibit */

/** @param {{id: string, known: Exhibit, reload: () => Promise<void>}} props known is what the list has of it: when that changes it is read again */
export function EvidenceItem({ id, known, reload }) {
  const [state, setState] = useState(/** @type {{item?: any, custody?: any[], error?: any}} */ ({}));
  const [doing, setDoing] = useState("");
  const load = (/** @type {AbortSignal} */ signal) => exhibit(id, signal).then(setState, (error) => signal?.aborted || setState({ error }));
  useEffect(() => {
    const stop = new AbortController();
    load(stop.signal);
    return () => stop.abort();
  }, [id, JSON.stringify(known)]);
  const again = () => load(new AbortController().signal);
  const { item: x, custody } = state;
  if (state.error) return html`<${ErrorState} error=${state.error} retry=${again} />`;
  if (!x || !custody) return html`<div class="exhibit-more"><${Skeleton} rows=${3} /></div>`;
  return html`<div class="exhibit-more stack">
    <${Content} item=${x} looked=${again} />
    <${Facts} rows=${factsOf(x)} />
    <${Stages} stages=${x.existence_history ?? []} />
    <${Custody} rows=${custody} />
    ${mine(x.partner) && html`<div class="actions">${acts.filter((a) => can(a.may) && a.when(x)).map((a) => html`<button type="button" class="button small" key=${a.name} data-test=${`exhibit-${a.name}`} onClick=${() => setDoing(a.name)}>${t(`evidence.do.${a.name}`)}</button>`)}</div>`}
    ${doing && html`<${EvidenceAct} name=${doing} item=${x} close=${() => setDoing("")} done=${() => (setDoing(""), again(), reload())} />`}
  </div>`;
}

/** @param {any} x @returns {[string, any][]} */
function factsOf(x) {
  const camera = Object.entries(x.metadata ?? {}).filter(([, v]) => v !== null && v !== "" && typeof v !== "object").map(([k, v]) => t("facts.row", { what: k.replaceAll("_", " "), value: typeof v === "number" ? String(Number(v.toFixed(6))) : String(v) }));
  /** @type {[string, any][]} */
  const rows = [
    [t("evidence.holder"), x.existence === "HELD_BY_OTHER" || x.holder !== x.partner ? partnerName(x.holder) : ""],
    [t("evidence.file"), x.file_name ? html`<bdi>${x.file_name}</bdi>` : ""],
    [t("evidence.size"), x.size == null ? "" : bytesText(x.size)],
    [t("evidence.sha256"), x.sha256 ? html`<bdi class="code digest" dir="ltr">${x.sha256}</bdi>` : ""],
    [t("evidence.collected_at"), x.collected_at ? stampText(x.collected_at) : ""],
    [t("evidence.collected_by"), x.collected_by], [t("evidence.method"), x.method], [t("evidence.original_location"), x.original_location], [t("evidence.device_or_url"), x.device_or_url],
    [t("evidence.camera"), camera.join("; ")],
    [t("evidence.copy"), mine(x.partner) ? (x.working_copy ? t("evidence.copy-made", { size: bytesText(x.working_copy.size) }) : x.working_copy_note) : ""],
    [t("evidence.hold"), x.hold ? (x.hold_until ? t("evidence.hold-until", { date: x.hold_until }) : t("evidence.hold-on")) : t("evidence.hold-off")],
    [t("evidence.sharing"), mine(x.partner) ? sharingText(x.sharing) : ""],
    [t("evidence.added"), t("evidence.added-by", { at: stampText(x.added_at), who: x.added_by ?? partnerName(x.partner) })],
    [t("evidence.damage"), x.damaged_at ? t("evidence.damaged", { at: stampText(x.damaged_at), how: x.damage }) : ""],
  ];
  return rows.filter(([, v]) => v);
}

/** The picture stays covered until asked for; anything else is a file to save. @param {{item: any, looked: () => void}} props */
function Content({ item: x, looked }) {
  const [picture, setPicture] = useState("");
  const look = useAction(() => pictureOf(x, new AbortController().signal), (url) => (setPicture(url), looked()));
  useEffect(() => () => URL.revokeObjectURL(picture), [picture]);
  const ours = mine(x.partner);
  if (!can("OPEN_EVIDENCE") || !x.sha256) return !x.sha256 && html`<p class="quiet">${t(ours ? "evidence.no-file" : "evidence.no-copy")}</p>`;
  return html`<div class="exhibit-content">
    ${picture ? html`<figure><img class="exhibit-picture" src=${picture} alt=${t("evidence.picture", { title: x.title })} data-test="exhibit-picture" />
        <figcaption class="under">${t(ours ? "evidence.is-original" : "evidence.is-copy")}</figcaption></figure>`
      : html`<div class="cover"><${Icon} name="lock" /><p>${t(isPicture(x) ? "evidence.covered" : "evidence.covered-file")} ${t("evidence.recorded")}</p>
          <div class="actions">${isPicture(x) && html`<button type="button" class="button small" data-test="exhibit-look" aria-disabled=${look.busy} onClick=${() => look.start()}>${t(ours ? "evidence.look" : "evidence.look-copy")}</button>`}
            <a class="button small" href=${contentOf(x.id)} download data-test="exhibit-download" onClick=${() => setTimeout(looked, 1500)}><${Icon} name="download" />${t(ours ? "evidence.download" : "evidence.download-copy")}</a></div></div>`}
    <${Problem} error=${look.error} />
  </div>`;
}

/** What was said of its existence, when that changed. @param {{stages: any[]}} props */
const Stages = ({ stages }) => stages.length > 1 && html`<section><h3>${t("evidence.stages")}</h3><ol class="plain-list stages">${stages.map((s, i) => html`<li key=${i}><strong>${code("existence", s.existence)}</strong> <span class="source"><${Stamp} at=${s.at} />${s.by && html` · <bdi>${s.by}</bdi>`}</span>${s.reason && html`<p class="why" dir="auto">${s.reason}</p>`}</li>`)}</ol></section>`;

/** A partner's name, or the words that stand there. @param {string} who */
const whoText = (who) => (parties().some((p) => p.code === who) ? partnerName(who) : who);

/** @param {{rows: any[]}} props */
const Custody = ({ rows }) => rows.length > 0 && html`<section><h3>${t("evidence.custody")}</h3><div class="scroller" tabindex="0" role="region" aria-label=${t("evidence.custody")}><table class="log-table" data-test="custody">
  <caption class="hidden">${t("evidence.custody")}</caption>
  <thead><tr><th scope="col">${t("evidence.when")}</th><th scope="col">${t("evidence.what")}</th><th scope="col">${t("evidence.who")}</th><th scope="col">${t("evidence.why")}</th></tr></thead>
  <tbody>${rows.map((r) => html`<tr key=${r.seq}><td><${Stamp} at=${r.at} /></td><th scope="row">${code("custody", r.action)}</th>
    <td><bdi>${r.by}</bdi>${(r.from || r.to) && html`<span class="under">${r.from && r.to ? t("evidence.from-to", { from: whoText(r.from), to: whoText(r.to) }) : r.to ? t("evidence.to", { to: whoText(r.to) }) : t("evidence.from", { from: whoText(r.from) })}</span>`}</td><td dir="auto">${r.reason}</td></tr>`)}</tbody></table></div></section>`;
