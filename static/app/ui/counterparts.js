// Why a partner has no report of the same incident, quietly: one line beside its
// empty place, and the way to the nearest pair where there is one.

import { useEffect, useState } from "preact/hooks";
import { html } from "./html.js";
import { api, seg } from "../api.js";
import { t } from "../i18n.js";
import { hasScreen } from "../screens.js";
import { href } from "../router.js";

/** @typedef {import("../types.js").Counterpart} Counterpart */

/** By partner; empty where the server does not say. @param {string|undefined} report @returns {Record<string, Counterpart>} */
export function useCounterparts(report) {
  const [found, setFound] = useState(/** @type {Record<string, Counterpart>} */ ({}));
  useEffect(() => {
    setFound({});
    if (!report) return;
    const stop = new AbortController();
    api.get(`/reports/${seg(report)}/counterparts`, undefined, stop.signal)
      .then((page) => setFound(Object.fromEntries(page.items.map((/** @type {Counterpart} */ c) => [c.partner, c]))), () => {}); // the page says enough without
    return () => stop.abort();
  }, [report]);
  return found;
}

/** @param {{found: Counterpart|undefined}} props */
export const WhyNone = ({ found }) => found?.reason && html`<span class="under" data-test=${`why-none-${found.partner}`} data-code=${found.reason.code}>
  <span dir="auto">${found.reason.text}</span>${found.reason.match && hasScreen("/matches") && html` <a href=${href("/matches", { pair: found.reason.match })}>${t("match.rival.open-nearest")}</a>`}</span>`;
