import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { soon } from "./soon.js";

/** Why there is no relay on this machine; null when there is one. */
export function whyNoRelay(): string | null {
  return spawnSync("turnserver", ["--version"]).error ? "coturn's turnserver is not installed" : null;
}

export interface Relay {
  urls: string[];
  secret: string;
  stop(): Promise<void>;
}

/** Starts a real coturn on this machine alone, with a shared secret. */
export async function startRelay(): Promise<Relay> {
  const folder = await mkdtemp(path.join(tmpdir(), "healspace-relay-"));
  const port = await freePort();
  const secret = "a secret between site and relay";
  const server = spawn(
    "turnserver",
    [
      ...["-n", "--no-tcp", "--no-tls", "--no-dtls", "--no-cli", "--allow-loopback-peers", "--realm=calls"],
      ...["--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", `--listening-port=${port}`, "--log-file=stdout"],
      ...["--use-auth-secret", `--static-auth-secret=${secret}`, `--pidfile=${path.join(folder, "pid")}`],
      `--userdb=${path.join(folder, "users")}`,
    ],
    { stdio: "ignore" },
  );
  await answers(port);
  return {
    urls: [`turn:127.0.0.1:${port}?transport=udp`],
    secret,
    async stop() {
      server.kill("SIGKILL");
      if (server.exitCode === null && server.signalCode === null) await once(server, "exit");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Asks by STUN's binding request (RFC 8489, section 5) until there is an answer. */
async function answers(port: number): Promise<void> {
  const request = Buffer.concat([Buffer.from([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]), randomBytes(12)]);
  const socket = createSocket("udp4").on("error", () => undefined);
  const asking = setInterval(() => socket.send(request, port, "127.0.0.1"), 50);
  await soon("the relay to answer", once(socket, "message"));
  clearInterval(asking);
  socket.close();
}

async function freePort(): Promise<number> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  await new Promise<void>((closed) => socket.close(closed));
  return port;
}
