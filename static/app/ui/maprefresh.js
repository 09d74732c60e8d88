// A map is a painting: it is painted again when what it was painted for changes.

import { useEffect } from "preact/hooks";

/** Paints the map again when the theme, the contrast or its size changes. @param {any} map @param {{current: HTMLElement|null}} frame */
export function useRefresh(map, frame) {
  useEffect(() => {
    if (!map || !frame.current) return;
    let due = 0;
    const again = () => {
      cancelAnimationFrame(due);
      due = requestAnimationFrame(() => map.refresh());
    };
    const theme = new MutationObserver(again);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "data-contrast"] });
    const size = new ResizeObserver(again);
    size.observe(frame.current);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", again);
    return () => {
      cancelAnimationFrame(due);
      theme.disconnect();
      size.disconnect();
      dark.removeEventListener("change", again);
    };
  }, [map]);
}
