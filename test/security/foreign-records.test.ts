import { expect } from "chai";
import mongoose from "mongoose";
import type { Page, Reader } from "../support/reader.js";
import { allRoutes, type Route } from "../support/routes.js";
import { TRIAL_MS } from "../support/trials.js";
import { findForms, rightAddress, type FoundForm } from "./fuzz/find-forms.js";
import { inParallel } from "./fuzz/in-parallel.js";
import { startPractice, type Practice } from "./fuzz/practice.js";

const ABSENT = "0123456789abcdef01234567";
/** Published for everyone, or named by a word that is no secret. */
const PUBLIC = /^\/(counsellors\/:slug|logo\/|photos\/:reference|dashboard\/figures)/;

/** Withdrawing what is gone already is no error, so that a second click is none. */
const DONE_ALREADY = "/clients/invitations/:id/withdraw";

/** OWASP ASVS 5.0: 8.2.1, 8.2.2 and 8.3.1. */
describe("A record, to people it does not belong to", function () {
  this.timeout(TRIAL_MS);
  let practice: Practice;
  let about: Route[];
  let forms: FoundForm[];
  let strangers: [string, Reader][];

  before(async () => {
    practice = await startPractice();
    const routes = allRoutes(practice.site.services);
    const readers = await practice.signIn();
    forms = (await findForms(practice, routes, readers.slice(1, 3))).flat();
    about = routes.filter(({ path }) => path.includes("/:") && !PUBLIC.test(path) && path !== DONE_ALREADY);
    const [visitor, , , client, counsellor, admin] = readers;
    strangers = [
      ["a visitor", visitor!],
      ["another client", client!],
      ["another counsellor", counsellor!],
      ["an admin", admin!],
    ];
  });
  after(() => practice.site.stop());

  it("answers at each of its addresses as if there were none, and stays as it is", async () => {
    expect(about.length).to.be.greaterThan(90);
    const before = await everything();
    const differing: string[] = [];
    for (const [who, reader] of strangers) {
      const token = who === "a visitor" ? "" : await reader.csrfToken("/account");
      const foreign = about.filter(({ path }) => who !== "an admin" || !path.startsWith("/admin/"));
      await inParallel(foreign, async (route) => {
        const address = rightAddress(route.path, practice.names);
        const none = address.replace(/[0-9a-f]{24}/, ABSENT);
        const [found, absent] = await Promise.all([address, none].map((one) => send(reader, route, one, token)));
        if (masked(found!) !== masked(absent!))
          differing.push(`${route.method} ${route.path} to ${who}: ${found!.status}, not ${absent!.status}`);
      });
    }
    expect(differing).to.deep.equal([]);
    const after = await everything();
    for (const [key, record] of before) expect(after.get(key), key).to.equal(record);
  });

  /** With everything that its owner's own form would send. */
  async function send(reader: Reader, { method, path }: Route, address: string, token: string): Promise<Page> {
    if (method === "GET") return reader.request(address, { redirect: "manual" });
    const own = forms.find(({ action }) => action.split("?")[0] === rightAddress(path, practice.names));
    const body = own?.hasFile ? new FormData() : new URLSearchParams();
    for (const [name, value] of Object.entries({ ...own?.fields, _csrf: token }))
      for (const one of [value].flat()) body.append(name, one);
    if (body instanceof FormData) body.append("file", new Blob(["%PDF-1.4\n%%EOF\n"]), "a.pdf");
    return reader.request(address, { method, body, redirect: "manual" });
  }
});

/** Each record by collection and id, but for those that every request may touch. */
async function everything(): Promise<Map<string, string>> {
  const database = mongoose.connection.db!;
  const names = (await database.listCollections().toArray()).map(({ name }) => name);
  const kept = names.filter((name) => !["loginSessions", "tries", "unfinished"].includes(name));
  const entries = kept.map(async (name) => {
    const records = await database.collection(name).find().toArray();
    return records.map((record) => [`${name} ${String(record._id)}`, JSON.stringify(record)] as const);
  });
  return new Map((await Promise.all(entries)).flat());
}

/** An answer without what differs from address to address anyway: ids and form tokens. */
function masked({ status, html, headers }: Page): string {
  const bare = html
    .replaceAll(/(CSRF-Token&#34;:&#34;|name="_csrf" value=")[^&"]*/g, "$1")
    .replaceAll(/[0-9a-f]{24}/g, "ID");
  return `${status} ${(headers.get("location") ?? "").replaceAll(/[0-9a-f]{24}/g, "ID")} ${bare}`;
}
