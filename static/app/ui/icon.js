// Icons from our own sprite. An icon never stands alone for a meaning: it has words
// beside it or on the control that holds it.

import { html, cx } from "./html.js";
import sprite from "../../icons.svg";

/** Those that point along the reading direction turn round in right-to-left pages. */
const directed = new Set(["next", "prev", "leave", "undo"]);

/** @param {{name: string, class?: string}} props */
export const Icon = ({ name, class: extra }) => html`
  <svg class=${cx("icon", directed.has(name) && "mirror", extra)} aria-hidden="true" focusable="false" width="20" height="20">
    <use href=${`${sprite}#${name}`} />
  </svg>`;
