// Sources that go back to one origin are one voice: they are counted once.

/** @param {{origin?: string|null}[]} sources @returns {{origins: number, shared: number}} voices, and how many sources only repeat one */
export function origins(sources) {
  const named = new Set();
  let alone = 0;
  for (const s of sources) {
    const origin = (s.origin ?? "").trim().toLowerCase().replace(/\s+/g, " ");
    if (origin) named.add(origin);
    else alone++;
  }
  return { origins: named.size + alone, shared: sources.length - named.size - alone };
}
