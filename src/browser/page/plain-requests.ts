import type { ErrorCode } from "../../protocol/codes.js";
import { pageReader } from "./page-reader.js";

/** What the server answered instead of doing what it was asked: a code, and words for the reader. */
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

  /** Whether the page's reader is not the one who is signed in. */
  get isSignedOut(): boolean {
    return this.code === "signed-out" || this.code === "other-account";
  }
}

const LONGEST_MS = 30_000;

/**
 * Asks the server for data. Throws Refused; anything else that is thrown means that the line is broken, or that there was no answer
 * for half a minute. A file may take as long as its line needs.
 */
export async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const stop = new AbortController();
  const timer = init.body instanceof FormData ? 0 : setTimeout(() => stop.abort(), LONGEST_MS);
  try {
    const answer = await fetch(path, { ...init, headers: { Accept: "application/json" }, signal: stop.signal });
    if (answer.ok) return (await answer.json()) as T;
    const error = (await answer.json()) as { code: ErrorCode; message: string };
    throw new Refused(error.code, error.message);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Sends a form of the page, or these fields for it. Where its token is of an earlier login session of the same person, once more
 * with the present one. Throws as `ask` does.
 */
export async function postForm<T = object>(form: HTMLFormElement, fields = new FormData(form)): Promise<T> {
  try {
    return await post<T>(form, fields);
  } catch (error) {
    if (!(error instanceof Refused && error.code === "forbidden")) throw error;
    fields.set("_csrf", await renewToken());
    return post<T>(form, fields);
  }
}

/** How the page's reader stands: how many messages wait for them, and the token of their forms. */
export interface Standing {
  count: number;
  token: string;
}

/** Asks how the page's reader stands. Throws as `ask` does: Refused when the reader is not signed in any more. */
export const askStanding = (): Promise<Standing> => ask<Standing>(`/conversations/unread?reader=${pageReader()}`);

/**
 * Whether a form of a page whose reader was signed out may leave it by itself: they have signed in again, or nobody has yet. Not
 * when someone else has, and not when nobody can be asked.
 */
export async function mayLeave(): Promise<boolean> {
  try {
    await renewToken();
    return true;
  } catch (error) {
    return error instanceof Refused && error.code === "signed-out";
  }
}

async function renewToken(): Promise<string> {
  const token = (await askStanding()).token;
  document.querySelectorAll<HTMLInputElement>("input[name=_csrf]").forEach((field) => (field.value = token));
  return token;
}

function post<T>(form: HTMLFormElement, fields: FormData): Promise<T> {
  const isPlain = form.enctype === "application/x-www-form-urlencoded";
  return ask(form.action, { method: "POST", body: isPlain ? new URLSearchParams(fields as never) : fields });
}
