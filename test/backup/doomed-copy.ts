/** A process of its own that backs up or restores, and kills itself after this many records: no handler runs, nothing is tidied up. */
import mongoose from "mongoose";
import { backUp } from "../../src/backup/back-up.js";
import { Progress } from "../../src/backup/progress.js";
import { restore } from "../../src/backup/restore.js";
import { createSecrets, parseSealingKeys } from "../../src/platform/secrets.js";
import { noIndexes, siteIn } from "./site-copy.js";

class Doom extends Progress {
  #left = Number(process.argv[6]);
  override count(what: "records" | "files"): void {
    super.count(what);
    if (what === "records" && (this.#left -= 1) === 0) process.kill(process.pid, "SIGKILL");
  }
}

const [command, uri = "", file = "", key = ""] = process.argv.slice(2);
const client = await mongoose.mongo.MongoClient.connect(uri, { promoteBuffers: true });
const site = siteIn(client, createSecrets(parseSealingKeys([key])));
const doom = new Doom(() => undefined);
if (command === "backup") await backUp(site, file, doom);
else await restore(site, file, doom, noIndexes);
