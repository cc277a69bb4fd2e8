import { expect } from "chai";
import { TestSocket } from "../realtime/test-socket.js";
import { AccountModel } from "../../src/accounts/account-model.js";
import { AuditEventModel } from "../../src/audit/event-model.js";
import { LetterModel } from "../../src/letters/letter-model.js";
import { createOneTimeLink, revokeOneTimeLink } from "../../src/one-time-links/one-time-links.js";
import { createLog } from "../../src/platform/log.js";
import { createSmtpMailer } from "../../src/platform/mailer-smtp.js";
import { backgroundJobs } from "../support/background-jobs.js";
import { Answer, startMailServer } from "../support/mail-server.js";
import { FROM, startNoticesSite, type NoticesSite } from "../support/notices-site.js";
import { makeClient, PASSWORD, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { MONDAY } from "../support/test-site.js";

const ASK = "form[action='/forgot-password']";
const CHOOSE = "main form";
const NEW = "a quiet afternoon";

describe("A forgotten password", () => {
  let site: NoticesSite;
  let client: TestPerson;
  let reader: Reader;
  const jobs = backgroundJobs();
  /** How often this network has asked for a link. */
  let asked = 0;

  before(async () => (site = await startNoticesSite({ wakeUps: jobs.wakeUps })));
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    site.server.mails.length = 0;
    site.server.atRecipient = site.server.atText = () => undefined;
    await LetterModel.deleteMany({});
    client = await makeClient({ name: "Kim Weiss" });
    reader = site.newReader();
  });

  const ask = async (email = client.email): Promise<Page> => {
    asked += 1;
    return reader.submit(await reader.get("/forgot-password"), ASK, { email });
  };
  /** The path of the link in the newest mail to this person. */
  const mailed = (person = client): string =>
    /https:\/\/healspace\.example(\/reset-password\/\S+)/.exec(
      site.server.to(person).at(-1)?.parts.get("text/plain") ?? "",
    )?.[1] ?? "";
  const getLink = async (person = client): Promise<string> => {
    await ask(person.email);
    await jobs.run();
    return mailed(person);
  };
  const choose = async (path: string, password = NEW, by = reader): Promise<Page> =>
    by.submit(await by.get(path), CHOOSE, { password });
  const signInWith = async (password: string, by = site.newReader()): Promise<Page> =>
    by.submit(await by.get("/sign-in"), "form[action='/sign-in']", { email: client.email, password });

  it("is replaced by a link from the sign-in page; every login ends, and the owner is told", async () => {
    const elsewhere = await signedIn(site, client);
    const socket = await TestSocket.of(elsewhere);
    const closed = socket.closed();
    const page = await reader.follow(await reader.get("/sign-in"), "Forgot your password?");
    expect(page.url).to.match(/\/forgot-password$/);
    await ask(client.email.toUpperCase());
    await jobs.run();
    const path = mailed();
    for (let looks = 0; looks < 3; looks += 1) {
      const page = await reader.get(path);
      expect(page.text).to.contain(client.email);
      expect(page.headers.get("referrer-policy")).to.equal("no-referrer");
      expect(page.headers.get("cache-control")).to.equal("no-store");
    }
    const done = await choose(path);
    expect(done.url).to.match(/\/sign-in\?done=password$/);
    expect(done.text).to.contain("Your password has changed");
    expect(await closed).to.be.greaterThan(4000);
    expect((await elsewhere.get("/appointments")).url).to.contain("/sign-in");
    expect((await signInWith(PASSWORD)).status).to.equal(422);
    expect((await signInWith(NEW, reader)).url).to.match(/\/appointments$/);
    await jobs.run();
    expect(site.server.to(client).map(({ subject }) => subject)).to.deep.equal([
      "Choose a new password",
      "Your password was changed",
    ]);
    expect(await AuditEventModel.countDocuments({ account: client.id, what: "password.reset" })).to.equal(1);
  });

  it("gets the same answer for every address, before anything is looked up or mailed", async () => {
    const suspended = await makeClient();
    await AccountModel.updateOne({ _id: suspended.id }, { $set: { suspendedAt: site.clock.now() } });
    const answers: string[] = [];
    for (const email of [client.email, "nobody@example.org", suspended.email]) {
      const { status, url, html } = await ask(email);
      answers.push(`${status} ${url} ${html}`);
      expect(jobs.waiting).to.equal(answers.length);
    }
    expect(new Set(answers).size).to.equal(1);
    expect(answers[0]).to.contain("If there is an account").and.not.to.contain(client.email);
    expect(await LetterModel.countDocuments()).to.equal(0);
    await jobs.run();
    expect(site.server.mails.map(({ to }) => to)).to.have.members([client.email, suspended.email]);
    const told = site.server.to(suspended)[0]?.parts.get("text/plain");
    expect(told).to.contain("is suspended").and.not.to.contain("/reset-password/");
  });

  it("waits for a mail server that is down, but no longer than the link is valid", async () => {
    const gone = await startMailServer();
    await gone.stop();
    const { mailer } = site.services;
    site.services.mailer = createSmtpMailer(gone.url, FROM, createLog("silent"));
    const late = await makeClient();
    for (const { email } of [client, late]) expect((await ask(email)).status).to.equal(200);
    await jobs.run();
    site.services.mailer = mailer;
    site.server.atRecipient = (address) => {
      if (address === late.email) throw new Answer(451, "Later");
    };
    site.clock.advance({ minutes: 1 });
    await site.tell();
    expect((await choose(mailed())).url).to.contain("done=password");
    site.server.atRecipient = () => undefined;
    site.clock.advance({ minutes: 60 });
    await site.tell();
    expect(site.server.to(late)).to.deep.equal([]);
    expect(await LetterModel.findOne({ personId: late.id }).orFail().lean()).to.include({ withdrawal: "expired" });
  });

  it("does not let a slow or refusing mail server slow down or change the answer", async () => {
    let answer = (): void => undefined;
    site.server.atText = () => new Promise<void>((resolve) => (answer = resolve));
    expect((await ask()).status).to.equal(200);
    const sending = jobs.run();
    expect((await ask("nobody@example.org")).status).to.equal(200);
    while (site.server.mails.length === 0) {
      answer();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await sending;
    site.server.atText = () => undefined;
    site.server.atRecipient = () => {
      throw new Answer(550, "5.1.1 Unknown");
    };
    expect((await ask()).text).to.contain("Check your e-mail");
    await jobs.run();
    expect(await LetterModel.findOne({ status: "given up" }).orFail().lean()).to.include({ reason: "550 5.1.1" });
  });

  it("says what to do about a link that is used, expired, replaced, mangled or foreign, and sets nothing", async () => {
    const used = await getLink();
    await choose(used);
    const old = await getLink();
    const replaced = await makeClient();
    const first = await getLink(replaced);
    const second = await getLink(replaced);
    const { token } = await createOneTimeLink(site.services, "admin", { accountId: client.id });
    const form = await reader.get(second);
    const cases: [string, number, string][] = [
      [used, 404, "does not work"],
      [first, 404, "a newer link has replaced it"],
      [`/reset-password/${token}`, 404, "does not work"],
      [old.slice(0, -1), 404, "Part of it may be missing"],
      ["/reset-password/%00%27", 404, "does not work"],
    ];
    for (const [path, status, words] of cases) {
      for (const page of [await reader.get(path), await reader.post(path, { password: NEW }, second)]) {
        expect(page.status, path).to.equal(status);
        expect(page.text).to.contain(words);
        expect(page.document.querySelector("main a[href='/forgot-password']")).not.to.equal(null);
      }
    }
    await choose(old);
    expect((await reader.get(old)).text).to.contain("This link has been used");
    site.clock.advance({ minutes: 60 });
    const late = await reader.submit(form, CHOOSE, { password: NEW });
    expect(late.status).to.equal(410);
    expect(late.text).to.contain("This link has expired").and.to.contain("Get a new link");
    expect((await signedInWithForm(replaced, PASSWORD)).url).to.match(/\/appointments$/);
  });

  const signedInWithForm = async ({ email }: TestPerson, password: string): Promise<Page> => {
    const other = site.newReader();
    return other.submit(await other.get("/sign-in"), "form[action='/sign-in']", { email, password });
  };

  it("is replaced once, by two tabs or a double click", async () => {
    const path = await getLink();
    const [one, other] = [await reader.get(path), await reader.get(path)];
    const sent = await Promise.all([
      reader.submit(one, CHOOSE, { password: "the first of two" }),
      reader.submit(other, CHOOSE, { password: "the second of two" }),
    ]);
    expect(sent.map(({ status }) => status)).to.have.members([200, 410]);
    expect(sent.find(({ status }) => status === 410)?.text).to.contain(
      "If you have just chosen a new password, sign in",
    );
    const winner = sent[0].status === 200 ? "the first of two" : "the second of two";
    expect((await signInWith(winner)).url).to.match(/\/appointments$/);
  });

  it("comes back with an error beside the field, and the link still works", async () => {
    const path = await getLink();
    const short = await choose(path, "short");
    expect(short.status).to.equal(422);
    expect(short.document.querySelector("#field-password-error")?.text).to.contain("at least 10 characters");
    expect((await reader.submit(short, CHOOSE, { password: NEW })).url).to.contain("done=password");
    const typo = await ask("kim@");
    asked -= 1;
    expect(typo.status).to.equal(422);
    expect(typo.document.querySelector("[name=email]")?.getAttribute("value")).to.equal("kim@");
  });

  it("comes back with a new token when its page was open too long", async () => {
    const path = await getLink();
    const page = await reader.get(path);
    reader.setCookie("form", "");
    const again = await reader.submit(page, CHOOSE, { password: NEW });
    expect(again.status).to.equal(422);
    expect(again.text).to.contain("open for too long");
    expect((await reader.submit(again, CHOOSE, { password: NEW })).url).to.contain("done=password");
  });

  it("cannot be replaced by the link after a suspension or another change of the password", async () => {
    const path = await getLink();
    await AccountModel.updateOne({ _id: client.id }, { $set: { suspendedAt: site.clock.now() } });
    expect((await reader.get(path)).text).to.contain("This account is suspended");
    await AccountModel.updateOne({ _id: client.id }, { $unset: { suspendedAt: 1 } });
    const owner = await signedIn(site, client);
    await owner.submit(await owner.get("/account"), "form[action='/account/password']", {
      currentPassword: PASSWORD,
      newPassword: NEW,
    });
    expect((await reader.get(path)).status).to.equal(404);
  });

  it("signs out anyone else on that browser, and lets in an owner who had tried too often", async () => {
    const other = await signedIn(site, await makeClient());
    for (let tries = 0; tries < 11; tries += 1) await signInWith("not the password");
    expect((await signInWith(PASSWORD)).status).to.equal(429);
    expect((await choose(await getLink(), NEW, other)).url).to.contain("/sign-in?done=password");
    expect((await signInWith(NEW, other)).url).to.match(/\/appointments$/);
  });

  it("sends at most three links an hour, of which the newest keeps working", async () => {
    let last = "";
    for (let times = 0; times < 3; times += 1) last = await getLink();
    expect(await getLink()).to.equal(last);
    expect(site.server.to(client)).to.have.length(3);
    expect((await choose(last)).url).to.contain("done=password");
    await revokeOneTimeLink("password", { accountId: client.id });
  });

  it("allows sixty requests an hour from one network", async () => {
    while (asked < 60) expect((await ask("nobody@example.org")).status).to.equal(200);
    const refused = await ask("nobody@example.org");
    expect(refused.status).to.equal(429);
    expect(refused.text).to.contain("Please wait an hour");
    expect(refused.document.querySelector("[name=email]")?.getAttribute("value")).to.equal("nobody@example.org");
  });
});
