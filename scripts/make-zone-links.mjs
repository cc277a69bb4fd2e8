// Writes src/web/zone-links-rules.ts from the Unicode CLDR's list of time zone names:
//   npm pack cldr-bcp47 && tar xf cldr-bcp47-*.tgz && node scripts/make-zone-links.mjs package
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const [folder = "package"] = process.argv.slice(2);
const read = (file) => JSON.parse(readFileSync(path.join(folder, file), "utf8"));
const { version } = read("package.json");
const zones = Object.values(read("bcp47/timezone.json").keyword.u.tz).filter((zone) => zone._alias?.includes("/"));
const links = zones.flatMap(({ _alias, _iana }) => {
  const names = _alias.split(" ");
  const present = _iana ?? names[0];
  const others = names.filter((name) => name !== present);
  return others.length > 0 ? [[present, others]] : [];
});
links.sort(([a], [b]) => (a < b ? -1 : 1));

const lines = links.map(([present, others]) => `  "${present}": "${others.join(" ")}",`);
writeFileSync(
  path.resolve(import.meta.dirname, "../src/web/zone-links-rules.ts"),
  `/**
 * The other names of a time zone, by its present IANA name: older ones, and links. Source: Unicode CLDR, cldr-bcp47 ${version},
 * bcp47/timezone.json. Written by scripts/make-zone-links.mjs.
 */
export const ZONE_LINKS: Record<string, string> = {
${lines.join("\n")}
};
`,
);
