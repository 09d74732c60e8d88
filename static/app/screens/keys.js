// The keys that work here, for reading at leisure and for printing.

import { html } from "../ui/html.js";
import { KeyList } from "../ui/keylist.js";
import { t } from "../i18n.js";

export const title = () => t("keys.title");

export const Screen = () => html`<div class="page narrow"><h1>${t("keys.title")}</h1><div class="sheet padded"><${KeyList} level="h2" /></div></div>`;
