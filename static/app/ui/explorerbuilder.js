// Conditions on any field: field, relation, value, in groups that want all or any
// of them. What is built is the filter expression of the API.

import { useEffect, useRef } from "preact/hooks";
import { html, cx } from "./html.js";
import { Icon } from "./icon.js";
import { Select } from "./field.js";
import { t } from "../i18n.js";
import { parties } from "../store.js";
import { fieldLabel, isBranch, relationLabel, valueLabel } from "./explorerexpression.js";

/** @typedef {import("./explorerexpression.js").Node} Node */
/** @typedef {import("./explorerexpression.js").Branch} Branch */
/** @typedef {import("./explorerexpression.js").Condition} Condition */
/** @typedef {import("./explorerexpression.js").Field} Field */

/** How deep groups may lie in groups; the API allows five. */
const deepest = 3;

/** @type {Record<string, string[]>} */
const relationsOf = { number: ["=", ">=", "<=", ">", "<", "!="], time: ["=", ">=", "<=", ">", "<", "!="], code: ["=", "!="], text: ["=", "!="], day: ["=", "!="], flag: ["=", "!="] };

/** @returns {Condition} */
const blank = () => ({ field: "weapon", relation: "=", values: [""] });

/**
 * A group and what is in it. change is called with the group as it shall be.
 * @param {{group: Branch, fields: Field[], change: (group: Branch) => void, remove?: () => void, depth?: number, path?: string}} props
 */
export function ConditionGroup({ group, fields, change, remove, depth = 0, path = "0" }) {
  const box = useRef(/** @type {HTMLElement|null} */ (null));
  const before = useRef(group.kids.length);
  // What was just added takes the focus; after a removal the button that adds does.
  useEffect(() => {
    const rows = /** @type {HTMLElement[]} */ ([...(box.current?.children ?? [])]);
    if (group.kids.length > before.current) rows.at(-1)?.querySelector("select")?.focus();
    if (group.kids.length < before.current) /** @type {HTMLElement|null|undefined} */ (box.current?.parentElement?.querySelector(":scope > .actions button"))?.focus();
    before.current = group.kids.length;
  }, [group.kids.length]);
  const put = (/** @type {number} */ i) => (/** @type {Node} */ n) => change({ ...group, kids: group.kids.with(i, n) });
  const drop = (/** @type {number} */ i) => () => change({ ...group, kids: group.kids.toSpliced(i, 1) });
  const add = (/** @type {Node} */ n) => () => change({ ...group, kids: [...group.kids, n] });
  const how = group.not ? `not-${group.op}` : group.op;
  return html`<div class=${cx("conditions", depth > 0 && "inner")} role="group" aria-label=${t(`filter.group.${how}`)}>
    ${(depth > 0 || group.kids.length > 1) && html`<div class="conditions-head">
      <${Select} value=${how} aria-label=${t("filter.group")} data-test=${`group-${path}`}
        choices=${/** @type {[string, string][]} */ (["and", "or", "not-and", "not-or"].map((v) => [v, t(`filter.group.${v}`)]))}
        onChange=${(/** @type {string} */ v) => change({ ...group, op: v.endsWith("or") ? "or" : "and", not: v.startsWith("not") })} />
      ${remove && html`<button type="button" class="icon-button" aria-label=${t("filter.group.remove")} onClick=${remove}><${Icon} name="close" /></button>`}
    </div>`}
    <div class="conditions-rows" ref=${box}>
      ${group.kids.map((k, i) => isBranch(k)
        ? html`<${ConditionGroup} key=${i} group=${k} fields=${fields} change=${put(i)} remove=${drop(i)} depth=${depth + 1} path=${`${path}-${i}`} />`
        : html`<${ConditionRow} key=${i} condition=${k} fields=${fields} change=${put(i)} remove=${drop(i)} path=${`${path}-${i}`} />`)}
    </div>
    <div class="actions">
      <button type="button" class="button small" data-test=${`add-condition-${path}`} onClick=${add(blank())}><${Icon} name="plus" />${t("filter.condition.add")}</button>
      ${depth < deepest && html`<button type="button" class="button small" data-test=${`add-group-${path}`} onClick=${add({ op: group.op === "and" ? "or" : "and", kids: [blank()] })}>${t("filter.group.add")}</button>`}
    </div>
  </div>`;
}

