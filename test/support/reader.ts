import { parse, type HTMLElement } from "node-html-parser";

export interface Page {
  status: number;
  url: string;
  headers: Headers;
  html: string;
  document: HTMLElement;
  /** The words on the page, white space folded. */
  text: string;
}

/** Someone who reads the site with a browser without JavaScript: keeps cookies, follows redirects, fills in forms. */
export class Reader {
  readonly #cookies = new Map<string, string>();

  constructor(readonly url: string) {}

  get(path: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.#request(path, { headers });
  }

  /** Sends fields as a form would, with the token that `from`'s page holds. */
  async post(path: string, fields: Record<string, string | string[]>, from = "/sign-in"): Promise<Page> {
    const _csrf = await this.csrfToken(from);
    return this.#send(path, { _csrf, ...fields });
  }

  /** Fills in the form found by `selector` and sends it; hidden and prefilled fields are sent as they are. */
  submit(page: Page, selector: string, fields: Record<string, string | string[]> = {}): Promise<Page> {
    const form = page.document.querySelector(selector);
    if (!form) throw new Error(`There is no ${selector} on ${page.url}:\n${page.text.slice(0, 600)}`);
    const [action = ""] = (form.getAttribute("action") ?? new URL(page.url).pathname).split("#");
    const all = { ...prefilled(form), ...fields };
    if (form.getAttribute("method")?.toLowerCase() === "post") return this.#send(action, all);
    return this.get(`${action}?${encode(all).toString()}`);
  }

  /** Follows the link whose words contain `words`. */
  follow(page: Page, words: string): Promise<Page> {
    const link = page.document.querySelectorAll("a[href]").find((a) => fold(a.text).includes(words));
    if (!link) throw new Error(`There is no link "${words}" on ${page.url}:\n${page.text.slice(0, 600)}`);
    return this.get(new URL(decode(link.getAttribute("href")), page.url).toString());
  }

  async csrfToken(path: string): Promise<string> {
    const page = await this.get(path);
    const token = page.document.querySelector("input[name=_csrf]")?.getAttribute("value");
    if (!token) throw new Error(`There is no form on ${page.url}`);
    return token;
  }

  get cookies(): { name: string; value: string }[] {
    return [...this.#cookies].map(([name, value]) => ({ name, value }));
  }

  /** The cookies as a header, for a socket. */
  get cookieHeader(): string {
    return this.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  }

  setCookie(name: string, value: string): void {
    this.#cookies.set(name, value);
  }

  /** Sends any request with this reader's cookies; follows redirects unless told otherwise. */
  request(path: string, init: RequestInit = {}): Promise<Page> {
    return this.#request(path, init);
  }

  #send(path: string, fields: Record<string, string | string[]>): Promise<Page> {
    return this.#request(path, { method: "POST", body: encode(fields) });
  }

  async #request(path: string, init: RequestInit, hops = 0): Promise<Page> {
    const url = new URL(path, this.url).toString();
    const headers = { ...(init.headers as Record<string, string> | undefined), cookie: this.cookieHeader };
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    const next = response.headers.get("location");
    if (next && init.redirect !== "manual" && hops < 5) {
      return this.#request(new URL(next, url).toString(), {}, hops + 1);
    }
    return pageOf(response, url, await response.text());
  }

  #keep(line: string): void {
    const [pair = "", ...attributes] = line.split(";");
    const at = pair.indexOf("=");
    const expires = attributes.map((a) => a.trim()).find((a) => a.toLowerCase().startsWith("expires="));
    if (expires && new Date(expires.slice(8)).getTime() < Date.now()) this.#cookies.delete(pair.slice(0, at));
    else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

/** Parsed only where a test looks into it. */
function pageOf({ status, headers }: Response, url: string, html: string): Page {
  let document: HTMLElement | undefined;
  return {
    status,
    url,
    headers,
    html,
    get document() {
      return (document ??= parse(html));
    },
    get text() {
      return words(this.document);
    },
  };
}

/** What a form sends as it stands. */
export function prefilled(form: HTMLElement): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {};
  const add = (name: string, value: string): void => {
    const before = fields[name];
    fields[name] = before === undefined ? value : [before, value].flat();
  };
  for (const input of form.querySelectorAll("input[name]")) {
    const type = input.getAttribute("type");
    if (type === "submit" || type === "file") continue;
    if ((type === "radio" || type === "checkbox") && !input.hasAttribute("checked")) continue;
    add(input.getAttribute("name") ?? "", decode(input.getAttribute("value")));
  }
  for (const area of form.querySelectorAll("textarea[name]")) add(area.getAttribute("name") ?? "", textOf(area) ?? "");
  for (const select of form.querySelectorAll("select[name]")) {
    const option = select.querySelector("option[selected]") ?? select.querySelector("option");
    add(select.getAttribute("name") ?? "", decode(option?.getAttribute("value")));
  }
  return fields;
}

/** What stands in a textarea: browsers leave out a first line break. */
export function textOf(area: HTMLElement | null): string | undefined {
  return area?.text.replace(/^\n/, "");
}

function encode(fields: Record<string, string | string[]>): URLSearchParams {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
  return body;
}

const decode = (text: string | undefined): string =>
  (text ?? "")
    .replaceAll("&amp;", "&")
    .replaceAll("&#34;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">");

const fold = (text: string): string => text.replace(/\s+/g, " ").trim();

const words = (document: HTMLElement): string => fold((document.querySelector("body") ?? document).text);
