// The fields of a report, for logging and for amending. In the order in which one
// tells it: when, where, who was harmed, what happened, who says so.

import { html } from "./html.js";
import { Field, Group, Segments, Select } from "./field.js";
import { RangeInput } from "./rangeinput.js";
import { WhenInput } from "./wheninput.js";
import { WhereInput } from "./whereinput.js";
import { PartnerMark } from "./partner.js";
import { suggestedTitle } from "../report.js";
import { code, t } from "../i18n.js";
import { parties } from "../store.js";

/** Codes offered, the likely ones first. */
export const categories = ["AIR_STRIKE", "INDIRECT_FIRE", "DIRECT_FIRE", "RAID", "CHECKPOINT", "ESCALATION_OF_FORCE", "IED_MINE", "UXO", "NAVAL_FIRE", "DETENTION", "CUSTODY_TRANSFER", "DISAPPEARANCE", "EXECUTION",
  "SEXUAL_VIOLENCE", "RECRUITMENT_CHILD", "ATTACK_ON_SCHOOL", "ATTACK_ON_HEALTH", "ACCESS_DENIAL", "TRAFFIC_ACCIDENT", "PROPERTY", "PILLAGE", "DISPLACEMENT", "OTHER", "UNKNOWN"];
const sources = ["OWN_UNIT_REPORT", "PARTNER_UNIT_REPORT", "WEAPON_SYSTEM_LOG", "SENSOR", "VICTIM", "WITNESS", "FAMILY", "MEDICAL", "LOCAL_AUTHORITY", "COMMUNITY_LEADER", "LOCAL_MEDIA", "INTERNATIONAL_MEDIA", "SOCIAL_MEDIA", "NGO", "UN", "SATELLITE_PROVIDER", "COURT", "ADVERSARY_CLAIM", "OTHER"];
const involvements = ["UNDER_CHECK", "INVOLVED", "SUPPORTED", "PRESENT_NOT_FIRING", "NOT_INVOLVED", "UNKNOWN"];
const weapons = ["AIR_BOMB_GUIDED", "AIR_BOMB_UNGUIDED", "MISSILE_AIR", "MISSILE_SURFACE", "ROCKET", "ARTILLERY", "MORTAR", "TANK_GUN", "NAVAL_GUN", "CLUSTER", "MINE", "IED", "GRENADE", "SMALL_ARM", "MACHINE_GUN", "SNIPER", "INCENDIARY", "CHEMICAL", "DRONE_LOITERING", "VEHICLE", "EDGED", "OTHER"];
const sites = ["DWELLING", "APARTMENT_BLOCK", "MARKET", "SCHOOL", "HOSPITAL", "CLINIC", "WORSHIP", "CULTURAL", "WATER", "POWER", "TELECOM", "BRIDGE", "ROAD", "VEHICLE", "CONVOY", "FARM", "INDUSTRY", "FUEL", "DETENTION", "CAMP_IDP", "AID_FACILITY", "GOVERNMENT", "MILITARY", "OTHER"];
const bases = ["NAMED_LIST", "BODY_COUNT", "HOSPITAL", "WITNESS", "OFFICIAL_STATEMENT", "VIDEO", "ESTIMATE", "MEDIA"];
const concerns = ["NONE_SUSPECTED", "SUSPECTED_CRIME", "HARM_FROM_SUSPECTED_CRIME", "SUSPECTED_WAR_CRIME", "SUSPECTED_GROSS_VIOLATION", "UNDER_LEGAL_REVIEW"];

const choices = (/** @type {string} */ vocabulary, /** @type {string[]} */ all) => all.map((c) => /** @type {[string, string]} */ ([c, code(vocabulary, c)]));

/** Where an error of the server belongs, by the start of its pointer. @type {[string, string][]} */
const places = [["/started", "when"], ["/ended", "when"], ["/place", "where"], ["/title", "title"], ["/category", "category"], ["/narrative", "narrative"], ["/sources", "source"],
  ["/responsibility", "actor"], ["/own_involvement", "involvement"], ["/means", "weapon"], ["/local_ref", "localRef"], ["/law_concern", "law"]];

/**
 * The field of this form that an error of the server is about.
 * @param {{pointer: string}} error @param {any} facts what was sent
 */
export function fieldOf({ pointer }, facts) {
  const row = /^\/casualties\/(\d+)/.exec(pointer);
  if (row) {
    const c = facts.casualties[Number(row[1])];
    return c?.outcome === "INJURED" ? "injured" : c?.age?.startsWith("CHILD") ? "children" : "killed";
  }
  return places.find(([start]) => pointer.startsWith(start))?.[1] ?? "title";
}

/**
 * @param {{form: import("../report.js").Form, put: (changes: Partial<import("../report.js").Form>) => void, wrong: Record<string, string>, after?: any}} props
 * after stands below When and Where, which is when something can be said about them
 */
