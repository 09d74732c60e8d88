// S9: pairs of reports that may be the same incident, one at a time.

import { html } from "../ui/html.js";
import { Icon } from "../ui/icon.js";
import { MatchCard, asksUs, ourVerdict, useVerdict, verdicts } from "../ui/match.js";
import { Empty } from "../ui/states.js";
import { Pager } from "../ui/table.js";
import { Segments } from "../ui/field.js";
import { api } from "../api.js";
import { useKeys } from "../keys.js";
import { t } from "../i18n.js";
import { can } from "../store.js";
import { setQuery } from "../router.js";

/** @typedef {import("../types.js").Match} Match */

export const title = () => t("matches.title");
export const local = ["pair"];
export const live = ["match", "report"];

/** proposed and provisional both wait for an answer; only the first is in doubt. @param {{query: Record<string, string>, signal: AbortSignal}} at */
export const load = ({ query, signal }) => api.get("/matches", { state: query.state || "proposed", limit: 50, cursor: query.cursor }, signal);

/** @param {import("../types.js").ScreenProps} props */
export function Screen({ data, query, reload }) {
  const state = query.state || "proposed";
  /** @type {Match[]} */
  const all = data.items;
  // What waits on us comes first; the rest stays reachable.
  const open = all.filter(asksUs);
  const pairs = [...open, ...all.filter((m) => !asksUs(m))];
  const at = Math.max(0, pairs.findIndex((m) => m.id === query.pair));
  const match = pairs[at];
  const { busy, error, start, clear } = useVerdict(reload);

  const show = (/** @type {number} */ i) => {
    clear();
    if (pairs[i]) setQuery({ pair: pairs[i].id }, { replace: true });
  };
  const say = (/** @type {string} */ verdict) => {
    if (!match || busy || !can("DECIDE_MATCH")) return;
    const next = open.find((m) => m.id !== match.id && open.indexOf(m) > open.indexOf(match)) ?? open.find((m) => m.id !== match.id);
    start(match.id, verdict, ourVerdict(match)).then(() => next && setQuery({ pair: next.id }, { replace: true }));
  };
  useKeys({
    ...Object.fromEntries(verdicts.map((v, i) => [`Digit${i + 1}`, () => say(v)])),
    KeyJ: () => show(at + 1),
    KeyK: () => show(at - 1),
  });

  return html`<div class="page">
    <header class="page-head">
      <div><h1>${t("matches.title")}</h1><p class="quiet">${t("matches.intro")}</p></div>
      <${Segments} name="state" label=${t("matches.which")} value=${state} onChange=${(/** @type {string} */ s) => setQuery({ state: s, pair: "", cursor: "" })}
        choices=${["proposed", "provisional", "confirmed", "refused"].map((s) => [s, t(`matches.state.${s}`)])} />
    </header>
    ${!match ? html`<div class="sheet"><${Empty} icon="matches" text=${t(`matches.none.${state}`)} /></div>` : html`
      <div class="match-place">
        <span class="quiet" role="status">${t("matches.position", { at: at + 1, of: pairs.length, open: open.length })}</span>
        <div class="actions">
          <button type="button" class="button small" aria-disabled=${at === 0} onClick=${() => show(at - 1)}><${Icon} name="prev" />${t("pager.back")}</button>
          <button type="button" class="button small" aria-disabled=${at === pairs.length - 1} onClick=${() => show(at + 1)}>${t("matches.next")}<${Icon} name="next" /></button>
        </div>
      </div>
      <${MatchCard} key=${match.id} match=${match} say=${say} busy=${busy} error=${error} keys level="h2" />
      <p class="quiet">${t("matches.nothing-merges")}</p>
      <${Pager} next=${data.next} cursor=${query.cursor} shown=${pairs.length} go=${(/** @type {string} */ cursor) => setQuery({ cursor, pair: "" })} />`}
  </div>`;
}
