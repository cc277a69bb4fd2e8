import { checkRecords } from "./backup/check-records.js";
import { Progress } from "./backup/progress.js";
import { sealedPlaces } from "./sealed-places.js";
import { withSiteData } from "./site-data.js";
// Loads every model, for what they declare.
import "./start-site.js";

/**
 * `npm run check`: opens a sealed value of each kind, and counts references that point to nothing. It changes nothing, and exits with 1
 * when it finds something.
 */
await withSiteData(async (site) => {
  const progress = new Progress((line) => process.stderr.write(`${line}\n`));
  const { records, opened, unopened, dangling } = await checkRecords(site, sealedPlaces, progress);
  const lost = Object.entries(dangling).map(([which, count]) => `${which}: ${count} point to nothing`);
  const lines = [
    `${records} records read. Opened a sample of ${opened.length} kinds of sealed values.`,
    ...unopened.map((kind) => `${kind}: cannot be opened`),
    ...lost,
    unopened.length + lost.length === 0 ? "Every reference points to an existing record or file." : "",
  ];
  process.stdout.write(`${lines.filter(Boolean).join("\n")}\n`);
  if (unopened.length + lost.length > 0) process.exitCode = 1;
});
