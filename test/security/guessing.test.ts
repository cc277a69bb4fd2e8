import { expect } from "chai";
import { signIn, type Credentials } from "../../src/accounts/sign-in.js";
import { Tries } from "../../src/accounts/tries.js";
import { TryCountModel } from "../../src/accounts/tries-model.js";
import { hashPassword } from "../../src/accounts/passwords.js";
import { LetterModel } from "../../src/letters/letter-model.js";
import { TooMany } from "../../src/platform/errors.js";
import { makeClient, PASSWORD, signedIn, type TestPerson } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

/** OWASP ASVS 5.0: 2.4.1, 6.1.1, 6.3.1, 15.1.3, 15.2.2 and 16.2.5. */
describe("Guessing passwords", () => {
  let site: TestSite;
  let kim: TestPerson;
  beforeEach(async () => {
    site = await startTestSite();
    kim = await makeClient();
  });
  afterEach(() => site.stop());

  const attempt = (more: Partial<Credentials> = {}): Promise<"in" | "wrong" | "slowed"> =>
    signIn(site.services, {
      email: kim.email,
      password: "guessed",
      device: "",
      address: "192.0.2.1",
      knownAs: null,
      ...more,
    }).then(
      (person) => (person ? "in" : "wrong"),
      (error: unknown) => {
        if (error instanceof TooMany) return "slowed";
        throw error;
      },
    );
  const guess = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i += 1) await attempt();
  };
  /** As though the pause after the last guess were over. */
  const letPausePass = (): Promise<unknown> =>
    TryCountModel.updateMany({ key: /^turn:/ }, { $set: { expire: new Date(0) } });

  it("is slowed after ten tries, and never locks the account", async () => {
    await guess(10);
    expect(await attempt({ password: PASSWORD })).to.equal("slowed");
    await letPausePass();
    expect(await attempt({ password: PASSWORD })).to.equal("in");
    expect(await attempt()).to.equal("wrong");
  });

  it("does not slow its owner's own browser, nor those who share the guesser's network", async () => {
    await guess(12);
    expect(await attempt({ password: PASSWORD, knownAs: kim.id })).to.equal("in");
    const lee = await makeClient();
    expect(await attempt({ email: lee.email, password: PASSWORD })).to.equal("in");
  });

  it("counts a hundred tries at once as a hundred", async () => {
    const tries = new Tries(site.services.secrets);
    const one = (i: number) =>
      tries.countSignIn({ email: kim.email, address: `192.0.${i}.1`, isKnown: false }, () => Promise.resolve());
    const made = await Promise.allSettled(Array.from({ length: 100 }, (_, i) => one(i)));
    expect(made.filter(({ status }) => status === "fulfilled")).to.have.length.at.most(10);
  });

  it("is remembered over a restart, and by a second process", async () => {
    await guess(10);
    const restarted = new Tries(site.services.secrets);
    const again = { email: kim.email, address: "198.51.100.1", isKnown: false };
    const refused = await restarted.countSignIn(again, () => Promise.resolve()).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(TooMany);
  });

  it("from forty addresses of one network is guessing from one", async () => {
    const outcomes: string[] = [];
    for (let i = 0; i < 61; i += 1)
      outcomes.push(await attempt({ email: `nobody-${i}@example.org`, address: `2001:db8:1:2::${i % 40}` }));
    expect(outcomes.slice(0, 60)).to.not.include("slowed");
    expect(outcomes[60]).to.equal("slowed");
    expect(await attempt({ address: "2001:db8:1:3::1" })).to.equal("wrong");
  });

  it("is reported to the account's owner by mail, once", async () => {
    await guess(12);
    await letPausePass();
    await attempt();
    expect(await LetterModel.countDocuments({ kind: "sign-in-slowed", personId: kim.id })).to.equal(1);
  });

  it("leaves no address in the counts", async () => {
    await guess(11);
    expect(JSON.stringify(await TryCountModel.find().lean())).not.to.match(/example\.org|192\.0\.2/);
  });

  it("by a crowd from one network leaves others' sign-in fast", async () => {
    let done = 0;
    const crowd = Array.from({ length: 150 }, () => hashPassword("crowd", "192.0.2.9").then(() => (done += 1)));
    const outcomes = Promise.allSettled(crowd);
    await hashPassword("a stranger", "198.51.100.9");
    expect(done).to.be.at.most(4);
    const refused = (await outcomes).filter(({ status }) => status === "rejected");
    expect(refused).to.have.length(140);
    expect(refused).to.satisfy((all: PromiseRejectedResult[]) =>
      all.every(({ reason }) => (reason as { status: number }).status === 503),
    );
  });

  it("by a crowd from one network reaches the database only a few times", async () => {
    const crowd = Array.from({ length: 150 }, (_, i) => attempt({ email: `nobody-${i}@example.org` }));
    const busy = (await Promise.allSettled(crowd)).filter(({ status }) => status === "rejected");
    expect(busy).to.have.length(140);
    const counted = await TryCountModel.findOne({ key: /^network:/ })
      .orFail()
      .lean();
    expect(counted.points).to.equal(10);
  });

  it("shows the sign-in form again with what was typed, and when to try again, while too many sign in", async () => {
    const reader = site.newReader();
    const form = await reader.get("/sign-in");
    let isOver = false;
    const keepBusy = async (): Promise<void> => {
      while (!isOver) await hashPassword("crowd", "127.0.0.1").catch(() => new Promise(setImmediate));
    };
    const crowd = Array.from({ length: 12 }, keepBusy);
    const page = await reader.submit(form, "form[action='/sign-in']", { email: kim.email, password: PASSWORD });
    isOver = true;
    await Promise.all(crowd);
    expect([page.status, page.headers.get("retry-after")]).to.deep.equal([503, "5"]);
    expect(page.text).to.contain("Many people are signing in right now");
    expect(page.html).to.contain(kim.email);
    expect((await signedIn(site, kim)).cookieHeader).not.to.equal("");
  });
});
