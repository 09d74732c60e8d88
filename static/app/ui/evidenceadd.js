// Enters an item of evidence: a file sent in chunks that goes on where it stood, or
// something that is known of and not here.

import { useEffect, useRef, useState } from "preact/hooks";
import { html } from "./html.js";
import { ActionDialog } from "./dialog.js";
import { Field, Segments, Select } from "./field.js";
import { bytesText } from "./bytes.js";
import { ApiError } from "../api.js";
import { act } from "../evidence.js";
import { codes } from "../dictionary.js";
import { instantOf } from "../instant.js";
import { code, t } from "../i18n.js";
import { mine, parties } from "../store.js";
import { toast } from "./toast.js";
import { upload } from "../upload.js";

/** The kind a file probably is; the person may say otherwise. @param {string} type of media */
const kindOf = (type) => /** @type {Record<string, string>} */ ({ image: "PHOTO", video: "VIDEO", audio: "AUDIO" })[type.split("/")[0]] ?? "DOCUMENT";

const absent = codes.existence.filter((c) => c !== "HELD" && c !== "FOUND_LATER");
const details = /** @type {const} */ (["collected_by", "method", "original_location", "device_or_url"]);

/** @param {{incident: any, reports: any[], close: () => void, done: (item: any) => void}} props */
export function AddEvidence({ incident, reports, close, done }) {
  const own = reports.filter((r) => mine(r.partner) && r.status !== "WITHDRAWN");
  const [given, setGiven] = useState(/** @type {Record<string, any>} */ ({ there: "yes", file: null, kind: "", title: "", report: own[0]?.id ?? "", existence: "HELD_BY_OTHER", holder: "", reason: "", collected_at: "", hold_until: "", collected_by: "", method: "", original_location: "", device_or_url: "" }));
  const [wrong, setWrong] = useState(/** @type {Record<string, string>} */ ({}));
  const [sent, setSent] = useState(-1);
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []); // closing stops the sending; what was sent stays and goes on next time
  const put = (/** @type {Record<string, any>} */ changes) => {
    setGiven((now) => ({ ...now, ...changes }));
    setWrong((now) => Object.fromEntries(Object.entries(now).filter(([name]) => !(name in changes))));
  };
  const there = given.there === "yes";

  function missing() {
    /** @type {Record<string, string>} */
    const all = {};
    if (there && !given.file) all.file = t("evidence.file-missing");
    if (!given.title.trim()) all.title = t("evidence.title-missing");
    if (!given.kind) all.kind = t("evidence.kind-missing");
    if (given.collected_at.trim() && !instantOf(given.collected_at)) all.collected_at = t("entry.instant-unread");
    return all;
  }

  async function run() {
    const found = missing();
    setWrong(found);
    const first = Object.keys(found)[0];
    if (first) {
      document.getElementById(`evidence-${first}`)?.focus();
      throw new ApiError(422, { detail: t("form.errors", { n: Object.keys(found).length }) });
    }
    const text = Object.fromEntries(["kind", "title", "hold_until", ...details].map((name) => [name, given[name].trim()]).filter(([, v]) => v));
    try {
      const file = there ? await upload(given.file, "evidence", { progress: setSent, signal: stop.current.signal }) : null;
      const item = await act.add({
        ...text, report: given.report, incident: given.report ? "" : incident.id, collected_at: instantOf(given.collected_at),
        ...(file ? { upload: file.id } : { existence: given.existence, holder: given.existence === "HELD_BY_OTHER" ? given.holder : "", reason: given.reason.trim() }),
      });
      file?.used();
      toast(t("evidence.entered"));
      done(item);
    } catch (/** @type {any} */ e) {
      setSent(-1);
      if (stop.current.signal.aborted) return;
      if (e.errors?.length) setWrong(Object.fromEntries(e.errors.map((/** @type {any} */ x) => [x.pointer.slice(1), x.detail])));
      throw e;
    }
  }

  const field = (/** @type {string} */ name, /** @type {(p: any) => any} */ input, /** @type {any} */ more = {}) => html`<${Field} id=${`evidence-${name}`} label=${t(`evidence.${name}`)} error=${wrong[name]} ...${more}>${input}<//>`;
  const line = (/** @type {string} */ name, /** @type {any} */ more = {}) => field(name, (p) => html`<input ...${p} type="text" dir=${more.ltr ? "ltr" : "auto"} maxlength="1000" autocomplete="off" placeholder=${more.like} data-test=${`evidence-${name}`} value=${given[name]} onInput=${(/** @type {any} */ e) => put({ [name]: e.target.value })} />`, more);
  const choice = (/** @type {string} */ name, /** @type {[string, string][]} */ all, /** @type {string|undefined} */ empty, /** @type {any} */ more) => field(name, (p) => html`<${Select} ...${p} data-test=${`evidence-${name}`} value=${given[name]} empty=${empty} choices=${all} onChange=${(/** @type {string} */ v) => put({ [name]: v })} />`, more);
  const choose = (/** @type {any} */ e) => {
    const file = e.target.files[0] ?? null;
    put({ file, ...(file && !given.kind ? { kind: kindOf(file.type) } : {}) });
  };
  return html`<${ActionDialog} wide title=${t("evidence.add")} action=${t(there ? "evidence.upload" : "evidence.enter")} test="evidence-send" close=${close} run=${run}>
    <${Segments} name="there" label=${t("evidence.is-there")} value=${given.there} test="evidence-there" onChange=${(/** @type {string} */ v) => put({ there: v })} choices=${[["yes", t("evidence.with-file")], ["no", t("evidence.without-file")]]} />
    ${there ? field("file", (p) => html`<input ...${p} type="file" data-test="evidence-file" onChange=${choose} />`, { hint: t("evidence.file-hint") })
      : html`<div class="entry-fields">${choice("existence", absent.map((c) => [c, code("existence", c)]), undefined, {})}${given.existence === "HELD_BY_OTHER" && choice("holder", parties().filter((p) => !mine(p.code)).map((p) => [p.code, p.name]), t("entry.choose"), {})}</div>
        ${field("reason", (p) => html`<textarea ...${p} dir="auto" rows="2" maxlength="2000" data-test="evidence-reason" value=${given.reason} onInput=${(/** @type {any} */ e) => put({ reason: e.target.value })}></textarea>`, { hint: t("evidence.absent-hint") })}`}
    <div class="entry-fields">${choice("kind", codes.exhibit.map((c) => [c, code("exhibit", c)]), t("entry.choose"), {})}
      ${own.length > 0 && choice("report", own.map((r) => [r.id, `${r.ref} ${r.title}`]), t("evidence.incident-only"), {})}</div>
    ${line("title", { hint: t("evidence.title-hint") })}
    <details class="part-more"><summary>${t("evidence.origin")}</summary><div class="entry-fields">
      ${line("collected_at", { hint: t("entry.utc"), ltr: true, like: "2031-03-04 05:10" })}${details.map((name) => line(name))}${line("hold_until", { hint: t("evidence.hold_until-hint"), ltr: true, like: "2032-03-04" })}</div></details>
    ${sent >= 0 && given.file && html`<div class="progress" role="status"><span>${t("evidence.sending", { done: bytesText(sent), of: bytesText(given.file.size) })}</span><progress max=${given.file.size} value=${sent} aria-label=${t("evidence.upload")} data-test="evidence-progress"></progress></div>`}
  <//>`;
}
