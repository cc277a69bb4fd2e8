import { expect } from "chai";
import mongoose from "mongoose";
import type { Person } from "../../src/access/permissions.js";
import { AccountModel } from "../../src/accounts/account-model.js";
import { deviceWords } from "../../src/accounts/device-rules.js";
import { openLogin, signIn } from "../../src/accounts/sign-in.js";
import { TestSocket } from "../realtime/test-socket.js";
import { failure } from "../support/failure.js";
import { makeClient, PASSWORD, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const NEW_PASSWORD = "a quiet well-lit room";
const PASSWORD_FORM = "form[action='/account/password']";

describe("One's own account", () => {
  let site: TestSite;
  let client: TestPerson;
  let here: Reader;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(async () => {
    client = await makeClient();
    here = await signedIn(site, client);
  });

  const change = async (reader: Reader, currentPassword = PASSWORD): Promise<Page> =>
    reader.submit(await reader.get("/account"), PASSWORD_FORM, { currentPassword, newPassword: NEW_PASSWORD });
  const isSignedIn = async (reader: Reader): Promise<boolean> =>
    !(await reader.get("/appointments")).url.includes("/sign-in");
  const signInWith = (password: string): Promise<Person | null> =>
    signIn(site.services, { email: client.email, password, device: "", address: client.id, knownAs: null });

  it("is one link away on every page, and hidden from visitors", async () => {
    expect((await here.follow(await here.get("/"), client.name)).text).to.contain(client.email);
    expect((await site.newReader().get("/account")).url).to.contain("/sign-in");
  });

  describe("a change of the password", () => {
    it("ends every other login session; this one continues with a new id", async () => {
      const elsewhere = await signedIn(site, client);
      const cookie = here.cookieHeader;
      const page = await change(here);
      expect(page.status).to.equal(200);
      expect(page.text).to.contain("Your password has changed");
      expect(here.cookieHeader).not.to.equal(cookie);
      expect(await isSignedIn(here)).to.equal(true);
      expect(await isSignedIn(elsewhere)).to.equal(false);
      expect(await signInWith(PASSWORD)).to.equal(null);
      expect(await signInWith(NEW_PASSWORD)).not.to.equal(null);
    });

    it("closes the sockets of the others and says why; this browser's come back", async () => {
      const [own, other] = [await TestSocket.of(here), await TestSocket.of(await signedIn(site, client))];
      const closed = Promise.all([own.closed(), other.closed()]);
      await change(here);
      expect(await closed).to.deep.equal([1012, 4402]);
      (await TestSocket.of(here)).close();
    });

    it("needs the current password, and rate-limits guesses", async () => {
      const page = await change(here, "not the password");
      expect(page.status).to.equal(422);
      expect(page.text).to.contain("The current password is not right");
      expect(page.html).not.to.contain(NEW_PASSWORD);
      for (let i = 0; i < 9; i += 1) await change(here, `guess ${i}`);
      expect((await change(here, "guess")).status).to.equal(429);
    });

    it("accepts one of two simultaneous changes, and keeps no login made with the old password", async () => {
      const other = await signedIn(site, client);
      const [one, two, guess] = await Promise.all([
        change(here),
        change(other),
        signInWith(PASSWORD).catch(() => null),
      ]);
      const pages = [one, two];
      const changed = [here, other].filter((_reader, place) => pages[place]!.text.includes("has changed"));
      expect(changed).to.have.length(1);
      const { logins } = await AccountModel.findById(client.id).orFail().lean();
      expect(logins).to.have.length(1);
      expect(logins[0]?.id).to.not.equal(guess?.loginId);
      expect(await isSignedIn(changed[0]!)).to.equal(true);
    });
  });

  it("opens no login for a password that was changed since it was checked", async () => {
    const checked = await AccountModel.findById(client.id).orFail().lean();
    await change(here);
    const outcome = await openLogin(site.services, checked, "").catch((error: Error) => error.name);
    expect(outcome).to.equal("Conflict");
    expect((await AccountModel.findById(client.id).orFail().lean()).logins).to.have.length(1);
  });

  it("opens no login for an account that was suspended since the password was checked", async () => {
    const checked = await AccountModel.findById(client.id).orFail().lean();
    await AccountModel.updateOne({ _id: client.id }, { $set: { suspendedAt: site.clock.now() } });
    expect((await failure(openLogin(site.services, checked, ""))).name).to.equal("Conflict");
  });

  it("signs in to the newest of several that wait for the same address to be confirmed", async () => {
    const older = await makeClient();
    const newer = { ...(await AccountModel.findById(older.id).orFail().lean()), _id: new mongoose.Types.ObjectId() };
    const unproven = { unprovenSince: site.clock.now(), email: `shared-${client.email}` };
    await AccountModel.updateOne(
      { _id: older.id },
      { $set: { ...unproven, createdAt: new Date(0) }, $unset: { provenEmail: 1 } },
    );
    delete newer.provenEmail;
    await AccountModel.create({ ...newer, ...unproven });
    const credentials = { email: unproven.email, password: PASSWORD, device: "", address: client.id, knownAs: null };
    expect((await signIn(site.services, credentials))?.id).to.equal(String(newer._id));
  });

  it("ends a login session a week after signing in, even if the password was changed since", async () => {
    site.clock.advance({ hours: 24 * 6 });
    expect((await change(here)).text).to.contain("Your password has changed");
    site.clock.advance({ hours: 25 });
    expect(await isSignedIn(here)).to.equal(false);
    site.clock.moveTo(MONDAY);
  });

  it("does not count successful attempts", async () => {
    for (let i = 0; i < 12; i += 1) expect(await signInWith(PASSWORD), `sign-in ${i}`).not.to.equal(null);
  });

  it("keeps the latest twenty login sessions, and closes what the others left open", async () => {
    const account = await AccountModel.findById(client.id).orFail().lean();
    const closed: string[] = [];
    const services = { ...site.services, loginsEnded: (loginIds: string[]) => void closed.push(...loginIds) };
    for (let i = 0; i < 20; i += 1) await openLogin(services, account, `device ${i}`);
    const { logins } = await AccountModel.findById(client.id).orFail().lean();
    expect(logins.map(({ device }) => device)).to.deep.equal(Array.from({ length: 20 }, (_, i) => `device ${i}`));
    expect(await isSignedIn(here)).to.equal(false);
    expect(closed)
      .to.deep.equal(account.logins.map(({ id }) => id))
      .and.to.have.length(1);
  });

  describe("where it is signed in", () => {
    it("lists no device whose login session has run out", async () => {
      const at = new Date(site.clock.now().getTime() - 8 * 24 * 60 * 60_000);
      await AccountModel.updateOne({ _id: client.id }, { $push: { logins: { id: "old", device: "", at } } });
      const page = await here.get("/account");
      expect(page.document.querySelectorAll("section[aria-labelledby=signed-in] li")).to.have.length(1);
    });

    it("is listed, this device first, and any other can be signed out alone", async () => {
      const elsewhere = await signedIn(site, client);
      const socket = await TestSocket.of(elsewhere);
      const closed = socket.closed();
      const { logins } = await AccountModel.findById(client.id).orFail().lean();
      const third = await signedIn(site, client);
      const page = await here.get("/account");
      expect(page.document.querySelectorAll("form[action='/account/sign-out'] [name=login]")).to.have.length(2);
      const [first] = page.document.querySelectorAll("section[aria-labelledby=signed-in] li");
      expect(first?.text).to.contain("this device");
      await here.post("/account/sign-out", { login: logins[1]!.id }, "/account");
      expect(await closed).to.equal(4401);
      expect(await isSignedIn(elsewhere)).to.equal(false);
      expect(await isSignedIn(third)).to.equal(true);
      expect(await isSignedIn(here)).to.equal(true);
    });

    it("can be ended everywhere else at once, but never in someone else's account", async () => {
      const others = [await signedIn(site, client), await signedIn(site, client)];
      const stranger = await signedIn(site, await makeClient());
      const { logins } = await AccountModel.findById(client.id).orFail().lean();
      await stranger.post("/account/sign-out", { login: logins[1]!.id }, "/account");
      expect(await isSignedIn(others[0]!)).to.equal(true);
      await here.post("/account/sign-out", {}, "/account");
      for (const reader of others) expect(await isSignedIn(reader)).to.equal(false);
      expect(await isSignedIn(here)).to.equal(true);
    });

    it("names devices by browser and system alone", () => {
      const words = {
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0": "Firefox on Windows",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36":
          "Chrome on Linux",
        "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0": "Edge on Windows",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605 Version/18.1 Mobile Safari/604.1":
          "Safari on an iPhone",
        "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36":
          "Chrome on Android",
        node: "A browser",
        "": "A browser",
      };
      for (const [agent, expected] of Object.entries(words)) expect(deviceWords(agent)).to.equal(expected);
    });
  });
});
