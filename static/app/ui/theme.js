// Light, dark or as the system; kept in a cookie so that pages the server draws
// agree with it before any script runs.

import { preference, prefer } from "../store.js";

export const theme = () => preference("theme", "system");

export function applyTheme() {
  const value = theme();
  if (value === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = value;
}

/** @param {string} value light, dark or system */
export function setTheme(value) {
  prefer("theme", value);
  document.cookie = `theme=${value === "system" ? "" : value};path=/;max-age=31536000;samesite=strict`;
  applyTheme();
}
