// One field of the dictionary as an input, by its kind. What it means and what it is
// called comes from the tables in dictionary.js and the texts entry.….

import { html, cx } from "./html.js";
import { Field, FieldError, Group, Segments, Select } from "./field.js";
import { RangeInput } from "./rangeinput.js";
import { stampText } from "./when.js";
import { Icon } from "./icon.js";
import { codes } from "../dictionary.js";
import { instantOf } from "../instant.js";
import { code, t } from "../i18n.js";
import { parties } from "../store.js";

/** @typedef {import("../dictionary.js").Spec} Spec */
/** What inputs need beside their own value. @typedef {{sources: {key: string, text: string}[], held: {id: string, pseudonym: string}[], exhibits: {id: string, title: string}[]}} Around */

const choices = (/** @type {string} */ of, /** @type {string} */ now) => {
  const all = codes[of].includes(now) || !now ? codes[of] : [now, ...codes[of]]; // a code that is no longer offered stays
  return all.map((c) => /** @type {[string, string]} */ ([c, code(of, c)]));
};

/**
 * @param {{id: string, test: string, list: string, spec: Spec, row: any, put: (changes: any) => void, error?: string, around: Around}} props
 * list is the first part of the field's texts
 */
export function EntryField({ id, test, list, spec: s, row, put, error, around }) {
  if (s.when && !s.when(row)) return null;
  const value = row[s.name];
  const set = (/** @type {any} */ v) => put({ [s.name]: v });
  const label = t(`entry.${list}.${s.name}`);
  const hint = s.hint && t(`entry.${list}.${s.name}-hint`);
  const wide = cx("entry-field", s.wide && "wide");
  const typed = (/** @type {any} */ e) => set(e.target.value);
  const one = (/** @type {(p: any) => any} */ children, /** @type {any} */ extra = hint) => html`<${Field} id=${id} class=${wide} label=${label} hint=${extra} error=${error}>${children}<//>`;
  const plain = { "data-test": test, type: "text", autocomplete: "off" };
  switch (s.kind) {
    case "code":
      return one((p) => html`<${Select} ...${p} data-test=${test} value=${value} empty=${t(s.all ?? (s.need ? "entry.choose" : "value.unknown"))} choices=${choices(s.of ?? "", value)} onChange=${set} />`);
    case "flag":
      return one((p) => html`<${Select} ...${p} data-test=${test} value=${value} empty=${t(s.all ?? "value.unknown")} choices=${[["yes", t("value.yes")], ["no", t("value.no")]]} onChange=${set} />`);
    case "range":
      return html`<div class=${wide}><${RangeInput} id=${id} test=${test} label=${label} value=${value} error=${error} onChange=${set} /></div>`;
    case "number":
      return one((p) => html`<input ...${p} ...${plain} class="short" inputmode="numeric" dir="ltr" value=${value} onInput=${typed} />`);
    case "date":
      return one((p) => html`<input ...${p} ...${plain} class="short" dir="ltr" placeholder="2031-03-04" value=${value} onInput=${typed} />`);
    case "instant": {
      const at = instantOf(value);
      return one((p) => html`<input ...${p} ...${plain} dir="ltr" placeholder="2031-03-04 05:10" value=${value} onInput=${typed} /><output class="hint" for=${id}>${at ? stampText(at) : ""}</output>`, hint || t("entry.utc"));
    }
    case "long":
      return one((p) => html`<textarea ...${p} data-test=${test} dir="auto" rows="3" maxlength=${s.most} value=${value} onInput=${typed}></textarea>`);
    case "codes":
      return html`<div class=${wide}><${Group} id=${id} legend=${label} error=${error}><div class="ticks" data-test=${test}>${codes[s.of ?? ""].map((c) => html`<label class="check" key=${c}>
        <input type="checkbox" value=${c} checked=${value.includes(c)} onChange=${() => set(value.includes(c) ? value.filter((/** @type {string} */ v) => v !== c) : [...value, c])} /><span>${code(s.of ?? "", c)}</span></label>`)}</div><//></div>`;
    case "methods":
      return html`<div class=${wide}><${Group} id=${id} legend=${label} error=${error}><div class="uses">${codes.method.map((m) => html`<label class="use" key=${m}><span>${code("method", m)}</span>
        <${Select} data-test=${`${test}-${m}`} value=${value[m] ?? ""} empty=${t("entry.not-stated")} choices=${choices("use", value[m] ?? "")} onChange=${(/** @type {string} */ v) => set({ ...value, [m]: v })} /></label>`)}</div><//></div>`;
    case "grade":
      return html`<div class=${wide}><${Group} id=${id} legend=${label} error=${error} class="grade">
        <${Segments} name=${id} label=${label} test=${test} value=${value} onChange=${set} choices=${[["", html`<span class="hidden">${t("entry.not-graded")}</span><span aria-hidden="true">–</span>`], ...codes[s.of ?? ""].map((c) => [c, c])]} />
        <p class="hint" role="status">${value ? code(s.of ?? "", value) : t("entry.not-graded")}</p><//></div>`;
    case "sources":
    case "one-source":
      return html`<div class=${wide}><${Numbers} id=${id} test=${test} label=${label} value=${value} set=${set} error=${error} sources=${around.sources} single=${s.kind === "one-source"} /></div>`;
    case "actor":
      return row.actor_kind === "PARTNER"
        ? one((p) => html`<${Select} ...${p} data-test=${test} value=${value} empty=${t("value.unknown")} choices=${parties().map((x) => [x.code, x.name])} onChange=${set} />`)
        : one((p) => html`<input ...${p} ...${plain} dir="auto" maxlength="200" value=${value} onInput=${typed} />`);
    case "who":
      return one((p) => html`<input ...${p} ...${plain} dir="auto" maxlength=${s.most} list=${`${id}-list`} value=${value} onInput=${typed} /><datalist id=${`${id}-list`}>${parties().map((x) => html`<option value=${x.code}>${x.name}</option>`)}</datalist>`);
    case "claims":
      return html`<div class=${wide}><${Claims} id=${id} test=${test} label=${label} value=${value} set=${set} error=${error} /></div>`;
    case "geometry":
      return html`<div class=${wide}><${Corners} id=${id} test=${test} label=${label} value=${value} set=${set} error=${error} /></div>`;
    case "sealed":
      return around.held.length || value ? one((p) => html`<${Select} ...${p} data-test=${test} value=${value} empty=${t("entry.none")} choices=${around.held.map((h) => [h.id, h.pseudonym])} onChange=${set} />`) : null;
    case "remnant":
      return around.exhibits.length || value ? one((p) => html`<${Select} ...${p} data-test=${test} value=${value} empty=${t("entry.none")} choices=${around.exhibits.map((x) => [x.id, x.title])} onChange=${set} />`) : null;
  }
  return one((p) => html`<input ...${p} ...${plain} dir=${s.ltr ? "ltr" : "auto"} maxlength=${s.most} value=${value} onInput=${typed} />`);
}

