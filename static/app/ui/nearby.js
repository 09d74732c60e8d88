// While a report is typed: incidents that may be the same one. Nothing is stored
// by asking; what the person says is sent after the report is saved.

import { useEffect, useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { PartnerMark, slotClass } from "./partner.js";
import { When } from "./when.js";
import { Ref, placeText, rangeText } from "./values.js";
import { factsOf, topRange } from "../report.js";
import { readWhen } from "./wheninput.js";
import { readWhere } from "./whereinput.js";
import { api } from "../api.js";
import { t } from "../i18n.js";
import { can, mine } from "../store.js";

/** @param {{form: import("../report.js").Form, verdicts: Record<string, string>, decide: (report: string, verdict: string) => void}} props */
export function Nearby({ form, verdicts, decide }) {
  const [found, setFound] = useState(/** @type {any[]|null} */ (null));
  const [asking, setAsking] = useState(false);
  const basis = JSON.stringify([form.when, form.where, topRange(form, "killed"), topRange(form, "injured"), form.category, form.title]);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const [when, where] = await Promise.all([readWhen(form.when), readWhere(form.where)]);
        if (!when?.earliest || !where || where === "ambiguous" || where.lat == null) return setFound(null);
        setAsking(true);
        const { title, category, started, place, own_involvement, casualties } = factsOf(form, { when, where, places: [] });
        const answer = await api.post("/reports/nearby", { title, category, started, place, own_involvement, casualties }, { signal: stop.signal });
        setFound(answer.items);
      } catch {
        if (!stop.signal.aborted) setFound(null); // only a help: saving does not wait for it
      }
      setAsking(false);
    }, 700);
    return () => (clearTimeout(timer), stop.abort());
  }, [basis]);

  if (!found && !asking) return html`<div role="status"></div>`;
  return html`<section class="nearby sheet" aria-label=${t("nearby.title")} data-test="nearby">
    <p role="status"><${Icon} name="matches" />${found ? (found.length ? t("nearby.found", { n: found.length }) : t("nearby.none")) : t("nearby.asking")}</p>
    ${found?.map(({ report, explanation }) => ({ r: { ...report, id: report.report ?? report.id }, explanation })).map(({ r, explanation }) => html`<article key=${r.id} class=${`nearby-item ${slotClass(r.partner)}`}>
      <div class="nearby-head"><${PartnerMark} code=${r.partner} full /><strong dir="auto">${r.title}</strong><${Ref}>${r.ref}<//></div>
      <p class="under"><${When} value=${r.started} /> · <bdi>${placeText(r.place)}</bdi> · ${t("harm.killed-n", { range: rangeText(r.killed) })}</p>
      <ul class="because">${explanation?.filter((/** @type {any} */ e) => e.feature !== "prior").slice(0, 3).map((/** @type {any} */ e) => html`<li dir="auto">${e.text}</li>`)}</ul>
      ${mine(r.partner) && html`<p class="under">${t("nearby.own")} ${can("AMEND_REPORT") && html`<a href=${`#/r/${r.id}/amend`}>${t("nearby.amend")}</a>`}</p>`}
      <div class="actions">
        ${["same", "not_same"].map((v) => html`<button type="button" key=${v} class=${`button small${verdicts[r.id] === v ? " on" : ""}`} aria-pressed=${verdicts[r.id] === v} data-test=${`nearby-${v}`}
          onClick=${() => decide(r.id, verdicts[r.id] === v ? "" : v)}>${t(`nearby.${v}`)}</button>`)}
      </div>
    </article>`)}
  </section>`;
}
