/** What the server answered instead of doing what it was asked: its status and its words for the reader. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Said on a page that was drawn for another person than the one who is signed in by now. */
export const OTHER_ACCOUNT = "This browser is signed in to another account by now, so nothing is sent from this page.";
const LONGEST_MS = 30_000;

/** Asks the server for data. Throws Refused; anything else that is thrown means that the line is broken. */
export async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), LONGEST_MS);
  try {
    const answer = await fetch(path, { ...init, headers: { Accept: "application/json" }, signal: stop.signal });
    const data = (await answer.json()) as T & { message?: string };
    if (!answer.ok) throw new Refused(answer.status, data.message ?? "Something went wrong. Please try again.");
    return data;
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
    if (!(error instanceof Refused && error.status === 403)) throw error;
    fields.set("_csrf", await renewToken(form));
    return post<T>(form, fields);
  }
}

/** Who is signed in, as far as a page needs it: how many messages wait, and the token of their forms. */
export interface Standing {
  count: number;
  reader: string;
  token: string;
}

/** Asks who is signed in by now. Throws as `ask` does: Refused with 401 when nobody is. */
export const askStanding = (): Promise<Standing> => ask<Standing>("/conversations/unread");

async function renewToken(form: HTMLFormElement): Promise<string> {
  const standing = await askStanding();
  if (form.closest<HTMLElement>("[data-reader]")?.dataset.reader !== standing.reader)
    throw new Refused(401, OTHER_ACCOUNT);
  document.querySelectorAll<HTMLInputElement>("input[name=_csrf]").forEach((field) => (field.value = standing.token));
  return standing.token;
}

function post<T>(form: HTMLFormElement, fields: FormData): Promise<T> {
  const isPlain = form.enctype === "application/x-www-form-urlencoded";
  return ask(form.action, { method: "POST", body: isPlain ? new URLSearchParams(fields as never) : fields });
}
