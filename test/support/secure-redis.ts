import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { soon } from "./soon.js";
import { freePort } from "./redis-server.js";

const NODE = ["--import", "tsx", path.resolve(import.meta.dirname, "connect-to-redis.ts")];

/** A Redis server that speaks only TLS, with a certificate that it signed itself. */
export class SecureRedis {
  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly child: ChildProcess,
  ) {}

  /** Starts one; returns why not where this machine cannot. */
  static async start(): Promise<SecureRedis | string> {
    const folder = await mkdtemp(path.join(tmpdir(), "healspace-tls-"));
    const [key, certificate] = [path.join(folder, "key.pem"), path.join(folder, "certificate.pem")];
    try {
      execFileSync(
        "openssl",
        [
          ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
          ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
        ],
        { stdio: "ignore" },
      );
    } catch {
      return "openssl is not installed";
    }
    const port = await freePort();
    const child = spawn("redis-server", [
      ...["--port", "0", "--tls-port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
      ...["--tls-cert-file", certificate, "--tls-key-file", key, "--tls-auth-clients", "no"],
    ]);
    const isReady = await soon("Redis to start", firstWords(child));
    return isReady ? new SecureRedis(folder, port, child) : "this build of redis-server has no TLS";
  }

  get certificate(): string {
    return path.join(this.folder, "certificate.pem");
  }

  /** Whether a process with this environment connects: "works" or "lost". */
  async connects(environment: Record<string, string>): Promise<string> {
    const { PATH = "" } = process.env;
    const child = spawn(process.execPath, [...NODE, `rediss://localhost:${this.port}`], {
      env: { PATH, ...environment },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [said] = (await soon("its answer", once(child.stdout, "data"))) as [Buffer];
    child.kill("SIGKILL");
    return said.toString().trim();
  }

  async stop(): Promise<void> {
    const gone = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await gone;
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Whether it got ready; false when it ended instead. */
async function firstWords(child: ChildProcess): Promise<boolean> {
  let said = "";
  const ended = once(child, "exit").then(() => false);
  const ready = new Promise<boolean>((resolve) => {
    child.stdout?.on("data", (words: Buffer) => {
      said += words.toString();
      if (said.includes("Ready to accept connections")) resolve(true);
    });
  });
  return Promise.race([ready, ended]);
}
