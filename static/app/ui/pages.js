// On to the next page of a list, and back to its start.

import { html } from "./html.js";
import { Icon } from "./icon.js";
import { t } from "../i18n.js";

/** @param {{next: string|null, cursor?: string, go: (cursor: string) => void}} props */
export const Pages = ({ next, cursor = "", go }) => (next || cursor) && html`<nav class="pager" aria-label=${t("pager.label")}>
  ${cursor && html`<button type="button" class="button" data-test="page-first" onClick=${() => (go(""), scrollTo(0, 0))}><${Icon} name="prev" />${t("pages.first")}</button>`}
  ${next && html`<button type="button" class="button" data-test="page-next" onClick=${() => (go(next), scrollTo(0, 0))}>${t("pages.next")}<${Icon} name="next" /></button>`}
</nav>`;
