import argon2 from "argon2";
import { expect } from "chai";
import { mock } from "node:test";
import { AccountModel } from "../../src/accounts/account-model.js";
import { book } from "../support/booking.js";
import { makeClient, makeCounsellor, PASSWORD, signedIn, type TestPerson } from "../support/people.js";
import { textOf, type Page, type Reader } from "../support/reader.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const SIGN_IN = "form[action='/sign-in']";
const REGISTER = "form[action='/register']";

describe("Accounts", () => {
  let site: TestSite;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(() => site.clock.moveTo(MONDAY));

  const register = async (reader: Reader, fields: Record<string, string>, at = "/register"): Promise<Page> =>
    reader.submit(await reader.get(at), REGISTER, {
      name: "Kim",
      zone: "Europe/Berlin",
      password: PASSWORD,
      ...fields,
    });
  const signIn = async (reader: Reader, fields: Record<string, string>, at = "/sign-in"): Promise<Page> =>
    reader.submit(await reader.get(at), SIGN_IN, fields);

  describe("registering", () => {
    it("makes a client, signs them in and stores no password", async () => {
      const page = await register(site.newReader(), { email: "  Kim@Example.org " });
      expect(page.url).to.match(/\/welcome\/you$/);
      expect(page.text).to.contain("Kim");
      const account = await AccountModel.findOne({ email: "kim@example.org" }).orFail().lean();
      expect(account.role).to.equal("client");
      expect(account.passwordHash).to.match(/^\$argon2id\$v=19\$m=19456,p=1,t=2\$/);
    });

    it("shows each mistake beside its field, and gives back what was entered except the password", async () => {
      const page = await register(site.newReader(), {
        name: " ",
        email: "no-address",
        password: "short",
        zone: "Mars/Olympus",
      });
      expect(page.status).to.equal(422);
      for (const name of ["name", "email", "password", "zone"]) {
        const field = page.document.querySelector(`[name=${name}]`);
        expect(field?.getAttribute("aria-invalid"), name).to.equal("true");
        const described = field?.getAttribute("aria-describedby")?.split(" ").at(-1);
        expect(page.document.querySelector(`#${described}`)?.text.trim(), name).not.to.equal("");
      }
      expect(page.document.querySelector("[name=email]")?.getAttribute("value")).to.equal("no-address");
      expect(page.html).not.to.contain("short");
      expect(page.document.querySelector("[data-focus]")).not.to.equal(null);
    });

    it("gives two people with the same address the same answer", async () => {
      const readers = [site.newReader(), site.newReader()];
      const pages = await Promise.all(readers.map((reader) => register(reader, { email: "twins@example.org" })));
      expect(pages.map(({ status, url }) => [status, url])).to.deep.equal(Array(2).fill([200, pages[0]!.url]));
    });

    it("takes a name of 80 characters, and shows quotes and ampersands as they are", async () => {
      const name = `${"Wolfeschlegelstein".repeat(4)} "O'B" &`;
      const page = await register(site.newReader(), { email: "long@example.org", name });
      expect(page.status).to.equal(200);
      expect(page.html).to.contain("stein &#34;O&#39;B&#34; &amp;</a>");
    });

    it("refuses a name that turns the text around it, shows nothing, or is markup", async () => {
      for (const name of ["Sam\u202e", "\u3164\u3164", "\u115f\u115f", "K\u200bim", "<b>Kim</b>", "K"]) {
        const page = await register(site.newReader(), { email: "odd@example.org", name });
        expect(page.status, JSON.stringify(name)).to.equal(422);
        expect(page.document.querySelector("#field-name-error"), JSON.stringify(name)).not.to.equal(null);
      }
    });

    it("takes an address with an international domain, and shows it as its owner writes it", async () => {
      const page = await register(site.newReader(), { email: "kim@müller.example" });
      expect(page.status).to.equal(200);
      expect(await AccountModel.countDocuments({ email: "kim@xn--mller-kva.example" })).to.equal(1);
      const reader = site.newReader();
      await signIn(reader, { email: "KIM@Müller.example", password: PASSWORD });
      expect((await reader.get("/account")).text).to.contain("kim@müller.example");
    });
  });

  describe("signing in", () => {
    let client: TestPerson;
    beforeEach(async () => (client = await makeClient()));

    it("continues to the page that was asked for", async () => {
      const reader = site.newReader();
      const page = await signIn(
        reader,
        { email: client.email, password: PASSWORD },
        "/sign-in?next=%2Fcounsellors%3FsessionType%3Dindividual",
      );
      expect(page.url).to.contain("/counsellors?sessionType=individual");
    });

    it("never continues to another site", async () => {
      for (const next of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
        const reader = site.newReader();
        const page = await reader.submit(await reader.get("/sign-in"), SIGN_IN, {
          email: client.email,
          password: PASSWORD,
          next,
        });
        expect(page.url).to.match(/\/appointments$/);
      }
    });

    it("does not say whether the address or the password was wrong", async () => {
      const wrong = await signIn(site.newReader(), { email: client.email, password: "not the password" });
      const unknown = await signIn(site.newReader(), { email: "nobody@example.org", password: "not the password" });
      for (const page of [wrong, unknown]) {
        expect(page.status).to.equal(422);
        expect(page.text).to.contain("The e-mail or the password is not right");
      }
      expect(wrong.document.querySelector("[name=email]")?.getAttribute("value")).to.equal(client.email);
      expect(wrong.html).not.to.contain("not the password");
    });

    it("verifies as many hashes for an unknown or unconfirmed address as for any other", async () => {
      await register(site.newReader(), { email: "waiting@example.org" });
      for (const email of ["nobody@example.org", "waiting@example.org", client.email]) {
        const verify = mock.method(argon2, "verify");
        await signIn(site.newReader(), { email, password: "not the password" });
        const hashes = verify.mock.calls.map((call) => String(call.arguments[0]));
        verify.mock.restore();
        expect(hashes, email).to.have.length(2);
        for (const hash of hashes.slice(email === client.email ? 1 : 0))
          expect(hash).to.match(/^\$argon2id\$v=19\$m=19456,p=1,t=2\$/);
      }
    });

    it("accepts a password however its accents are composed, even against a hash from before passwords were normalized", async () => {
      const [composed, decomposed] = ["grüße an die brüder".normalize("NFC"), "grüße an die brüder".normalize("NFD")];
      await register(site.newReader(), { email: "new@example.org", password: decomposed });
      await register(site.newReader(), { email: "old@example.org" });
      await AccountModel.updateOne({ email: "old@example.org" }, { passwordHash: await argon2.hash(decomposed) });
      for (const email of ["new@example.org", "old@example.org"]) {
        for (const password of [composed, decomposed]) {
          expect((await signIn(site.newReader(), { email, password })).status, email).to.equal(200);
        }
        expect((await signIn(site.newReader(), { email, password: "grusse an die bruder" })).status).to.equal(422);
      }
    });

    it("takes no password from the address", async () => {
      const reader = site.newReader();
      const query = new URLSearchParams({ email: client.email, password: PASSWORD });
      const page = await reader.post(`/sign-in?${query.toString()}`, {});
      expect(page.status).to.equal(422);
    });

    it("renews the login session's id", async () => {
      const [fixed, reader] = [await signedIn(site, await makeClient()), site.newReader()];
      const sid = ({ cookies }: Reader) => cookies.find(({ name }) => name === "sid")?.value;
      reader.setCookie("sid", sid(fixed)!);
      await reader.get("/sign-in");
      await reader.submit(await reader.get("/appointments"), "form[action='/sign-out']");
      await signIn(reader, { email: client.email, password: PASSWORD });
      expect(sid(reader)).to.be.a("string").and.not.to.equal(sid(fixed));
    });

    it("rate-limits guesses", async () => {
      const pages: Page[] = [];
      for (let i = 0; i < 11; i += 1)
        pages.push(await signIn(site.newReader(), { email: client.email, password: `guess ${i}` }));
      expect(pages.at(-1)?.status).to.equal(429);
      expect(pages.at(-1)?.text).to.match(/wait (a second|2 seconds) and try again/);
      expect((await signedIn(site, await makeClient())).cookieHeader).not.to.equal("");
    });

    it("is refused to a suspended account, even where it is signed in", async () => {
      const reader = await signedIn(site, client);
      await AccountModel.updateOne({ _id: client.id }, { $set: { suspendedAt: new Date() } });
      expect((await reader.get("/appointments")).url).to.contain("/sign-in");
      const page = await signIn(site.newReader(), { email: client.email, password: PASSWORD });
      expect(page.status).to.equal(409);
      expect(page.text).to.contain("This account is suspended");
      const guess = await signIn(site.newReader(), { email: client.email, password: "not the password" });
      expect(guess.text).to.contain("The e-mail or the password is not right").and.not.to.contain("suspended");
    });
  });

  describe("signing out", () => {
    it("ends this login session and no other", async () => {
      const client = await makeClient();
      const [one, other] = [await signedIn(site, client), await signedIn(site, client)];
      await one.submit(await one.get("/appointments"), "form[action='/sign-out']");
      expect((await one.get("/appointments")).url).to.contain("/sign-in");
      expect((await other.get("/appointments")).url).to.match(/\/appointments$/);
    });

    it("is final, even when a request in flight writes the login session back", async () => {
      const client = await makeClient();
      const reader = await signedIn(site, client);
      const cookie = reader.cookieHeader;
      const { db } = AccountModel.db;
      const kept = await db!.collection("loginSessions").find().toArray();
      await reader.submit(await reader.get("/appointments"), "form[action='/sign-out']");
      for (const session of kept)
        await db!.collection("loginSessions").replaceOne({ _id: session._id }, session, { upsert: true });
      const revived = await site.newReader().get("/appointments", { cookie });
      expect(revived.url).to.contain("/sign-in");
    });
  });

  describe("a login session that ended while someone was writing", () => {
    const written = "It took me all evening to write this.\nThank you.";

    async function writeSignedOut(
      end: (client: TestPerson) => Promise<unknown>,
      headers: Record<string, string>,
    ): Promise<{ reader: Reader; client: TestPerson; page: Page }> {
      const client = await makeClient();
      const { _id } = await book(site, client, await makeCounsellor(), "2026-11-25T09:00:00.000Z");
      const reader = await signedIn(site, client);
      const open = await reader.get(`/appointments/${String(_id)}`);
      const form = open.document.querySelector("form.composer");
      const fields = new URLSearchParams({ text: written, appointmentId: String(_id) });
      for (const input of form?.querySelectorAll("input") ?? [])
        fields.set(input.getAttribute("name") ?? "", input.getAttribute("value") ?? "");
      await end(client);
      const body = { method: "POST", body: fields, headers };
      return { reader, client, page: await reader.request(form?.getAttribute("action") ?? "", body) };
    }

    const endings: [string, (client: TestPerson) => Promise<unknown>][] = [
      ["was ended elsewhere", ({ id }) => AccountModel.updateOne({ _id: id }, { $set: { logins: [] } })],
      ["ran out", () => AccountModel.db.db!.collection("loginSessions").deleteMany({})],
    ];

    for (const [how, end] of endings) {
      it(`and ${how}, brings the text back after signing in again`, async () => {
        const { reader, client, page } = await writeSignedOut(end, { origin: site.url });
        expect(page.url).to.contain("/sign-in?next=%2Fcontinue");
        const back = await reader.submit(page, SIGN_IN, { email: client.email, password: PASSWORD });
        expect(textOf(back.document.querySelector("textarea"))).to.equal(written);
        expect(back.document.querySelector("textarea")?.getAttribute("dir")).to.equal("auto");
        const sent = await reader.submit(back, "main form.card");
        expect(sent.html).to.contain("It took me all evening");
        expect((await reader.get("/continue")).url).to.match(/\/appointments$/);
      });
    }

    it("brings it back to its writer alone, not to the next person who signs in there", async () => {
      for (const [, end] of endings) {
        const { reader, page } = await writeSignedOut(end, { origin: site.url });
        const next = await makeClient();
        const after = await reader.submit(page, SIGN_IN, { email: next.email, password: PASSWORD });
        expect(after.url).to.match(/\/appointments$/);
        expect((await reader.get("/continue")).html).not.to.contain("all evening");
      }
    });

    it("keeps nothing that another site sent", async () => {
      for (const origin of ["https://evil.example", "null"]) {
        for (const [, end] of endings) {
          const { page } = await writeSignedOut(end, { origin });
          expect(page.url).not.to.contain("continue");
        }
      }
    });
  });

  it("ends a login session after a week at the latest", async () => {
    const reader = await signedIn(site, await makeClient());
    site.clock.advance({ hours: 24 * 7 + 1 });
    expect((await reader.get("/appointments")).url).to.contain("/sign-in");
  });

  it("stores nothing readable of a login session in the database, and nothing for more than 12 hours", async () => {
    const client = await makeClient();
    const reader = await signedIn(site, client);
    const records = await AccountModel.db.db!.collection<{ expires: Date }>("loginSessions").find().toArray();
    for (const { expires } of records) expect(expires.getTime() - Date.now()).to.be.within(0, 12 * 3_600_000);
    const stored = JSON.stringify(records);
    const id = /sid=s%3A([^.]+)\./.exec(reader.cookieHeader)?.[1] ?? "none";
    expect(id).to.have.length.greaterThan(20);
    expect(stored).not.to.contain(id).and.not.to.contain(client.id).and.not.to.contain("passport");
  });
});
