// Search or jump: screens by name, incidents by reference, place or title.

import { useEffect, useId, useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { whenText } from "./when.js";
import { api } from "../api.js";
import { t } from "../i18n.js";
import { menu } from "../screens.js";
import { go } from "../router.js";

/** @typedef {{to: string, text: string, note?: string, icon: string}} Hit */

export function Search() {
  const [text, setText] = useState("");
  const [found, setFound] = useState(/** @type {Hit[]} */ ([]));
  const [at, setAt] = useState(-1);
  const [open, setOpen] = useState(false);
  const id = useId();
  const words = text.trim().toLowerCase();

  useEffect(() => {
    setFound([]);
    setAt(-1);
    if (words.length < 2) return;
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      const page = await api.get("/incidents", { q: words, limit: 6 }, stop.signal).catch(() => null);
      if (page) setFound(page.items.map((/** @type {import("../types.js").Incident} */ i) => ({ to: `#/i/${i.id}`, text: i.title, note: [i.ref, whenText(i.started)].filter(Boolean).join(" · "), icon: "incidents" })));
    }, 200);
    return () => (clearTimeout(timer), stop.abort());
  }, [words]);

  /** @type {Hit[]} */
  const screens = words ? menu().map((r) => ({ to: `#${r.path}`, text: t(r.nav?.label ?? ""), icon: r.nav?.icon ?? "" })).filter((s) => s.text.toLowerCase().includes(words)) : [];
  const hits = [...screens, ...found];
  const shown = open && words.length > 0;

  function jump(/** @type {string} */ to) {
    setOpen(false);
    setText("");
    location.hash = to;
  }
  function key(/** @type {KeyboardEvent} */ e) {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      setAt(Math.max(-1, Math.min(hits.length - 1, at + (e.key === "ArrowDown" ? 1 : -1))));
    } else if (e.key === "Enter" && words) {
      e.preventDefault();
      at >= 0 ? jump(hits[at].to) : (setOpen(false), go("/incidents", { q: text.trim() }));
    } else if (e.key === "Escape") {
      setOpen(false);
      /** @type {HTMLElement} */ (e.currentTarget).blur();
    }
  }

  return html`<div class="search" role="search">
    <${Icon} name="search" />
    <input id="search" type="search" autocomplete="off" spellcheck=${false} placeholder=${t("search.placeholder")} aria-label=${t("search.placeholder")}
      role="combobox" aria-expanded=${shown && hits.length > 0} aria-controls=${`${id}-list`} aria-autocomplete="list" aria-activedescendant=${at >= 0 ? `${id}-${at}` : undefined}
      data-test="search" value=${text} onInput=${(/** @type {any} */ e) => (setText(e.target.value), setOpen(true))}
      onFocus=${() => setOpen(true)} onBlur=${() => setTimeout(() => setOpen(false), 150)} onKeyDown=${key} />
    <kbd aria-hidden="true">/</kbd>
    <div class="search-list" hidden=${!shown || hits.length === 0} role="listbox" id=${`${id}-list`} aria-label=${t("search.results")}>
      ${hits.map((h, i) => html`<a key=${h.to} id=${`${id}-${i}`} role="option" aria-selected=${i === at} tabindex="-1" href=${h.to} class="search-hit" onClick=${() => jump(h.to)}>
        <${Icon} name=${h.icon} /><span dir="auto">${h.text}</span>${h.note && html`<span class="quiet">${h.note}</span>`}</a>`)}
    </div>
  </div>`;
}
