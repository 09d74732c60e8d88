// More of a report: every other field of the dictionary, in sections that open. What
// each holds stands beside its name, so that nothing needs opening to be found.

import { html } from "./html.js";
import { EntryField } from "./entryfield.js";
import { EntryRows } from "./entryrows.js";
import { Secrets } from "./secrets.js";
import { Sdg } from "./sdg.js";
import { code, list, t } from "../i18n.js";
import { loneSpecs, placeSpecs, rowSpecs } from "../dictionary.js";
import { factsOfFields } from "../entries.js";
import { loneId } from "../report.js";
import { origins } from "../origins.js";

/** @typedef {import("../report.js").Form} Form */

/**
 * One section: open when something in it is wrong.
 * @param {{name: string, holds?: string, wrong: boolean, children: any}} props
 */
const Section = ({ name, holds, wrong, children }) => html`<details class="section" open=${wrong} data-test=${`section-${name}`}>
  <summary><span class="section-name">${t(`section.${name}`)}</span>${holds && html`<span class="section-holds">${holds}</span>`}</summary>
  <div class="section-body">${children}</div>
</details>`;

/** How many fields of some say something. @param {import("../dictionary.js").Spec[]} specs @param {any} row @param {any} [base] */
const filled = (specs, row, base) => Object.values(factsOfFields(specs, row, base)).filter((v) => v !== undefined && v !== "").length;

/** @param {{form: Form, put: import("./reportform.js").Put, wrong: Record<string, string>, around: import("./entryfield.js").Around, secrets: any}} props */
export function More({ form, put, wrong, around: rest, secrets }) {
  const around = { ...rest, sources: form.sources.map((s) => ({ key: s.key, text: [s.kind && code("source", s.kind), s.title].filter(Boolean).join(": ") || t("entry.sources.new") })) };
  const has = (/** @type {string[]} */ ...starts) => Object.keys(wrong).some((id) => starts.some((s) => id.startsWith(s)));
  const rows = (/** @type {import("../report.js").List} */ name, /** @type {any} */ extra = {}) => html`<${EntryRows} list=${name} form=${form} put=${put} wrong=${wrong} around=${around} ...${extra} />`;
  const count = (/** @type {import("../report.js").List} */ name) => (form[name].length ? t(`section.n.${name}`, { n: form[name].length }) : "");
  const some = (/** @type {number} */ n) => (n ? t("section.filled", { n }) : "");
  const lone = (/** @type {import("../dictionary.js").Spec[]} */ specs) => html`<div class="entry-fields">${specs.filter((s) => s.name !== "confidence_reason" || form.one.confidence || form.one.confidence_reason).map((s) => html`<${EntryField} key=${s.name} id=${loneId(s.name)} test=${s.name.replace("/", "-")} list="one" spec=${s} row=${form.one} around=${around}
    error=${wrong[loneId(s.name)]} put=${(/** @type {any} */ c) => put((now) => ({ one: { ...now.one, ...c } }))} />`)}</div>`;
  const source = origins(form.sources);

  return html`<div class="sections">
    <${Section} name="casualties" holds=${count("casualties")} wrong=${has("casualties-")}>
      <p class="hint">${t("section.casualties-hint")}</p>${rows("casualties")}<//>
    <${Section} name="object_harm" holds=${count("object_harm")} wrong=${has("object_harm-")}>${rows("object_harm")}<//>
    <${Section} name="place" holds=${some(filled(placeSpecs, form.place, form.where.base))} wrong=${has("place-")}>
      <div class="entry-fields">${placeSpecs.map((s) => html`<${EntryField} key=${s.name} id=${`place-${s.name}`} test=${`place-${s.name}`} list="place" spec=${s} row=${form.place} around=${around} error=${wrong[`place-${s.name}`]} put=${(/** @type {any} */ c) => put((now) => ({ place: { ...now.place, ...c } }))} />`)}</div><//>
    <${Section} name="places" holds=${count("places")} wrong=${has("places-")}><p class="hint">${t("section.places-hint")}</p>${rows("places")}<//>
    <${Section} name="means" holds=${count("means")} wrong=${has("means-")}>${rows("means")}<//>
    <${Section} name="responsibility" holds=${count("responsibility")} wrong=${has("responsibility-")}>
      <p class="hint">${t("section.responsibility-hint")}</p>${rows("responsibility", { start: () => ({ claim: "ASSERTED" }) })}<//>
    <${Section} name="operation" holds=${some(filled(loneSpecs.operation, form.one))} wrong=${has(...loneSpecs.operation.map((s) => loneId(s.name)))}>${lone(loneSpecs.operation)}<//>
    <${Section} name="sources" holds=${count("sources")} wrong=${has("sources-")}>
      <p class="hint">${t("section.sources-hint")}</p>${rows("sources")}
      ${source.shared > 0 && html`<p class="under" role="status" data-test="origins">${t("sources.count", { n: form.sources.length, origins: String(source.origins) })}</p>`}<//>
    <${Section} name="assessment" holds=${form.one["assessment/status"] ? code("assessment", form.one["assessment/status"]) : some(filled(loneSpecs.assessment, form.one))} wrong=${has(...loneSpecs.assessment.map((s) => loneId(s.name)))}>${lone(loneSpecs.assessment)}<//>
    <${Section} name="law" holds=${form.one.mrm.length ? list(form.one.mrm.map((/** @type {string} */ m) => code("mrm", m))) : some(filled(loneSpecs.law, form.one))} wrong=${has(...loneSpecs.law.map((s) => loneId(s.name)))}>${lone(loneSpecs.law)}
      <${Sdg} casualties=${form.casualties.map((r) => factsOfFields(rowSpecs.casualties, r, r.base))} means=${form.means} /><//>
    <${Section} name="people" holds=${count("people")} wrong=${has("people-")}>
      <p class="hint">${t("section.people-hint")}</p>
      ${rows("people", { start: () => ({ role: "VICTIM", pseudonym: freePseudonym(form) }), after: (/** @type {any} */ row, /** @type {number} */ i) => html`<${Secrets} row=${row} index=${i} around=${around} secrets=${secrets} />` })}<//>
    <${Section} name="knowledge" holds=${count("knowledge")} wrong=${has("knowledge-")}><p class="hint">${t("section.knowledge-hint")}</p>${rows("knowledge")}<//>
    <${Section} name="told" holds=${count("told")} wrong=${has("told-")}><p class="hint">${t("section.told-hint")}</p>${rows("told")}<//>
  </div>`;
}

/** The next of V-01, V-02, … that nobody has. @param {Form} form */
function freePseudonym(form) {
  for (let n = 1; ; n++) {
    const name = `V-${String(n).padStart(2, "0")}`;
    if (!form.people.some((p) => p.pseudonym === name)) return name;
  }
}
