// The first step: a file is chosen or dropped and goes up in chunks. A line that
// breaks is waited for; the same file chosen again goes on where it stopped.

import { useEffect, useRef, useState } from "preact/hooks";
import { html, cx } from "./html.js";
import { Icon } from "./icon.js";
import { Notice, Problem } from "./states.js";
import { locale, t } from "../i18n.js";
import { upload } from "../upload.js";
import { announce } from "./toast.js";
import { setQuery } from "../router.js";

const kinds = ".csv,.tsv,.txt,.xlsx,.json,.geojson,.kml,.kmz,.zip";

/** "3.2 MB". @param {number} bytes */
export function sizeText(bytes) {
  const [unit, by] = bytes < 1e6 ? ["kilobyte", 1e3] : bytes < 1e9 ? ["megabyte", 1e6] : ["gigabyte", 1e9];
  return new Intl.NumberFormat(locale(), { style: "unit", unit, maximumFractionDigits: 1 }).format(bytes / Number(by));
}

export function ImportFile() {
  const [file, setFile] = useState(/** @type {File|null} */ (null));
  const [sent, setSent] = useState({ bytes: 0, waiting: false });
  const [error, setError] = useState(/** @type {any} */ (null));
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);

  async function take(/** @type {File|undefined|null} */ chosen) {
    if (!chosen) return;
    stop.current.abort();
    const mine = (stop.current = new AbortController());
    setFile(chosen);
    setError(null);
    setSent({ bytes: 0, waiting: false });
    try {
      const { id, used } = await upload(chosen, "import", { signal: mine.signal, progress: (bytes) => setSent({ bytes, waiting: false }), waiting: (down) => setSent((s) => ({ ...s, waiting: down })) });
      used(); // its number stands in the address from now on
      setQuery({ file: id, cursor: "" });
    } catch (e) {
      if (mine.signal.aborted) return;
      setError(e);
      setFile(null);
    }
  }
  function leave() {
    stop.current.abort();
    setFile(null);
    announce(t("import.send-stopped"));
  }
  return html`<div class="sheet padded stack">
    ${file ? html`<${Sending} file=${file} sent=${sent} leave=${leave} />` : html`<${Drop} take=${take} />`}
    <${Problem} error=${error} />
  </div>`;
}

/** @param {{take: (file: File|undefined|null) => void}} props */
function Drop({ take }) {
  const [over, setOver] = useState(false);
  const input = useRef(/** @type {HTMLInputElement|null} */ (null));
  const hold = (/** @type {boolean} */ on) => (/** @type {DragEvent} */ e) => (e.preventDefault(), setOver(on));
  const drop = (/** @type {DragEvent} */ e) => (hold(false)(e), take(e.dataTransfer?.files[0]));
  return html`<div class=${cx("drop", over && "over")} data-test="drop" onDragOver=${hold(true)} onDragLeave=${hold(false)} onDrop=${drop}>
    <${Icon} name="upload" />
    <p class="drop-words">${t("import.drop")}</p>
    <button type="button" class="button primary" data-test="choose-file" onClick=${() => input.current?.click()}>${t("import.choose")}</button>
    <input type="file" hidden accept=${kinds} ref=${input} data-test="file" onChange=${(/** @type {any} */ e) => take(e.target.files[0])} />
    <p class="quiet">${t("import.kinds")}</p>
    <p class="quiet">${t("import.safe")}</p>
  </div>`;
}

/** @param {{file: File, sent: {bytes: number, waiting: boolean}, leave: () => void}} props */
const Sending = ({ file, sent, leave }) => html`<div class="stack" data-test="sending">
  <div class="progress">
    <span>${t("import.sending", { sent: sizeText(sent.bytes), size: sizeText(file.size) })} <bdi class="quiet">${file.name}</bdi></span>
    <progress max=${file.size} value=${sent.bytes} aria-label=${t("import.sending-label")}></progress>
  </div>
  <div role="status">${sent.waiting && html`<${Notice} kind="warn">${t("import.line-down")}<//>`}</div>
  <div class="actions"><button type="button" class="button" data-test="stop-sending" onClick=${leave}>${t("import.stop-sending")}</button></div>
</div>`;
