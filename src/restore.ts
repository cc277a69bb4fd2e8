import { Progress } from "./backup/progress.js";
import { restore } from "./backup/restore.js";
import { buildAllIndexes } from "./platform/database.js";
import { fileArgument, withSiteData } from "./site-data.js";
// Loads every model, for their indexes.
import "./start-site.js";

/** `npm run restore -- FILE`: brings a backup into an empty database, and its files into the file store. */
await withSiteData(async (site) => {
  const file = fileArgument("restore");
  const progress = new Progress((line) => process.stderr.write(`${line}\n`));
  const totals = await restore(site, file, progress, buildAllIndexes);
  process.stdout.write(
    `Everything as of ${totals.at} is restored. Start the site; everyone has to sign in again. \`npm run check\` checks it in depth.\n`,
  );
});
