import { expect } from "chai";
import { Visits } from "../../src/web/visits.js";
import { makeClient, signedIn } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

/** Few enough that a busy machine answers them within ten seconds. */
const MOST = 20;

/** OWASP ASVS 5.0: 2.4.1 and 15.2.2. */
describe("Asking for many pages at once", () => {
  let site: TestSite;
  before(async () => (site = await startTestSite({ replace: { visits: new Visits(MOST) } })));
  after(() => site.stop());

  it("is refused to visitors of one network beyond what is fair, with a page that says so, and to nobody who is signed in", async () => {
    const [visitor, client] = [site.newReader(), await signedIn(site, await makeClient())];
    const asked = Array.from({ length: MOST + 20 }, () => visitor.get("/privacy"));
    const pages = await Promise.all(asked);
    const refused = pages.filter(({ status }) => status === 429);
    expect(refused).to.have.length.within(20, 21);
    expect(refused[0]?.text).to.contain("Please wait ten seconds");
    expect(refused[0]?.headers.get("retry-after")).to.equal("10");
    expect((await client.get("/privacy")).status).to.equal(200);
    expect((await visitor.get("/logo/none")).status).to.equal(404);
    expect((await visitor.get("/healthz")).status).to.equal(200);
    const typed = await visitor.request("/sign-in", {
      method: "POST",
      body: new URLSearchParams({ email: "kim@example.org" }),
    });
    expect(typed.status, "what people send is not a visit").not.to.equal(429);
  });
});
