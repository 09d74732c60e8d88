// What logging and amending share: the form, its errors, one save at a time, and
// the identities that wait in memory to be sealed.

import { useRef, useState } from "preact/hooks";
import { factsOf, fieldAt, problemsOf, stillWrong } from "../report.js";

/** @typedef {import("../report.js").Form} Form */

/**
 * @param {() => Form} first
 * @param {(facts: any, form: Form) => Promise<void>} send gives the facts to the server @param {any} [before] facts being amended
 */
export function useForm(first, send, before) {
  const [form, setForm] = useState(first);
  const [wrong, setWrong] = useState(/** @type {Record<string, string>} */ ({}));
  const [round, setRound] = useState(0);
  const [failure, setFailure] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState(false);
  const [secrets, setSecrets] = useState(/** @type {Record<string, any>} */ ({}));
  const changed = useRef(false);
  const sending = useRef(false);
  const latest = useRef(form);
  latest.current = form;

  /** @type {import("./reportform.js").Put} */
  const put = (changes) => {
    changed.current = true;
    const now = latest.current;
    const next = { ...now, ...(typeof changes === "function" ? changes(now) : changes) };
    latest.current = next;
    setForm(next);
    setWrong((w) => stillWrong(w, now, next));
  };

  function show(/** @type {Record<string, string>} */ all) {
    setWrong(all);
    if (Object.keys(all).length) setRound((n) => n + 1);
    return !Object.keys(all).length;
  }

  async function save() {
    if (sending.current) return;
    sending.current = true;
    setBusy(true);
    setFailure(null);
    const now = latest.current;
    try {
      const { wrong: found, read } = await problemsOf(now);
      if (show(found)) await send(factsOf(now, read, before), now);
    } catch (/** @type {any} */ error) {
      if (error.name !== "ApiError") console.error(error);
      if (error.status >= 400 && error.status < 500 && error.errors?.length) {
        /** @type {Record<string, string>} */
        const all = {};
        for (const e of error.errors) {
          const id = fieldAt(e.pointer, now);
          all[id] = all[id] ? `${all[id]} ${e.detail}` : e.detail;
        }
        show(all);
      } else setFailure(error);
    } finally {
      sending.current = false;
      setBusy(false);
    }
  }
  const putSecret = (/** @type {string} */ key, /** @type {any} */ identity) => setSecrets((all) => ({ ...all, [key]: identity }));
  return { form, put, setForm, wrong, setWrong, round, failure, setFailure, busy, save, changed, secrets: { of: secrets, put: putSecret, forget: () => setSecrets({}) } };
}
