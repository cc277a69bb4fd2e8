import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { databaseUri, startEmbeddedMongo } from "../../src/embedded-mongo/start.js";
import { connectModels, disconnectModels } from "../../src/platform/database.js";
import { OwnProcess } from "./own-process.js";
import { RedisServer } from "./redis-server.js";
import { RoundRobin } from "./round-robin.js";
import { SEALING_KEYS } from "./test-site.js";

/** A process that can be killed, and started again at the same address. */
export class Killable {
  url = "";
  #process!: OwnProcess;

  private constructor(private readonly environment: Record<string, string>) {}

  static async start(environment: Record<string, string>): Promise<Killable> {
    const server = new Killable(environment);
    await server.startAgain();
    return server;
  }

  async startAgain(): Promise<void> {
    const port = this.url && new URL(this.url).port;
    this.#process = new OwnProcess({ PORT: port || "0", ...this.environment });
    this.url = await this.#process.answers();
  }

  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.exits();
  }
}

export interface SeveralProcesses {
  processes: Killable[];
  balancer: RoundRobin;
  redis: RedisServer;
  /** The process at that address. */
  at(url: string): Killable;
  stop(): Promise<void>;
}

/** Starts two processes of the built site on one database, which `fill` has filled, and one Redis, behind a round-robin. */
export async function startTwoProcesses<T>(
  fill: () => Promise<T>,
  environment: Record<string, string> = {},
): Promise<SeveralProcesses & { made: T }> {
  const folder = await mkdtemp(path.join(tmpdir(), "healspace-several-"));
  const redis = new RedisServer();
  const [database] = await Promise.all([startEmbeddedMongo({ folder, noSync: true }), redis.start()]);
  const uri = databaseUri(database, "healspace");
  await connectModels(uri);
  const made = await fill();
  await disconnectModels();
  const all = {
    DATA_DIR: folder,
    MONGODB_URI: uri,
    REDIS_URL: redis.url,
    SESSION_SECRETS: "what signs the login cookies of both processes",
    SEALING_KEYS,
    ...environment,
  };
  const processes = await Promise.all([Killable.start(all), Killable.start(all)]);
  const balancer = await RoundRobin.start(processes.map(({ url }) => url));
  return {
    made,
    processes,
    balancer,
    redis,
    at: (url) => processes.find((process) => process.url === url)!,
    async stop() {
      await balancer.stop();
      await Promise.all(processes.map((process) => process.kill()));
      await Promise.all([database.stop(), redis.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
