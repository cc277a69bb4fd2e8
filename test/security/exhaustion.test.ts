import { expect } from "chai";
import { personName, singleLine } from "../../src/web/field-forms.js";
import { makeClient, signedIn } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

/** As much as a form may bring. */
const LONG = "x".repeat(250_000);
/** Many times what it takes on a busy machine. What grows with the square of a text's length takes minutes, or all memory. */
const MOST_MS = 20_000;

/** OWASP ASVS 5.0: 1.3.3 (too long input), 2.2.1, 15.2.2 (what takes time and resources). */
describe("What one long text can use up", () => {
  let site: TestSite;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());

  it("is neither gigabytes nor a second, in a name or in any other line", () => {
    for (const text of [LONG, "e\u0301".repeat(100_000), "😀".repeat(100_000), `a${"\n".repeat(200_000)}x`]) {
      for (const schema of [personName({ least: 2, most: 80 }, "Please enter a name."), singleLine(80)]) {
        const began = performance.now();
        expect(schema.safeParse(text).success).to.equal(false);
        expect(performance.now() - began).to.be.lessThan(MOST_MS);
      }
    }
  });

  it("is nothing in any field of the forms that visitors send, nor of their own details", async () => {
    const visitor = site.newReader();
    const client = await signedIn(site, await makeClient());
    const forms: [typeof visitor, string, string[]][] = [
      [visitor, "/register", ["name", "email", "password", "zone", "next"]],
      [visitor, "/sign-in", ["email", "password", "next"]],
      [visitor, "/forgot-password", ["email"]],
      [client, "/account/profile", ["name", "pronouns", "phone", "zone"]],
    ];
    for (const [reader, path, names] of forms) {
      for (const name of names) {
        const began = performance.now();
        const page = await reader.post(path, { [name]: LONG }, path);
        expect(page.status, `${path} ${name}`).to.be.oneOf([200, 422]);
        expect(performance.now() - began, `${path} ${name}`).to.be.lessThan(MOST_MS);
      }
    }
  });
});
