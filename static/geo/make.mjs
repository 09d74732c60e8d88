// Makes world-110m.json and world-50m.json. Run by hand when the boundary set
// changes, never by the program or its tests:
//
//   npm pack world-atlas@2.0.2 i18n-iso-countries@7.14.0   (and unpack both here)
//   node make.mjs world-atlas/package i18n-iso-countries/package/codes.json
//
// Taken from each country: its outline and its ISO 3166-1 code. Its name is left
// out, since the reader's own browser has one in the reader's language, and a
// country without a code gets "" and so neither a label nor solid edges.

import { readFileSync, writeFileSync } from "node:fs";

const [atlas, codes] = process.argv.slice(2);
const alpha2 = Object.fromEntries(JSON.parse(readFileSync(codes)).map(([two, , digits]) => [digits, two]));

for (const scale of ["110m", "50m"]) {
  const world = JSON.parse(readFileSync(`${atlas}/countries-${scale}.json`));
  const { scale: step, translate: origin } = world.transform;
  const out = {
    step: step.map((n) => +n.toPrecision(9)),
    origin: origin.map((n) => +n.toPrecision(9)),
    // Whole numbers, each point as the difference to the one before it.
    arcs: world.arcs.map((arc) => arc.flat()),
    // Polygons of rings of arcs; an arc ~i is arc i walked backwards.
    countries: world.objects.countries.geometries.map((g) => [alpha2[g.id] ?? "", g.type === "Polygon" ? [g.arcs] : g.arcs]),
  };
  writeFileSync(`world-${scale}.json`, JSON.stringify(out));
}
