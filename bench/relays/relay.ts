import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Ready } from "./lines.js";
import { pin } from "./pin.js";
import type { Answers, Question } from "./report.js";

/** A relay in a process of its own, or in several. */
export interface Relay {
  ready: Ready;
  /** CPU time since its start, in ms. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

/** A relay in one process. */
export interface OneRelay extends Relay {
  ask<Q extends Question>(question: Q): Promise<Answers[Q]>;
}

/** The load runs on the other core. */
const CORE = 1;

/** Starts `<name>.ts` for this many people, in pairs, on its own core. */
export async function startRelay(
  name: string,
  people: number,
  environment: Record<string, string> = {},
): Promise<OneRelay> {
  const file = path.resolve(import.meta.dirname, `${name}.ts`);
  const execArgv = [...process.execArgv, "--expose-gc"];
  const child = fork(file, [String(people)], { execArgv, env: { ...process.env, ...environment } });
  const [ready] = (await once(child, "message")) as [Ready];
  pin(child.pid!, CORE);
  async function ask<Q extends Question>(question: Q): Promise<Answers[Q]> {
    child.send(question);
    const [answer] = (await once(child, "message")) as [Answers[Q]];
    return answer;
  }
  return {
    ready,
    ask,
    cpu: () => ask("cpu"),
    async stop() {
      child.disconnect();
      await once(child, "exit");
    },
  };
}

/** Starts two such processes on one core, which tell each other by this Redis: one end of each pair is at each. */
export async function startTwoRelays(name: string, people: number, redisUrl: string): Promise<Relay> {
  const environment = { REDIS_URL: redisUrl };
  const first = await startRelay(name, people, environment);
  const second = await startRelay(name, people, { ...environment, ...first.ready.shared });
  return {
    ready: { ...first.ready, urls: [first.ready.url, second.ready.url] },
    async cpu() {
      const [one, other] = await Promise.all([first.cpu(), second.cpu()]);
      return one + other;
    },
    async stop() {
      await second.stop();
      await first.stop();
    },
  };
}
