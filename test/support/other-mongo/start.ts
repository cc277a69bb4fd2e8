import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { startGateway } from "./gateway.js";

const run = promisify(execFile);
const script = path.join(import.meta.dirname, "set-up.sh");
const MOST_OUTPUT = 64 * 1024 * 1024;

/** Why DocumentDB cannot be set up on this machine, or null. */
export function whyNot(): string | null {
  if (process.getuid?.() !== 0) return "setting up DocumentDB needs root";
  if (!existsSync("/usr/bin/apt-get")) return "DocumentDB comes from Debian, and there is no apt-get";
  return null;
}

/**
 * Starts DocumentDB in a folder, which keeps what was installed for the next time. Throws, and has left nothing running, when it cannot
 * be installed.
 */
export async function startOtherMongo(folder: string): Promise<{ uri: string; stop(): Promise<void> }> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "package.json"), '{ "private": true }\n');
  const port = await freePort();
  const setUp = (...words: string[]): Promise<unknown> => run(script, [folder, ...words], { maxBuffer: MOST_OUTPUT });
  await setUp("start", String(port));
  const gateway = await startGateway(folder, port);
  return {
    uri: gateway.uri,
    async stop() {
      await gateway.stop();
      await setUp("stop");
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
