// Writes src/web/zone-countries-rules.ts from the time zone database's zone.tab:
//   node scripts/make-zone-countries.mjs /usr/share/zoneinfo
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const [folder = "/usr/share/zoneinfo"] = process.argv.slice(2);
const rows = readFileSync(path.join(folder, "zone.tab"), "utf8")
  .split("\n")
  .filter((row) => row && !row.startsWith("#"))
  .map((row) => row.split("\t"));
const marker = path.join(folder, "tzdata.zi");
const version = existsSync(marker) ? /^# version (\S+)/.exec(readFileSync(marker, "utf8"))?.[1] : undefined;

const countries = new Map();
for (const [country, , zone] of rows) countries.set(country, [...(countries.get(country) ?? []), zone]);
const lines = [...countries]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([country, zones]) => `  ${country}: "${zones.sort().join(" ")}",`);
writeFileSync(
  path.resolve(import.meta.dirname, "../src/web/zone-countries-rules.ts"),
  `/**
 * The time zones of each country (ISO 3166-1), by their IANA names. Source: IANA time zone database${version ? ` ${version}` : ""}, zone.tab.
 * Written by scripts/make-zone-countries.mjs.
 */
export const COUNTRY_ZONES: Record<string, string> = {
${lines.join("\n")}
};
`,
);
