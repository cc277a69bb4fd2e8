import { expect } from "chai";
import { pino } from "pino";
import { makeClient, makeCounsellor, signedIn } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const SECRET = "she fears the long corridor";

describe("The log", () => {
  let site: TestSite;
  let lines: string[];

  before(async () => {
    const log = pino({ level: "debug", base: null }, { write: (line: string) => void lines.push(line) });
    const files = {
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
});
