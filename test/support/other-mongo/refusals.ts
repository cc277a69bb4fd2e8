import { Double, Int32 } from "bson";
import type { Doc } from "../../../src/embedded-mongo/values/documents.js";

/** PostgreSQL's word for an error: five letters and digits. */
export interface PostgresError extends Error {
  code?: string;
}

/** A command that is answered with this refusal. */
export class Refused extends Error {
  constructor(readonly reply: Doc) {
    super(String(reply.errmsg));
  }
}

const DUPLICATE = 11000;
/** MongoDB's codes by the extension's states. */
const STATES = new Map(
  (
    "M0000:1 M0001:2 M0002:5 M0003:9 M0004:14 M0005:15 M0006:20 M0007:23 M0008:26 M0009:27 M000A:28 M000B:31 M000C:34 " +
    "M000D:40 M000E:43 M000F:48 M000H:53 M000I:54 M000J:56 M000K:57 M000L:61 M000M:66 M000N:67 M000O:68 M000P:72 M000Q:73 " +
    "M000R:85 M000S:86 M000T:111 M000U:115 M000V:118 M000W:146 M000X:159 M00CO:121 M0015:241 M0017:276 M0018:291 M00DO:16 " +
    "M00DS:55 M00EL:143 " +
    "M000G:52 M0016:263 M001B:10334 M001C:11000 M001I:13297 M001K:15947 M001L:15952 M001M:15955 M001O:15958 M001P:15959 " +
    "M0047:28745 M004T:28818 M0056:31249 M0059:31254 M005E:31325 M005G:31395 M0074:40156 M0077:40169 M007M:40218 " +
    "M007N:40228 M007O:40234 M007P:40238 M007Q:40272 M007T:40323 M007U:40324 M008V:40602 M008X:40235 M009H:51091 " +
    "M00A1:51246 M00BC:5107200 M00BD:5107201 M00DQ:40229 " +
    "23505:11000 23P01:11000"
  )
    .split(" ")
    .map((pair) => pair.split(":") as [string, string]),
);
const COLLISIONS = ["40001", "40P01"];

/** Whether PostgreSQL gave up because of a collision of writers, so that the same may succeed now. */
export const isCollision = (state: string): boolean => COLLISIONS.includes(state);

/** The state that a number in a reply stands for: six bits for each character. */
export const stateOf = (packed: number): string =>
  String.fromCharCode(...[0, 6, 12, 18, 24].map((shift) => ((packed >> shift) & 0x3f) + 48));

/** MongoDB's code for one of the extension's states, for a state as a number, or for a code that is MongoDB's already. */
export function mongoCode(code: string | number): number {
  if (typeof code === "number" && code < 100_000) return code;
  return Number(STATES.get(typeof code === "number" ? stateOf(code) : code) ?? 1);
}

/** The name of the index that a message is about. */
export const indexNamed = (message: string): string | undefined => /[Ii]ndex '?([^'\s]+)'?/.exec(message)?.[1];

/** What MongoDB replies where PostgreSQL threw this. `keyPattern` is that of a unique index that refused. */
export function refusal({ code = "", message }: PostgresError, keyPattern?: unknown): Doc {
  const known = isDuplicate(message) ? DUPLICATE : mongoCode(code);
  const errmsg = known === DUPLICATE ? "E11000 duplicate key error" : message;
  return { ok: new Double(0), errmsg, code: new Int32(known), codeName: codeName(known), ...about(known, keyPattern) };
}

/** Turns an error of a write within a reply into MongoDB's. */
export function mendWriteError(error: Doc, keyPattern: unknown): void {
  const code = isDuplicate(String(error.errmsg)) ? DUPLICATE : mongoCode(Number(error.code));
  Object.assign(error, { code: new Int32(code) }, about(code, keyPattern));
  if (code === DUPLICATE) error.errmsg = "E11000 duplicate key error";
}

const isDuplicate = (message: string): boolean => /duplicate key/i.test(message);

const about = (code: number, keyPattern: unknown): object =>
  code === DUPLICATE ? { ...(keyPattern ? { keyPattern } : {}), keyValue: {} } : {};

const codeName = (code: number): string =>
  code === 26 ? "NamespaceNotFound" : code === DUPLICATE ? "DuplicateKey" : "Error";