/** @param {{condition: Condition, fields: Field[], change: (c: Condition) => void, remove: () => void, path: string}} props */
function ConditionRow({ condition: c, fields, change, remove, path }) {
  const field = fields.find((f) => f.name === c.field);
  const kind = field?.kind ?? "text";
  const sorted = [...fields].sort((a, b) => fieldLabel(a.name).localeCompare(fieldLabel(b.name)));
  return html`<div class="condition">
    <${Select} value=${c.field} aria-label=${t("filter.condition.field")} data-test=${`field-${path}`} choices=${[...(c.field === "" ? [["", t("filter.relation.words")]] : []), ...sorted.map((f) => [f.name, fieldLabel(f.name)])]}
      onChange=${(/** @type {string} */ name) => change({ field: name, relation: "=", values: [""] })} />
    ${c.field !== "" && html`<${Select} value=${c.relation} aria-label=${t("filter.condition.relation")} data-test=${`relation-${path}`} choices=${(relationsOf[kind] ?? relationsOf.text).map((r) => [r, relationLabel(r, kind)])}
      onChange=${(/** @type {string} */ r) => change({ ...c, relation: r })} />`}
    <${ValueInput} field=${field} kind=${kind} values=${c.values} change=${(/** @type {string[]} */ values) => change({ ...c, values })} path=${path} />
    <button type="button" class="icon-button" aria-label=${t("filter.condition.remove", { field: fieldLabel(c.field) })} onClick=${remove}><${Icon} name="close" /></button>
  </div>`;
}

/**
 * One value, or for codes any of several: each added one stands as a chip.
 * @param {{field?: Field, kind: string, values: string[], change: (values: string[]) => void, path: string}} props
 */
function ValueInput({ field, kind, values, change, path }) {
  const label = t("filter.condition.value");
  const codes = field?.name === "partner" ? parties().map((p) => p.code) : field?.codes;
  if (!codes) {
    const isDate = kind === "time" || kind === "day";
    return html`<input type="text" aria-label=${label} data-test=${`value-${path}`} value=${values.join(", ")} autocomplete="off"
      dir=${isDate || kind === "number" ? "ltr" : "auto"} inputmode=${kind === "number" || isDate ? "numeric" : undefined} placeholder=${isDate ? t("filter.date") : undefined}
      onInput=${(/** @type {any} */ e) => change(kind === "text" ? [e.target.value] : e.target.value.split(",").map((/** @type {string} */ v) => v.trim()))} />`;
  }
  const chosen = values.filter(Boolean);
  const choices = codes.map((v) => /** @type {[string, string]} */ ([v, valueLabel(field?.name ?? "", v)])).filter(([v]) => !chosen.includes(v));
  return html`<div class="condition-values">
    ${chosen.map((v, i) => html`<span class="filter-chip" key=${v}><span>${valueLabel(field?.name ?? "", v)}</span>
      <button type="button" aria-label=${t("filter.remove", { filter: valueLabel(field?.name ?? "", v) })} onClick=${() => change(chosen.toSpliced(i, 1))}><${Icon} name="close" /></button></span>`)}
    ${choices.length > 0 && html`<${Select} value="" aria-label=${label} data-test=${`value-${path}`} empty=${t(chosen.length ? "filter.condition.or-value" : "filter.condition.choose")} choices=${choices}
      onChange=${(/** @type {string} */ v) => v && change([...chosen, v])} />`}
  </div>`;
}
