import argon2 from "argon2";
import { randomBytes } from "node:crypto";

/** OWASP's second recommendation for argon2id: 19 MiB, two passes, one lane. */
const COST = { type: argon2.argon2id, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;

const AT_ONCE = 2;
let running = 0;
const waiting: (() => void)[] = [];

/** Hashes a password with argon2id. At most two run at a time, so that a rush of sign-ins leaves memory and time for the rest. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => argon2.hash(password.normalize("NFC"), COST));
}

/**
 * Whether this is the password of that hash, however its accents are composed: hashes made before passwords were normalized
 * hold what one system sent. Without a hash it takes as long and answers no.
 */
export async function passwordFits(password: string, hash: string | undefined): Promise<boolean> {
  const against = hash ?? (await hashOfNobody());
  for (const spelling of new Set([password.normalize("NFC"), password, password.normalize("NFD")])) {
    if (await inTurn(() => argon2.verify(against, spelling))) return hash !== undefined;
  }
  return false;
}

let nobody: Promise<string> | undefined;

function hashOfNobody(): Promise<string> {
  nobody ??= hashPassword(randomBytes(18).toString("base64url"));
  return nobody;
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
