import type { Reader } from "../../support/reader.js";
import type { Route } from "../../support/routes.js";
import type { FoundForm } from "./find-forms.js";
import { ENTERED, FORGED_HEADER, type RandomValues } from "./random-values.js";

export interface RawRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** What random requests are made of: someone's cookies, the token of their forms, and the forms that they were shown. */
export interface Sender {
  reader: Reader;
  token: string;
  forms: FoundForm[];
}

/** An address of a route: each part one of `names` of its beginning, or any name, or nonsense. */
function addressOf(values: RandomValues, path: string, names: Record<string, string[]>): string {
  const beginning = Object.keys(names).find((each) => each !== "" && path.startsWith(`${each}:`)) ?? "";
  const { random } = values;
  return path.replace(/:\w+/g, (_, at: number) => {
    const own = at === beginning.length ? names[beginning]! : ["1", "privacy", ...names[""]!];
    if (values.chance(0.75)) return random.pick(own.length > 0 ? own : names[""]!);
    if (values.chance(0.5)) return random.pick(names[""]!);
    const nonsense = wellFormed(values.text().slice(0, 3000));
    return values.chance(0.7) ? encodeURIComponent(nonsense) : nonsense.replaceAll(/[^\u0021-\u00ff]/g, "%");
  });
}

/** A request that nobody wrote by hand: a form with some fields changed, or a route with anything at all. */
export function randomRequest(
  values: RandomValues,
  sender: Sender,
  { routes, names }: { routes: Route[]; names: Record<string, string[]> },
): RawRequest {
  const { random } = values;
  const form = sender.forms.length > 0 && values.chance(0.5) ? random.pick(sender.forms) : null;
  const route = random.pick(routes);
  const fields = changed(values, form?.fields ?? {});
  const method = form?.method ?? (values.chance(0.9) ? route.method : random.pick(METHODS));
  const path = form?.action ?? addressOf(values, route.path, names);
  if (values.chance(0.9)) fields.push(["_csrf", sender.token]);
  const isRead = method === "GET" || method === "HEAD";
  const query = isRead || values.chance(0.1) ? queryOf(values, isRead ? fields : []) : "";
  const { type, body } =
    isRead && values.chance(0.95)
      ? { type: "", body: Buffer.alloc(0) }
      : bodyOf(values, fields, form?.hasFile ?? false);
  return {
    method,
    path: withQuery(path, query),
    headers: {
      ...headersOf(values, sender),
      ...(type && { "content-type": type }),
    },
    body,
  };
}

