import type { ErrorCode } from "../../protocol/codes.js";

const TIMEOUT_MS = 30_000;

/** The server's error answer: a code, and words for the reader. */
export class Refused extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }

  /** Whether the same request may succeed later. */
  get isForLater(): boolean {
    return this.code === "rate-limited" || this.code === "unavailable";
  }

  /** Whether the page's reader is no longer signed in. */
  get isSignedOut(): boolean {
    return this.code === "signed-out" || this.code === "other-account";
  }
}

/**
 * `fetch` that gives up after 30 seconds, the body included. An upload may take as long as its connection needs. Throws when no
 * answer comes.
 */
export function request(path: string, init: RequestInit = {}): Promise<Response> {
  const stop = new AbortController();
  if (!(init.body instanceof FormData)) setTimeout(() => stop.abort(), TIMEOUT_MS);
  return fetch(path, { ...init, signal: stop.signal });
}

/** Asks the server for data. Throws Refused for an error answer; anything else thrown means that no answer came. */
export async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const answer = await request(path, { ...init, headers: { Accept: "application/json" } });
  if (answer.ok) return (await answer.json()) as T;
  const error = (await answer.json()) as { code: ErrorCode; message: string };
  throw new Refused(error.code, error.message);
}