export function ReportForm({ form, put, wrong, after }) {
  const text = (/** @type {keyof import("../report.js").Form} */ name) => (/** @type {any} */ e) => put({ [name]: e.target.value });
  const pick = (/** @type {keyof import("../report.js").Form} */ name) => (/** @type {string} */ value) => put({ [name]: value });
  return html`
    <section class="sheet padded stack">
      <${Field} id="title" label=${t("log.title-field")} optional error=${wrong.title}>${(/** @type {any} */ p) => html`
        <input ...${p} data-test="title" type="text" dir="auto" maxlength="120" autocomplete="off" placeholder=${suggestedTitle(form)} value=${form.title} onInput=${text("title")} />`}<//>
      <${Field} id="category" label=${t("log.category")} error=${wrong.category}>${(/** @type {any} */ p) => html`
        <${Select} ...${p} data-test="category" value=${form.category} choices=${choices("category", categories)} onChange=${pick("category")} />`}<//>
      <${WhenInput} id="when" value=${form.when} error=${wrong.when} onChange=${(/** @type {any} */ when) => put({ when })} />
      <${WhereInput} id="where" value=${form.where} error=${wrong.where} onChange=${(/** @type {any} */ where) => put({ where })} />
    </section>
    ${after}
    <section class="sheet padded stack">
      <h2>${t("log.harm")}</h2>
      <${RangeInput} id="killed" label=${t("log.killed")} value=${form.killed} error=${wrong.killed} onChange=${(/** @type {any} */ killed) => put({ killed })} />
      <${RangeInput} id="injured" label=${t("log.injured")} value=${form.injured} error=${wrong.injured} onChange=${(/** @type {any} */ injured) => put({ injured })} />
      <${Field} id="narrative" label=${t("log.narrative")} hint=${t("log.narrative-hint")} error=${wrong.narrative}>${(/** @type {any} */ p) => html`
        <textarea ...${p} data-test="narrative" dir="auto" rows="5" value=${form.narrative} onInput=${text("narrative")}></textarea>`}<//>
    </section>
    <section class="sheet padded stack">
      <h2>${t("log.source-heading")}</h2>
      <${Field} id="source" label=${t("log.source")} error=${wrong.source}>${(/** @type {any} */ p) => html`
        <${Select} ...${p} data-test="source" value=${form.source} empty=${t("log.source-later")} choices=${choices("source", sources)} onChange=${pick("source")} />`}<//>
      <${Group} id="actor" legend=${t("log.actor")} hint=${t("log.actor-hint")} error=${wrong.actor}>
        <${Segments} name="actor" label=${t("log.actor")} value=${form.actor} test="actor" onChange=${pick("actor")}
          choices=${[["", t("value.unknown")], ...parties().map((p) => [p.code, html`<${PartnerMark} code=${p.code} full />`]), ["OTHER", t("log.actor-other")]]} />
        ${form.actor === "OTHER" && html`<label><span class="sub">${t("log.actor-text")}</span><input type="text" dir="auto" maxlength="200" value=${form.actorText} onInput=${text("actorText")} /></label>`}
      <//>
      <${Field} id="involvement" label=${t("log.involvement")} error=${wrong.involvement}>${(/** @type {any} */ p) => html`
        <${Select} ...${p} data-test="involvement" value=${form.involvement} choices=${choices("involvement", involvements)} onChange=${pick("involvement")} />`}<//>
    </section>
    <details class="sheet more" open=${["children", "weapon", "localRef", "law"].some((name) => wrong[name])}>
      <summary>${t("log.more")}<span class="quiet">${t("log.more-hint")}</span></summary>
      <div class="stack">
        <${RangeInput} id="children" label=${t("log.children")} value=${form.children} error=${wrong.children} onChange=${(/** @type {any} */ children) => put({ children })} />
        <div class="pair">
          <${Choice} id="basis" label=${t("log.basis")} vocabulary="basis" all=${bases} form=${form} pick=${pick} />
          <${Choice} id="weapon" label=${t("log.weapon")} vocabulary="weapon" all=${weapons} form=${form} pick=${pick} error=${wrong.weapon} />
          <${Choice} id="site" label=${t("log.site")} vocabulary="site" all=${sites} form=${form} pick=${pick} />
          <${Choice} id="law" label=${t("log.law")} vocabulary="law" all=${concerns} form=${form} pick=${pick} error=${wrong.law} />
          <${Choice} id="reliability" label=${t("log.reliability")} vocabulary="reliability" all=${["A", "B", "C", "D", "E", "F"]} form=${form} pick=${pick} />
          <${Choice} id="credibility" label=${t("log.credibility")} vocabulary="credibility" all=${["1", "2", "3", "4", "5", "6"]} form=${form} pick=${pick} />
        </div>
        <${Field} id="sourceTitle" label=${t("log.source-title")} optional>${(/** @type {any} */ p) => html`<input ...${p} type="text" dir="auto" value=${form.sourceTitle} onInput=${text("sourceTitle")} />`}<//>
        <${Field} id="localRef" label=${t("log.local-ref")} hint=${t("log.local-ref-hint")} optional error=${wrong.localRef}>${(/** @type {any} */ p) => html`<input ...${p} type="text" dir="ltr" maxlength="120" value=${form.localRef} onInput=${text("localRef")} />`}<//>
      </div>
    </details>`;
}

/** @param {{id: keyof import("../report.js").Form, label: string, vocabulary: string, all: string[], form: any, pick: any, error?: string}} props */
const Choice = ({ id, label, vocabulary, all, form, pick, error }) => html`<${Field} id=${id} label=${label} error=${error}>${(/** @type {any} */ p) => html`
  <${Select} ...${p} value=${form[id]} empty=${t("value.unknown")} choices=${choices(vocabulary, all)} onChange=${pick(id)} />`}<//>`;
