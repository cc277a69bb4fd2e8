import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { startGateway } from "./gateway.js";

const run = promisify(execFile);
const setUp = path.join(import.meta.dirname, "set-up.sh");
const PORT = 5499;
const MOST_OUTPUT = 64 * 1024 * 1024;

/** Why DocumentDB cannot be set up on this machine, or null. */
export function whyNot(): string | null {
  if (process.getuid?.() !== 0) return "setting up DocumentDB needs root";
  if (!existsSync("/etc/debian_version")) return "DocumentDB is set up on Debian only";
  return null;
}

/** Starts DocumentDB in a folder, which keeps what was installed for the next time. Throws when it cannot be installed. */
export async function startOtherMongo(folder: string): Promise<{ uri: string; stop(): Promise<void> }> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "package.json"), '{ "private": true }\n');
  await run(setUp, [folder, String(PORT)], { maxBuffer: MOST_OUTPUT });
  const gateway = await startGateway(folder, PORT);
  return {
    uri: gateway.uri,
    async stop() {
      await gateway.stop();
      await run(setUp, [folder, "stop"], { maxBuffer: MOST_OUTPUT });
    },
  };
}
