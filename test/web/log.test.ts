import { expect } from "chai";
import { pino } from "pino";
import { makeClient, makeCounsellor, PASSWORD, signedIn } from "../support/people.js";
import { createGridfsFileStore } from "../../src/platform/gridfs-file-store.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const SECRET = "she fears the long corridor";

describe("The log", () => {
  let site: TestSite;
  let lines: string[];

  before(async () => {
    const log = pino({ level: "debug", base: null }, { write: (line: string) => void lines.push(line) });
    const files = {
      ...createGridfsFileStore(),
      put: () => Promise.resolve("x"),
      get: () => Promise.reject(new Error(SECRET)),
      remove: () => Promise.resolve(),
    };
    site = await startTestSite({ replace: { log, files } });
  });
  after(() => site.stop());
  beforeEach(() => (lines = []));

  it("names a request by its route, never by its address", async () => {
    await site.newReader().get("/counsellors?words=corridor");
    const { id } = await makeCounsellor();
    await site.newReader().get(`/counsellors/counsellor-${id}`);
    const answered = lines.map((line) => JSON.parse(line) as { route?: string; status?: number });
    expect(answered.map(({ route }) => route)).to.include.members(["/counsellors", "/counsellors/:slug"]);
    expect(lines.join("")).to.not.contain("corridor").and.to.not.contain(id);
  });

  it("says where a request failed, and not with which words", async () => {
    await makeCounsellor({ photo: { small: "small-one", large: "large-one" } });
    const reader = await signedIn(site, await makeClient());
    const page = await reader.get("/photos/small-one");
    expect(page.status).to.equal(500);
    expect(page.text).to.contain("This was our fault.").and.to.not.contain(SECRET);
    const failure = lines
      .map((line) => JSON.parse(line) as { msg: string; route?: string })
      .find(({ msg }) => msg === "a request failed");
    expect(failure).to.include({ route: "/photos/:reference" });
    expect(failure).to.have.nested.property("err.stack").that.contains("    at ");
    expect(lines.join("")).to.not.contain(SECRET);
  });

  it("names security events, with ids and without addresses or what was entered", async () => {
    const client = await makeClient();
    const reader = await signedIn(site, client);
    await signedIn(site, client);
    await site.newReader().post("/sign-in", { email: client.email, password: "not the password" });
    await reader.post("/account/sign-out", {}, "/account");
    await reader.post("/sign-out", {}, "/account");
    await reader.request("/csp-reports", {
      method: "POST",
      headers: { "content-type": "application/csp-report" },
      body: JSON.stringify({
        "csp-report": { "effective-directive": "img-src", "blocked-uri": "https://elsewhere.example/corridor" },
      }),
    });
    await site.newReader().post("/sign-in", { email: client.email, password: PASSWORD });
    const other = await signedIn(site, client);
    await other.post("/account/zone", { _csrf: "wrong", zone: "Europe/Berlin" }, "/account");
    await other.get(`/appointments/${client.id}`);
    await other.get("/admin/audit");
    const body = new FormData();
    body.set("_csrf", await other.csrfToken("/account"));
    body.set("file", new Blob(["corridor"]), "corridor.png");
    await other.request("/account/photo", { method: "POST", body });
    const events = lines.map((line) => JSON.parse(line) as { msg: string; event?: string; blocked?: string });
    const named = events.filter(({ msg }) => msg === "security").map(({ event }) => event);
    expect(named).to.include.members([
      ...["signIn.failed", "signIn.succeeded", "logins.ended", "logins.closed", "csp.violation"],
      ...["access.refused", "upload.refused"],
    ]);
    expect(events.find(({ event }) => event === "csp.violation")?.blocked).to.equal("https://elsewhere.example");
    expect(lines.join("")).to.not.contain("corridor").and.to.not.contain(client.email);
  });
});
