import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Ready } from "./lines.js";
import type { Use } from "./report.js";

/** A relay in a process of its own. */
export interface Relay {
  ready: Ready;
  /** What the process has used so far, its garbage collected. */
  use(): Promise<Use>;
  stop(): Promise<void>;
}

/** Starts `<name>.ts` with that many people, two and two. */
export async function startRelay(name: string, people: number): Promise<Relay> {
  const file = path.resolve(import.meta.dirname, `${name}.ts`);
  const execArgv = [...process.execArgv, "--expose-gc"];
  const child = fork(file, [String(people)], { execArgv });
  const [ready] = (await once(child, "message")) as [Ready];
  return {
    ready,
    async use() {
      child.send("use");
      const [answer] = (await once(child, "message")) as [Use];
      return answer;
    },
    async stop() {
      child.disconnect();
      await once(child, "exit");
    },
  };
}