const METHODS = ["GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "PURGE"];

type Fields = [string, unknown][];

function changed(values: RandomValues, fields: FoundForm["fields"]): Fields {
  const { random } = values;
  const all: Fields = Object.entries(fields)
    .filter(([name]) => name !== "_csrf")
    .flatMap(([name, value]) => [value].flat().map((one): [string, unknown] => [name, one]));
  for (let i = random.whole(0, 3); i > 0; i -= 1) {
    const at = random.whole(0, all.length);
    const value = values.chance(0.8) ? values.text() : values.json();
    const kind = random.whole(0, 3);
    if (kind === 0 || at === all.length) all.push([random.pick([values.name(), ...FIELD_NAMES]), value]);
    else if (kind === 1) all.splice(at, 1);
    else if (kind === 2) all[at] = [all[at]![0], value];
    else all.push([all[at]![0], value]);
  }
  return all;
}

const FIELD_NAMES = [
  ...["text", "name", "email", "password", "next", "version", "page", "from", "to", "words", "month", "kind", "reason"],
  ...[
    "startsAt",
    "minutes",
    "priceCents",
    "clientId",
    "counsellorId",
    "zone",
    "then",
    "done",
    "after",
    "reader",
    "_reader",
  ],
];

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

const encoded = (fields: Fields): string =>
  fields.map(([name, value]) => `${escaped(name)}=${escaped(textOf(value))}`).join("&");

const escaped = (text: string): string => encodeURIComponent(wellFormed(text));

/** Without halves of characters, which no address can say. */
const wellFormed = (text: string): string => text.replaceAll(/\p{Surrogate}/gu, "\ufffd");

function queryOf(values: RandomValues, fields: Fields): string {
  if (values.chance(0.1))
    return values
      .text()
      .slice(0, 3000)
      .replaceAll(/[^\u0021-\u007e]/g, "%");
  const more: Fields = values.chance(0.5) ? [[values.random.pick([values.name(), ...FIELD_NAMES]), values.text()]] : [];
  return encoded([...fields.filter(([name]) => name !== "_csrf"), ...more]).slice(0, 8000);
}

function withQuery(path: string, query: string): string {
  const plain = path.split("#")[0]!.replaceAll(/[^\u0021-\u00ff]/g, "%") || "/";
  return query ? `${plain}${plain.includes("?") ? "&" : "?"}${query}` : plain;
}

function bodyOf(values: RandomValues, fields: Fields, hasFile: boolean): { type: string; body: Buffer } {
  const { random } = values;
  if (hasFile && values.chance(0.8)) return multipart(values, fields);
  if (values.chance(0.7)) return { type: "application/x-www-form-urlencoded", body: Buffer.from(encoded(fields)) };
  const json = (): string => JSON.stringify(values.chance(0.5) ? values.json() : fields);
  return random.pick([
    () => multipart(values, fields),
    () => ({ type: "application/json", body: Buffer.from(json()) }),
    () => ({ type: "application/csp-report", body: Buffer.from(json()) }),
    () => ({ type: "text/plain", body: Buffer.from(values.text()) }),
    () => ({ type: random.pick(TYPES), body: Buffer.from(encoded(fields)) }),
    () => ({ type: random.pick(TYPES), body: values.bytes(300) }),
    () => ({
      type: "application/x-www-form-urlencoded",
      body: Buffer.from(`${encoded(fields)}&a=%c3%28&%zz=%&=&&&b`, "latin1"),
    }),
    () => ({ type: "application/x-www-form-urlencoded", body: Buffer.alloc(random.pick([0, 262_144, 262_145]), "a") }),
  ])();
}

const TYPES = [
  ...[
    "",
    "a",
    "application/x-www-form-urlencoded; charset=utf-7",
    "application/x-www-form-urlencoded; charset=ISO-8859-1",
  ],
  ...["multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=x", "application/xml"],
];

function multipart(values: RandomValues, fields: Fields): { type: string; body: Buffer } {
  const { random } = values;
  const boundary = "where-one-part-ends";
  const part = (head: string, content: string | Buffer): Buffer =>
    Buffer.concat([Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`), Buffer.from(content), Buffer.from("\r\n")]);
  const named = (name: string): string => `Content-Disposition: form-data; name="${name.replaceAll(/["\r\n]/g, "")}"`;
  const parts = [...fields].reverse().map(([name, value]) => part(named(name), textOf(value)));
  const content = random.pick([
    Buffer.from("%PDF-1.4\n%%EOF\n"),
    Buffer.alloc(0),
    values.bytes(400),
    PNG,
    PNG.subarray(0, 40),
  ]);
  const fileName = values
    .text()
    .slice(0, 500)
    .replaceAll(/["\r\n]/g, "");
  parts.push(
    part(
      `${named(random.pick(["file", "photo", "logo", "files"]))}; filename="${fileName}"\r\nContent-Type: image/png`,
      content,
    ),
  );
  if (values.chance(0.15)) parts.push(part(values.text().slice(0, 300), values.text()));
  if (values.chance(0.9)) parts.push(Buffer.from(`--${boundary}--\r\n`));
  const body = Buffer.concat(parts);
  const cut = values.chance(0.1) ? body.subarray(0, random.whole(0, body.length)) : body;
  return { type: `multipart/form-data; boundary=${values.chance(0.95) ? boundary : "another"}`, body: cut };
}

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

function headersOf(values: RandomValues, { reader, token }: Sender): Record<string, string> {
  const { random } = values;
  const headers: Record<string, string> = {
    // Each from a network of its own: the limits by network have tests of their own, and would hide what lies behind them.
    "x-forwarded-for": Array.from({ length: 4 }, () => random.whole(1, 254)).join("."),
    cookie: values.chance(0.95) ? reader.cookieHeader : random.pick(COOKIES),
  };
  const extra = (share: number, name: string, ...some: string[]): void => {
    if (values.chance(share)) headers[name] = random.pick(some);
  };
  extra(0.3, "origin", reader.url, "null", "https://elsewhere.example", "x");
  extra(0.2, "referer", `${reader.url}/account`, "x", "https://elsewhere.example/%");
  extra(0.2, "hx-request", "true", "false", "x");
  extra(0.2, "hx-request-type", "partial", "x");
  extra(0.1, "hx-current-url", "x", "//elsewhere.example");
  extra(0.15, "accept", "application/json", "text/html", "*/*;q=x", "image/png");
  extra(0.1, "accept-language", "de", "x".repeat(3000), "en;q=NaN", "*");
  extra(0.1, "csrf-token", token, "", "x");
  extra(0.05, "sec-fetch-site", "cross-site", "same-origin", "x");
  extra(0.05, "range", "bytes=0-1", "bytes=5-1", "bytes=99999999-");
  extra(0.05, "if-none-match", "*", '"x"');
  extra(0.03, "content-encoding", "gzip", "br", "deflate", "x");
  extra(0.03, "expect", "100-continue");
  extra(0.05, "host", "elsewhere.example", "[::1", "a:b:c");
  extra(0.03, "x-http-method-override", "DELETE");
  extra(0.03, "x-forwarded-proto", "https", "x");
  extra(0.05, "user-agent", "x".repeat(2000), ENTERED);
  return headers;
}

const COOKIES = [
  "",
  "sid=",
  "sid=s%3Ax.y",
  "sid=%",
  "form=s%3A",
  "known=%00",
  "zone=__proto__",
  "sid=a; sid=b",
  "=;=;;",
  `a=${"b".repeat(3000)}`,
];

/** Whether an answer took a header from what was entered. */
export const isForged = (headers: NodeJS.Dict<string | string[]>): boolean => FORGED_HEADER in headers;
