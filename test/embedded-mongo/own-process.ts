import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { soon } from "../support/soon.js";

const program = path.resolve("dist/embedded-mongo/main.js");

/** The database in a process of its own: where it listens, or the complaint with which it refused to start. */
export interface DatabaseProcess {
  child: ChildProcess;
  uri: string;
  complaint: string;
}

/** Starts the database as `npm run db` does, in the directory `cwd` if one is given, and waits for its first words. */
export async function startProcess(
  folder: string,
  env: NodeJS.ProcessEnv = {},
  cwd?: string,
): Promise<DatabaseProcess> {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, NODE_ENV: "test", DATA_DIR: folder, ...env },
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [uri, complaint] = await soon(
    "the database to say something",
    Promise.race([
      once(child.stdout, "data").then(([line]) => [String(line).trim(), ""] as const),
      once(child.stderr, "data").then(([line]) => ["", String(line).trim()] as const),
    ]),
  );
  return { child, uri, complaint };
}

/** Resolves to the exit code. */
export async function exited({ child }: DatabaseProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await soon("the database to exit", once(child, "exit"));
  return child.exitCode;
}
