import { expect } from "chai";
import { AccountModel } from "../../src/accounts/account-model.js";
import { makeClient, PASSWORD, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const SIGN_IN = "form[action='/sign-in']";
const REGISTER = "form[action='/register']";

describe("A sign-in or register page that was left open", () => {
  let site: TestSite;
  let client: TestPerson;
  let reader: Reader;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(async () => {
    client = await makeClient();
    reader = site.newReader();
  });

  /** As a browser does that was closed and shows its pages again. */
  const forgetCookies = (): void => reader.setCookie("form", "");
  const credentials = (): Record<string, string> => ({ email: client.email, password: PASSWORD });
  const value = (page: Page, name: string): string | undefined =>
    page.document.querySelector(`[name=${name}]`)?.getAttribute("value");

  it("comes back filled in, with a token that works, once its cookie has expired", async () => {
    const page = await reader.get("/sign-in?next=%2Fnotices");
    forgetCookies();
    const again = await reader.submit(page, SIGN_IN, credentials());
    expect(again.status).to.equal(422);
    expect(again.text).to.contain("open for too long").and.not.to.contain("cookies");
    expect([value(again, "email"), value(again, "next")]).to.deep.equal([client.email, "/notices"]);
    expect(again.html).not.to.contain(PASSWORD);
    expect((await reader.submit(again, SIGN_IN, credentials())).url).to.match(/\/notices$/);
  });

  it("keeps everything that was entered to register, and creates no account until it is sent again", async () => {
    const page = await reader.get("/register?as=counsellor");
    forgetCookies();
    const fields = { name: "Kim Lee", email: "kim@example.org", password: PASSWORD, zone: "Asia/Kolkata" };
    const again = await reader.submit(page, REGISTER, fields);
    expect(again.status).to.equal(422);
    expect(await AccountModel.countDocuments({ email: "kim@example.org" })).to.equal(0);
    expect([value(again, "name"), value(again, "email"), value(again, "as")]).to.deep.equal([
      "Kim Lee",
      "kim@example.org",
      "counsellor",
    ]);
    expect(again.document.querySelector("option[selected]")?.getAttribute("value")).to.equal("Asia/Kolkata");
    expect((await reader.submit(again, REGISTER, { password: PASSWORD })).url).to.match(/\/welcome$/);
  });

  it("lets someone continue who has signed in on a second copy of it", async () => {
    const [one, other, third] = [
      await reader.get("/sign-in"),
      await reader.get("/sign-in?next=%2Fnotices"),
      await reader.get("/register"),
    ];
    await reader.submit(one, SIGN_IN, credentials());
    expect((await reader.submit(other, SIGN_IN, credentials())).url).to.match(/\/notices$/);
    const fields = { name: "Kim", email: "twice@example.org", password: PASSWORD, zone: "Europe/Berlin" };
    expect((await reader.submit(third, REGISTER, fields)).url).to.match(/\/appointments$/);
    expect(await AccountModel.countDocuments({ email: "twice@example.org" })).to.equal(0);
  });

  it("signs nobody in from another site", async () => {
    const body = new URLSearchParams({ ...credentials(), _csrf: "guessed", next: "//evil.example" });
    const page = await reader.request("/sign-in", { method: "POST", body });
    expect(page.status).to.equal(422);
    expect((await reader.get("/appointments")).url).to.contain("/sign-in");
    await reader.submit(await reader.get("/sign-in"), SIGN_IN, credentials());
    expect((await reader.request("/sign-in", { method: "POST", body })).url).to.match(/\/appointments$/);
  });

  it("says that cookies are off when none comes back the second time", async () => {
    const first = await reader.submit(await reader.get("/sign-in"), SIGN_IN, credentials());
    expect(first.status).to.equal(200);
    const without = site.newReader();
    const once = await withoutCookies(site).submit(await without.get("/sign-in"), SIGN_IN, credentials());
    expect(once.text).to.contain("open for too long");
    const twice = await withoutCookies(site).submit(once, SIGN_IN, credentials());
    expect(twice.status).to.equal(422);
    expect(twice.text).to.contain("blocks cookies").and.not.to.contain("open for too long");
  });

  describe("and any other form", () => {
    const written = "It took me all evening to write this.";

    it("comes back to its writer when the login session was renewed in another tab", async () => {
      reader = await signedIn(site, client);
      const page = await reader.get("/account");
      const stale = { ...tokenOf(page), zone: "Europe/Berlin", device: written };
      const renewed = await signedIn(site, client);
      for (const { name, value: cookie } of renewed.cookies) reader.setCookie(name, cookie);
      const body = new URLSearchParams({ ...stale, _reader: client.id });
      const send = (origin: string) => reader.request("/account/zone", { method: "POST", body, headers: { origin } });
      expect((await send("https://evil.example")).status).to.equal(403);
      const back = await send(site.url);
      expect(back.url).to.match(/\/continue$/);
      expect(back.html).to.contain(written);
      body.set("_reader", (await makeClient()).id);
      expect((await send(site.url)).status).to.equal(403);
    });
  });
});

/** A browser that keeps no cookies: each request is its first. */
const withoutCookies = (site: TestSite): Reader => site.newReader();

function tokenOf(page: Page): Record<string, string> {
  const token = page.document.querySelector("[name=_csrf]")?.getAttribute("value") ?? "";
  return { _csrf: token };
}
