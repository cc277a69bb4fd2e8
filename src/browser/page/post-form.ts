import { pageReader } from "./page-reader.js";
import { ask, Refused } from "./request.js";

/**
 * Sends a form, or these fields instead of its own, and returns the answer's data. Renews once a token from an earlier login
 * session of the same person. Throws as `ask` does.
 */
export async function postForm<T = object>(form: HTMLFormElement, fields = new FormData(form)): Promise<T> {
  const isPlain = form.enctype === "application/x-www-form-urlencoded";
  return postFields<T>(form.action, isPlain ? new URLSearchParams(fields as never) : fields);
}

/** Posts fields, `_csrf` among them. Renews the token and throws as `postForm` does. */
export async function postFields<T = object>(path: string, fields: FormData | URLSearchParams): Promise<T> {
  try {
    return await ask<T>(path, { method: "POST", body: fields });
  } catch (error) {
    if (!(error instanceof Refused && error.code === "forbidden")) throw error;
    fields.set("_csrf", await renewToken());
    return ask<T>(path, { method: "POST", body: fields });
  }
}

/** How many messages the page's reader has not read, and the token of their forms. */
export interface ReaderState {
  count: number;
  token: string;
}

/** Fetches the state of the page's reader. Throws as `ask` does, also when someone else is signed in. */
export const askReaderState = (): Promise<ReaderState> =>
  ask<ReaderState>(`/conversations/unread?reader=${pageReader()}`);

/**
 * Whether a form may submit itself after its reader was signed out: the same person has signed in again, or nobody has. Not when
 * someone else has, nor when the server does not answer.
 */
export async function maySubmit(): Promise<boolean> {
  try {
    await renewToken();
    return true;
  } catch (error) {
    return error instanceof Refused && error.code === "signed-out";
  }
}

async function renewToken(): Promise<string> {
  const token = (await askReaderState()).token;
  document.querySelectorAll<HTMLInputElement>("input[name=_csrf]").forEach((field) => (field.value = token));
  return token;
}
