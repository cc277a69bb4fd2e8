import { backUp } from "./backup/back-up.js";
import { Progress } from "./backup/progress.js";
import { refuseUnfit } from "./refuse-unfit.js";
import { fileArgument, withSiteData } from "./site-data.js";

/** `npm run backup -- FILE`: copies database and files into one encrypted file, while the site runs. */
await withSiteData(async (site) => {
  const file = fileArgument("backup");
  await refuseUnfit(site.db, site.secrets);
  const { how, totals } = await backUp(site, file, new Progress((line) => process.stderr.write(`${line}\n`)));
  const keys = totals.keys.map(({ name, fingerprint }) => `"${name}" (fingerprint ${fingerprint})`).join(", ");
  const sentences = [
    `${file} is complete.`,
    how === "one"
      ? `Its records are as of ${totals.at}.`
      : "Records were read one collection after another, and may have changed during the copy.",
    keys ? `To restore it you need the sealing keys ${keys}.` : "",
  ];
  process.stdout.write(`${sentences.filter(Boolean).join("\n")}\n`);
});
