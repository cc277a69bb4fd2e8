import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { soon } from "./soon.js";

const server = path.resolve(import.meta.dirname, "../../dist/server.js");

const START_MS = 40_000;
const EXIT_MS = 30_000;

/** The built server as a process of its own, with this environment and nothing else, on this Node. */
export class OwnProcess {
  readonly #child: ChildProcess;
  output = "";

  constructor(environment: Record<string, string>, node = process.execPath) {
    const { PATH = "", HOME = "" } = process.env;
    this.#child = spawn(node, [server], { env: { PATH, HOME, LOG_LEVEL: "fatal", ...environment } });
    this.#child.stdout?.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    this.#child.stderr?.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Resolves to the site's address once it answers, within so many milliseconds. Throws what the process said when it stops instead. */
  answers(within = START_MS): Promise<string> {
    return soon("the site to start", this.#answers(), within);
  }

  async #answers(): Promise<string> {
    for (;;) {
      const url = /answers on (\S+)/.exec(this.output)?.[1];
      if (url) return url;
      if (this.#child.exitCode !== null) throw new Error(this.output);
      await Promise.race([once(this.#child.stdout!, "data"), once(this.#child, "exit")]);
    }
  }

  /** Resolves to the exit code. */
  async exits(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null)
      await soon("the site to exit", once(this.#child, "exit"), EXIT_MS);
    return this.#child.exitCode;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
