import argon2 from "argon2";
import { randomBytes } from "node:crypto";
import { Busy } from "../platform/errors.js";
import { networkOf } from "../platform/network-rules.js";
import { BUSY } from "./at-once.js";

/** OWASP's second recommendation for argon2id: 19 MiB, two passes, one lane. */
const COST = { type: argon2.argon2id, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;

const AT_ONCE = 2;
/** How many may wait: from one network, so that a rush from it leaves places for others, and in all. */
const WAITING_OF_ONE_NETWORK = 8;
const WAITING = 40;

const queue: { network: string; start: () => void }[] = [];
/** The network that each running hash is for. */
const running: string[] = [];

/**
 * Hashes a password with argon2id, for someone at this IP address, or with this id where no address is known. At most two run at
 * a time, so that a rush of sign-ins leaves memory and time for the rest. Throws Busy when too many wait already.
 */
export function hashPassword(password: string, address: string): Promise<string> {
  return whenFree(address, () => argon2.hash(password.normalize("NFC"), COST));
}

/**
 * Whether this is the password of that hash, however its accents are composed: hashes made before passwords were normalized
 * hold what one system sent. Without a hash it takes as long and answers no. Throws Busy as `hashPassword`.
 */
export async function passwordFits(password: string, hash: string | undefined, address: string): Promise<boolean> {
  const against = hash ?? (await hashOfNobody(address));
  for (const spelling of new Set([password.normalize("NFC"), password, password.normalize("NFD")])) {
    if (await whenFree(address, () => argon2.verify(against, spelling))) return hash !== undefined;
  }
  return false;
}

let nobody: string | undefined;

async function hashOfNobody(address: string): Promise<string> {
  nobody ??= await hashPassword(randomBytes(18).toString("base64url"), address);
  return nobody;
}

async function whenFree<T>(address: string, work: () => Promise<T>): Promise<T> {
  const network = networkOf(address);
  if (running.length < AT_ONCE) running.push(network);
  else await waitForTurn(network);
  try {
    return await work();
  } finally {
    running.splice(running.indexOf(network), 1);
    startNext();
  }
}

function waitForTurn(network: string): Promise<void> {
  const ofSame = queue.filter((waiting) => waiting.network === network).length;
  if (ofSame >= WAITING_OF_ONE_NETWORK || queue.length >= WAITING) throw new Busy(BUSY);
  return new Promise((start) => queue.push({ network, start }));
}

/** Starts the longest-waiting hash of a network for which none is running, or else the longest-waiting of all. */
function startNext(): void {
  const other = queue.findIndex(({ network }) => !running.includes(network));
  const [next] = queue.splice(Math.max(0, other), 1);
  if (!next) return;
  running.push(next.network);
  next.start();
}
