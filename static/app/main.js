// Starts the staff interface: language, then who is signed in, then the frame.

import { render } from "preact";
import { html } from "./ui/html.js";
import { language, useLanguage } from "./i18n.js";
import { can, loadMe } from "./store.js";
import { startEvents } from "./events.js";
import { address, loadEarly } from "./router.js";
import { home, loadLater, usualHome } from "./screens.js";
import { applyTheme } from "./ui/theme.js";
import { ErrorState } from "./ui/states.js";
import { Frame } from "./ui/frame.js";

const place = /** @type {HTMLElement} */ (document.getElementById("app"));

async function open() {
  applyTheme();
  const start = address().path === "/";
  if (start) history.replaceState(null, "", `#${usualHome()}`);
  const texts = useLanguage(language); // asked for together, since each costs a round trip
  const who = loadMe();
  loadEarly();
  try {
    await Promise.all([texts, who]);
  } catch (error) {
    if (/** @type {any} */ (error).status === 401) return; // on the way to sign-in
    await texts.catch(() => {});
    place.replaceChildren();
    return render(html`<main class="alone"><${ErrorState} error=${error} retry=${open} /></main>`, place);
  }
  if (start) history.replaceState(null, "", `#${home()}`);
  place.replaceChildren(); // the skeleton of the page
  render(html`<${Frame} />`, place);
  if (can("READ_EVENTS")) startEvents();
  setTimeout(loadLater, 1500);
}

open();
