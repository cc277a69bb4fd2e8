import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { Browser } from "playwright-core";
import { browserPath, launchBrowser } from "./browser.js";
import { soon } from "./soon.js";

const run = promisify(execFile);

/** A network that holds one browser and nothing else; only the site's port leads out of it, by TCP. */
export interface OwnNetwork {
  launchBrowser(): Promise<Browser>;
  /** Lets no UDP packet through any more, or lets them all through again. */
  cutUdp(cut: boolean): Promise<void>;
  /** Lets only this many kbit/s of UDP through in all, or as many as come. */
  narrowUdp(kbitPerSecond: number | null): Promise<void>;
  stop(): Promise<void>;
}

/** Why this machine cannot make such a network; null when it can. */
export function whyNoOwnNetwork(): string | null {
  return whyNot(CUT, "a network namespace needs root and iproute2");
}

/** Why this machine cannot make such a network narrow; null when it can. */
export function whyNoNarrowNetwork(): string | null {
  return whyNot(narrow(100), "a narrow network needs root, iproute2 and the kernel's htb");
}

function whyNot(command: string, needed: string): string | null {
  if (process.platform !== "linux") return "only Linux has network namespaces";
  const tried = spawnSync("unshare", ["-n", "sh", "-c", `${START} && ${command}`]);
  if (tried.error) return "unshare is not installed";
  return tried.status === 0 ? null : `${needed}: ${tried.stderr.toString().trim()}`;
}

// Interfaces get no address of their own making: it would come a second later, and a browser drops all it is loading then.
// The rule for a machine's own addresses comes first by default. Moved back, it leaves room for one against UDP.
const START = [
  "ip link set lo up",
  "ip link add calls type veth peer name nobody",
  "ip link set calls addrgenmode none",
  "ip link set nobody addrgenmode none",
  "ip addr add 10.254.0.1/24 dev calls",
  "ip link set calls up",
  "ip link set nobody up",
  "ip route add default via 10.254.0.2",
  "ip rule add pref 100 lookup local",
  "ip rule del pref 0",
].join(" && ");
const CUT = "ip rule add pref 10 ipproto udp blackhole";
const HEAL = "ip rule del pref 10";
const WIDEN = "tc qdisc del dev lo root";
// All but UDP goes past the class, as fast as it comes. What waits too long in it is thrown away.
const narrow = (kbitPerSecond: number): string =>
  [
    "tc qdisc add dev lo root handle 1: htb",
    `tc class add dev lo parent 1: classid 1:1 htb rate ${kbitPerSecond}kbit burst 2k cburst 2k`,
    "tc qdisc add dev lo parent 1:1 pfifo limit 10",
    "tc filter add dev lo parent 1: protocol ip u32 match ip protocol 17 0xff flowid 1:1",
  ].join(" && ");

/** Takes connections to a port inside, and hands them out through a socket in the file system, which both networks see. */
const GATE = `const net = require("node:net");
net.createServer((inside) => {
  const outside = net.connect(process.argv[2]);
  inside.pipe(outside).pipe(inside);
  for (const end of [inside, outside]) end.on("error", () => { inside.destroy(); outside.destroy(); });
}).listen(Number(process.argv[1]), "127.0.0.1", () => console.log("ready"));`;

/** Makes such a network for the site that listens on this port. */
export async function startOwnNetwork(port: number): Promise<OwnNetwork> {
  const folder = await mkdtemp(path.join(tmpdir(), "healspace-network-"));
  const gate = path.join(folder, "gate");
  const outside = createServer((from) => {
    const to = connect(port, "127.0.0.1");
    from.pipe(to).pipe(from);
    for (const end of [from, to]) end.on("error", () => (from.destroy(), to.destroy()));
  }).listen(gate);
  const held = spawn("unshare", [
    "-n",
    "sh",
    "-c",
    `${START} && exec "$0" -e '${GATE}' ${port} ${gate}`,
    process.execPath,
  ]);
  await soon("the network to be ready", once(held.stdout, "data"));
  const inside = ["-t", String(held.pid), "-n"];
  const within = (command: string): Promise<unknown> => run("nsenter", [...inside, "sh", "-c", command]);
  return {
    async launchBrowser() {
      const wrapper = path.join(folder, "browser");
      await writeFile(wrapper, `#!/bin/sh\nexec nsenter ${inside.join(" ")} '${await browserPath()}' "$@"\n`);
      await chmod(wrapper, 0o755);
      return launchBrowser(wrapper);
    },
    cutUdp: async (cut) => void (await within(cut ? CUT : HEAL)),
    narrowUdp: async (kbitPerSecond) => void (await within(kbitPerSecond ? narrow(kbitPerSecond) : WIDEN)),
    async stop() {
      held.kill();
      outside.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
