// The sign-in page works without this. With it, a link to a record survives
// signing in: what stands after # never reaches the server.

for (const next of document.querySelectorAll("input[name=next]")) {
  if (next instanceof HTMLInputElement && next.value === "/" && location.hash.startsWith("#/")) next.value = "/" + location.hash;
}
