// The second step: which format it is, what each column stands for, and the first
// rows as they will be read, with what is wrong in each cell.

import { useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Field, Segments, Select } from "./field.js";
import { Empty, Notice, Problem, Skeleton } from "./states.js";
import { ImportMeanings } from "./importmeanings.js";
import { ImportConstants, ImportValues } from "./importvalues.js";
import { ImportPreview } from "./importpreview.js";
import { useAction } from "./dialog.js";
import { asked, meaning, useReading, whole } from "../importing.js";
import { api } from "../api.js";
import { t } from "../i18n.js";
import { setQuery } from "../router.js";

/** @typedef {import("../importing.js").Mapping} Mapping */

const formats = ["concord-csv", "xlsx", "ucdp-ged", "acled", "airwars", "airwars-map", "kobo", "geojson", "kml", "intake", "concord-json"];

/** @param {{upload: string}} props */
export function ImportColumns({ upload }) {
  const { reading, look, error, busy, change } = useReading(upload);
  const [told, setTold] = useState(false);
  const check = useAction(() => api.post("/imports", { ...asked(upload, reading), save_as: reading.saveAs.trim() || undefined, dry_run: true, skip_bad: true, background: true }),
    (made) => setQuery({ trial: made.id }));
  const gone = error?.errors?.some((/** @type {any} */ e) => e.pointer === "/upload");
  if (gone) return html`<div class="sheet"><${Empty} icon="upload" text=${t("import.gone")}><a class="button primary" href="#/import">${t("import.choose")}</a><//></div>`;
  if (!look) return error ? html`<div class="sheet padded stack"><${Problem} error=${error} /><${FormatField} value=${reading.format} change=${change} /><${Again} /></div>` : html`<div aria-hidden="true"><${Skeleton} rows=${5} /></div>`;

  const m = whole(reading.mapping ?? look.mapping);
  const put = (/** @type {Partial<Mapping>} */ part) => change({ mapping: { ...m, ...part }, saved: "" });
  const missing = look.missing ?? [];
  const ready = !busy && !error && missing.length === 0;
  const go = () => (ready ? check.start() : (setTold(true), document.querySelector(".importing .problem, .importing [data-test=missing]")?.scrollIntoView({ block: "center" })));
  return html`<div class="stack import-columns" aria-busy=${busy ? "true" : undefined}>
    <div class="sheet padded import-format">
      <${FormatField} value=${reading.format || look.format} change=${change} />
      ${look.mappable && look.saved.length > 0 && html`<${Field} id="import-saved" label=${t("import.saved")}>${(/** @type {any} */ p) => html`
        <${Select} ...${p} data-test="saved-mapping" value=${reading.saved} empty=${t("import.saved-none")} choices=${look.saved.map((s) => [s, s])}
          onChange=${(/** @type {string} */ s) => change(s ? { saved: s, saveAs: s, mapping: null, format: "" } : { saved: "", saveAs: "", mapping: null, format: "" })} />`}<//>`}
      ${look.format === "xlsx" && html`<${Field} id="import-sheet" label=${t("import.sheet")} optional>${(/** @type {any} */ p) => html`
        <input ...${p} type="text" dir="auto" value=${m.sheet ?? ""} onChange=${(/** @type {any} */ e) => put({ sheet: e.target.value.trim() || undefined })} />`}<//>`}
    </div>
    ${missing.length > 0 && html`<div data-test="missing"><${Notice} kind="warn"><ul class="plain-list">${missing.map((f) => html`<li>${f.detail}</li>`)}</ul><//></div>`}
    <${Problem} error=${error} />
    ${look.mappable ? html`
      <${ImportMeanings} look=${look} mapping=${m} put=${put} />
      <${Ways} look=${look} mapping=${m} put=${put} />
      <${ImportValues} look=${look} mapping=${m} put=${put} />
      <${ImportConstants} look=${look} mapping=${m} put=${put} />`
      : html`<${Notice}>${t("import.own-meaning", { format: t(`import.format.${look.format}`) })}<//>`}
    <${ImportPreview} look=${look} />
    ${look.mappable && html`<div class="sheet padded"><${Field} id="import-save" label=${t("import.save-as")} hint=${t("import.save-as-hint")} optional>${(/** @type {any} */ p) => html`
      <input ...${p} type="text" maxlength="80" dir="auto" autocomplete="off" data-test="save-as" value=${reading.saveAs} onInput=${(/** @type {any} */ e) => change({ saveAs: e.target.value })} />`}<//></div>`}
    <${Problem} error=${check.error} />
    <div class="actions">
      <button type="button" class="button primary" data-test="check" aria-disabled=${!ready || check.busy} onClick=${go}>${check.busy ? t("state.sending") : t("import.check")}</button>
      <${Again} />
      <span class="quiet" role="status">${told && !ready && !busy ? t("import.not-ready") : t("import.check-note")}</span>
    </div>
  </div>`;
}

/** @param {{value: string, change: (changes: any) => void}} props */
const FormatField = ({ value, change }) => html`<${Field} id="import-format" label=${t("import.format")}>${(/** @type {any} */ p) => html`
  <${Select} ...${p} data-test="format" value=${value} empty=${value ? undefined : t("import.format-none")} choices=${formats.map((f) => [f, t(`import.format.${f}`)])}
    onChange=${(/** @type {string} */ format) => change({ format, mapping: null, saved: "" })} />`}<//>`;

const Again = () => html`<a class="button" href="#/import" data-test="other-file"><${Icon} name="prev" />${t("import.other-file")}</a>`;

/** How dates and numbers are written, where the file has any. @param {{look: any, mapping: Mapping, put: (part: Partial<Mapping>) => void}} props */
function Ways({ look, mapping: m, put }) {
  const fields = look.columns.map((/** @type {string} */ c) => meaning(look, m, c));
  const dates = fields.some((/** @type {string} */ f) => f.startsWith("start_"));
  const numbers = fields.some((/** @type {string} */ f) => ["lat", "lon", "radius_m"].includes(f));
  if (!dates && !numbers) return null;
  return html`<div class="sheet padded import-ways">
    ${dates && html`<div class="field"><span class="label">${t("import.dates")}</span>
      <${Segments} name="dates" label=${t("import.dates")} value=${m.dates || "YMD"} test="dates" choices=${["YMD", "DMY", "MDY"].map((d) => [d, t(`import.dates.${d}`)])} onChange=${(/** @type {string} */ d) => put({ dates: d })} /></div>`}
    ${numbers && html`<label class="check"><input type="checkbox" data-test="decimal-comma" checked=${m.decimal_comma} onChange=${(/** @type {any} */ e) => put({ decimal_comma: e.target.checked })} /><span>${t("import.decimal-comma")}</span></label>`}
  </div>`;
}