/** Which of the sources above say so. @param {any} props */
function Numbers({ id, test, label, value, set, error, sources, single }) {
  if (!sources.length) return html`<p class="hint">${label}: ${t("entry.no-sources")}</p>`;
  const tick = (/** @type {string} */ key) => set(value.includes(key) ? value.filter((/** @type {string} */ v) => v !== key) : single ? [key] : [...value, key]);
  return html`<${Group} id=${id} legend=${label} error=${error}><div class="ticks" data-test=${test}>${sources.map((/** @type {any} */ s, /** @type {number} */ i) => html`<label class="check" key=${s.key}>
    <input type="checkbox" value=${i + 1} checked=${value.includes(s.key)} onChange=${() => tick(s.key)} /><span><bdi class="code">${i + 1}</bdi> <bdi>${s.text}</bdi></span></label>`)}</div><//>`;
}

/** What exactly a source supports: a field and the value it gives. @param {any} props */
function Claims({ id, test, label, value, set, error }) {
  const rows = [...value, ["", ""]];
  const put = (/** @type {number} */ i, /** @type {number} */ at, /** @type {string} */ text) => set(rows.map((r, n) => (n === i ? (at ? [r[0], text] : [text, r[1]]) : r)).filter((r) => r[0] || r[1]));
  return html`<${Group} id=${id} legend=${label} hint=${t("entry.sources.claims-hint")} error=${error}>${rows.map((r, i) => html`<div class="claim" key=${i}>
    <input type="text" dir="auto" maxlength="120" data-test=${`${test}-${i}-field`} aria-label=${t("entry.claim-field", { n: i + 1 })} placeholder=${t("entry.claim-example")} value=${r[0]} onInput=${(/** @type {any} */ e) => put(i, 0, e.target.value)} />
    <input type="text" dir="auto" maxlength="400" data-test=${`${test}-${i}-text`} aria-label=${t("entry.claim-text", { n: i + 1 })} value=${r[1]} onInput=${(/** @type {any} */ e) => put(i, 1, e.target.value)} /></div>`)}<//>`;
}

/** A line or an area as a typed list of corners. @param {any} props */
function Corners({ id, test, label, value, set, error }) {
  return html`<${Group} id=${id} legend=${label} hint=${value.type && t("entry.corners-hint")}>
    <${Segments} name=${`${id}-type`} label=${label} test=${`${test}-type`} value=${value.type} onChange=${(/** @type {string} */ type) => set({ ...value, type })}
      choices=${[["", t("entry.corners-none")], ["LineString", t("entry.corners-line")], ["Polygon", t("entry.corners-area")]]} />
    ${value.type && html`<label class="block"><span class="sub">${t("entry.corners")}</span><textarea class="corners" dir="ltr" rows="4" spellcheck=${false} data-test=${test} aria-invalid=${error ? "true" : undefined}
      placeholder=${"0.41235, 0.81240\n0.41502, 0.81377"} value=${value.text} onInput=${(/** @type {any} */ e) => set({ ...value, text: e.target.value })}></textarea></label>`}
    <${FieldError} id=${id} error=${error} />
  <//>`;
}

/** @param {{run: () => void, children: any, test?: string}} props */
export const Add = ({ run, children, test }) => html`<button type="button" class="button small" data-test=${test} onClick=${run}><${Icon} name="plus" />${children}</button>`;
