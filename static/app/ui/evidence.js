// The evidence of an incident: each item one line that opens. Pictures stay covered
// until somebody asks for one; looking is written into the item's custody.

import { useState } from "preact/hooks";
import { html, cx } from "./html.js";
import { Icon } from "./icon.js";
import { Chip } from "./chip.js";
import { PartnerMark, slotClass } from "./partner.js";
import { Empty } from "./states.js";
import { AddEvidence } from "./evidenceadd.js";
import { EvidenceItem } from "./evidenceitem.js";
import { bytesText } from "./bytes.js";
import { code, t } from "../i18n.js";
import { can } from "../store.js";

/** @typedef {import("../evidence.js").Exhibit} Exhibit */

/** Whether it is there, by a chip whose look says how bad that is. @param {{of: Exhibit}} props */
export const Existence = ({ of: x }) => html`<${Chip} look=${{ HELD: "agree", FOUND_LATER: "agree", HELD_BY_OTHER: "near", UNKNOWN: "missing" }[x.existence] ?? "stopped"}
  icon=${{ HELD: "check", FOUND_LATER: "check", HELD_BY_OTHER: "people", UNKNOWN: "question" }[x.existence] ?? "stopped"}>${code("existence", x.existence)}<//>`;

/** @param {{incident: any, reports: any[], items: Exhibit[], reload: () => Promise<void>}} props */
export function Evidence({ incident, reports, items, reload }) {
  const [adding, setAdding] = useState(false);
  const [open, setOpen] = useState("");
  const add = can("ADD_EVIDENCE") && html`<button type="button" class="button primary" data-test="add-evidence" onClick=${() => setAdding(true)}><${Icon} name="plus" />${t("evidence.add")}</button>`;
  return html`<section class="stack" aria-labelledby="evidence">
    <div class="part-head"><div><h2 id="evidence">${t("incident.tab.evidence")}</h2><p class="quiet">${t("evidence.intro")}</p></div>${add}</div>
    ${!items.length ? html`<div class="sheet padded"><${Empty} text=${t("evidence.none")} hint=${t("evidence.none-hint")} icon="case" /></div>` : html`<ul class="exhibits sheet" data-test="exhibits">${items.map((x) => html`<li key=${x.id} class=${cx("exhibit", slotClass(x.partner))} data-test="exhibit">
      <button type="button" class="exhibit-line" aria-expanded=${open === x.id} aria-controls=${`exhibit-${x.id}`} onClick=${() => setOpen(open === x.id ? "" : x.id)}>
        <span class="exhibit-main"><strong dir="auto">${x.title}</strong><span class="under">${[code("exhibit", x.kind), x.size != null && bytesText(x.size)].filter(Boolean).join(" · ")}</span></span>
        <span class="exhibit-who"><${PartnerMark} code=${x.partner} full /></span>
        <span class="exhibit-state"><${Existence} of=${x} />${x.hold && html`<span class="held"><${Icon} name="lock" />${t("evidence.held")}</span>`}</span>
        <${Icon} name="down" />
      </button>
      <div id=${`exhibit-${x.id}`}>${open === x.id && html`<${EvidenceItem} id=${x.id} known=${x} reload=${reload} />`}</div>
    </li>`)}</ul>`}
    ${adding && html`<${AddEvidence} incident=${incident} reports=${reports} close=${() => setAdding(false)} done=${(/** @type {any} */ x) => (setAdding(false), setOpen(x.id), reload())} />`}
  </section>`;
}
