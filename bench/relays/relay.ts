import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Ready } from "./lines.js";
import { pin } from "./pin.js";
import type { Answers, Question } from "./report.js";

/** A relay in its own process. */
export interface Relay {
  ready: Ready;
  ask<Q extends Question>(question: Q): Promise<Answers[Q]>;
  stop(): Promise<void>;
}

/** The load runs on the other core. */
const CORE = 1;

/** Starts `<name>.ts` for this many people, in pairs, on its own core. */
export async function startRelay(name: string, people: number): Promise<Relay> {
  const file = path.resolve(import.meta.dirname, `${name}.ts`);
  const execArgv = [...process.execArgv, "--expose-gc"];
  const child = fork(file, [String(people)], { execArgv });
  const [ready] = (await once(child, "message")) as [Ready];
  pin(child.pid!, CORE);
  return {
    ready,
    async ask<Q extends Question>(question: Q) {
      child.send(question);
      const [answer] = (await once(child, "message")) as [Answers[Q]];
      return answer;
    },
    async stop() {
      child.disconnect();
      await once(child, "exit");
    },
  };
}
