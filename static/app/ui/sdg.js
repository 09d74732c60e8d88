// What of a report counts under SDG indicator 16.1.2 (conflict-related deaths by
// status, sex, age and cause): derived from the rows of people killed, never typed.

import { html } from "./html.js";
import { rangeText } from "./values.js";
import { ageClass, totalOf } from "../sums.js";
import { code, t } from "../i18n.js";

/** @typedef {import("../sums.js").Part} Part */

/** @param {Part[]} casualties @param {{cause?: string|null}[]} means @returns {{who: string, count: any, cause: string}[]} */
export function sdgClasses(casualties, means) {
  const dead = casualties.filter((c) => c.outcome === "KILLED");
  const cause = means.find((m) => m.cause)?.cause || "UNKNOWN";
  const statuses = [...new Set(dead.map((c) => c.status || ""))];
  return statuses.flatMap((status) => {
    const rows = dead.filter((c) => (c.status || "") === status);
    const line = (/** @type {string} */ sex, /** @type {string} */ age) => {
      const count = totalOf(rows, ["KILLED", status, sex, age, ""]);
      if (!count || (count.min == null && count.max == null)) return [];
      return [{ who: [status ? code("person", status) : t("sdg.any-status"), sex && code("sex", sex), age && code("age", age)].filter(Boolean).join(", "), count, cause: code("cause", cause) }];
    };
    const sexes = [...new Set(rows.map((c) => (c.sex && c.sex !== "UNKNOWN" ? c.sex : "")).filter(Boolean))];
    const ages = [...new Set(rows.map((c) => ageClass(c.age)).filter(Boolean))];
    return [...line("", ""), ...sexes.flatMap((s) => line(s, "")), ...ages.flatMap((a) => line("", a))];
  });
}

/** @param {{casualties: any[], means: any[]}} props */
export function Sdg({ casualties, means }) {
  const classes = sdgClasses(casualties, means);
  if (!classes.length) return null;
  return html`<div class="sdg" data-test="sdg"><h3>${t("sdg.title")}</h3><p class="hint">${t("sdg.hint")}</p>
    <ul class="plain-list">${classes.map((c) => html`<li key=${c.who}><bdi>${c.who}</bdi>: <strong>${rangeText(c.count)}</strong> <span class="quiet">${c.cause}</span></li>`)}</ul></div>`;
}
