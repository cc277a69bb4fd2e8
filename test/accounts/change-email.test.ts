import { expect } from "chai";
import { AccountModel } from "../../src/accounts/account-model.js";
import { askToChangeEmail, confirmNewEmail, takeBackEmail } from "../../src/accounts/change-email.js";
import { codeOf } from "../../src/accounts/proof-codes.js";
import { EmailProofModel, proofId } from "../../src/accounts/proof-model.js";
import { findResetLink } from "../../src/accounts/reset-password.js";
import { toPerson } from "../../src/accounts/sign-in.js";
import { LetterModel, letterPlace } from "../../src/letters/letter-model.js";
import { createOneTimeLink } from "../../src/one-time-links/one-time-links.js";
import { interleave } from "../support/interleave.js";
import { codeOn, register } from "../support/register.js";
import { makeClient, PASSWORD, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const FORM = "form[action='/account/email']";
const CODE = "form[action='/account/email/code']";

describe("A change of the e-mail address", () => {
  let site: TestSite;
  let kim: TestPerson;
  let reader: Reader;
  let tests = 0;
  let wanted: string;

  beforeEach(async () => {
    site = await startTestSite();
    kim = await makeClient({ name: "Kim" });
    reader = await signedIn(site, kim);
    tests += 1;
    wanted = `kim-new-${tests}@example.org`;
  });
  afterEach(() => site.stop());

  const emailOf = async ({ id }: TestPerson): Promise<(string | undefined)[]> => {
    const { email, provenEmail } = await AccountModel.findById(id).orFail().lean();
    return [email, provenEmail];
  };

  async function ask(email = wanted, by = reader): Promise<Page> {
    return by.submit(await by.get("/account/email"), FORM, { email, currentPassword: PASSWORD });
  }

  async function change(email = wanted): Promise<Page> {
    const page = await ask(email);
    return reader.submit(page, CODE, { code: codeOn(page) });
  }

  /** The mails that wait, oldest first. */
  async function mails(): Promise<{ kind: string; to: string; text: string }[]> {
    const letters = await LetterModel.find().sort({ _id: 1 }).lean();
    return letters.map((letter) => {
      const mail = site.services.secrets.open(letter.mail!, letterPlace(letter, "mail")).toString();
      const { to, text } = JSON.parse(mail) as { to: { address: string }; text: string };
      return { kind: letter.kind, to: to.address, text };
    });
  }

  const linkIn = (text = ""): string =>
    new URL(/https?:\S+\/(?:account\/email|take-back-email)\/\S+/.exec(text)![0]).pathname;

  it("takes the password and a code from the new address, and tells the old one", async () => {
    const refused = await reader.submit(await reader.get("/account/email"), FORM, {
      email: wanted,
      currentPassword: "not the password",
    });
    expect(refused.status).to.equal(422);
    expect(refused.document.querySelector("[name=email]")?.getAttribute("value")).to.equal(wanted);
    const page = await ask();
    expect(await emailOf(kim)).to.deep.equal([kim.email, kim.email]);
    const changed = await reader.submit(page, CODE, { code: codeOn(page) });
    expect(changed.text).to.contain("Your e-mail address has changed");
    expect(await emailOf(kim)).to.deep.equal([wanted, wanted]);
    expect((await mails()).map(({ kind, to }) => [kind, to])).to.deep.equal([
      ["confirm-email", wanted],
      ["email-changed", kim.email],
    ]);
    const again = await reader.submit(page, CODE, { code: codeOn(page) });
    expect(again.status, "sent twice").to.equal(422);
  });

  it("works by the link on another device, signed in there, once and by POST alone", async () => {
    await ask();
    const path = linkIn((await mails())[0]!.text);
    const elsewhere = await signedIn(site, kim);
    const page = await elsewhere.get(path);
    expect(page.headers.get("referrer-policy")).to.equal("no-referrer");
    expect(await emailOf(kim)).to.deep.equal([kim.email, kim.email]);
    expect((await elsewhere.submit(page, "main form")).text).to.contain("Your e-mail address has changed");
    expect(await emailOf(kim)).to.deep.equal([wanted, wanted]);
    expect((await elsewhere.submit(page, "main form")).status).to.equal(409);
    for (const used of [path, "/account/email/mangled"])
      expect((await elsewhere.get(used)).text).to.contain("does not work here");
  });

  it("gives nothing to a stranger whose address was typed by mistake", async () => {
    await ask();
    const path = linkIn((await mails())[0]!.text);
    const [visitor, stranger] = [site.newReader(), await signedIn(site, await makeClient())];
    expect((await visitor.get(path)).text).to.contain("only while you are signed in");
    expect((await stranger.get(path)).text).to.contain("does not work here");
    for (const [by, token] of [
      [visitor, await visitor.csrfToken("/sign-in")],
      [stranger, await stranger.csrfToken("/account")],
    ] as const) {
      const body = new URLSearchParams({ _csrf: token });
      expect((await by.request(path, { method: "POST", body })).status).to.be.oneOf([401, 409]);
    }
    expect(await emailOf(kim)).to.deep.equal([kim.email, kim.email]);
  });

  it("can be undone from the old address for seven days, which signs everyone out", async () => {
    await change();
    const path = linkIn((await mails()).at(-1)!.text);
    const owner = site.newReader();
    const chosen = await owner.submit(await owner.get(path), "main form");
    expect(chosen.url).to.contain("/reset-password/");
    expect(await emailOf(kim)).to.deep.equal([kim.email, kim.email]);
    expect((await reader.get("/account")).url).to.contain("/sign-in");
    const form = await site.newReader().get("/sign-in");
    const thief = site.newReader();
    const refused = await thief.submit(await thief.get("/sign-in"), "form[action='/sign-in']", {
      email: kim.email,
      password: PASSWORD,
    });
    expect([form.status, refused.status]).to.deep.equal([200, 422]);
    expect((await owner.get(path)).text).to.contain("no longer works");
  });

  it("revokes a password link that went to the old address", async () => {
    const { services } = site;
    const { token } = await createOneTimeLink(services, "password", { accountId: kim.id, address: kim.email });
    expect((await findResetLink(services, token)).state).to.equal("open");
    await change();
    expect((await findResetLink(services, token)).state).to.equal("unknown");
    const { status } = await site.newReader().get(`/reset-password/${token}`);
    expect(status).to.equal(404);
  });

  it("cannot be undone after seven days", async () => {
    await change();
    const path = linkIn((await mails()).at(-1)!.text);
    site.clock.advance({ hours: 7 * 24 + 1 });
    expect((await site.newReader().get(path)).text).to.contain("no longer works");
  });

  it("keeps the first owner's link when it is changed again", async () => {
    await change();
    await change(`second-${wanted}`);
    const [first, second] = (await mails()).filter(({ kind }) => kind === "email-changed");
    expect(second!.text).not.to.contain("/take-back-email/");
    const owner = site.newReader();
    await owner.submit(await owner.get(linkIn(first!.text)), "main form");
    expect(await emailOf(kim)).to.deep.equal([kim.email, kim.email]);
  });

  /** Asks to change to this address, and resolves to what confirms it. */
  async function waitingChange(email: string): Promise<() => Promise<void>> {
    const { services } = site;
    const account = await AccountModel.findById(kim.id).orFail().lean();
    const me = toPerson(account, "");
    await askToChangeEmail(services, me, { email, currentPassword: PASSWORD, address: me.id });
    const proof = await EmailProofModel.findById(proofId("change", kim.id)).orFail().lean();
    return () => confirmNewEmail(services, me, codeOf(services.secrets, proof));
  }

  const backTokens = async (): Promise<string[]> =>
    (await mails()).flatMap(({ text }) => /take-back-email\/([\w-]+)/.exec(text)?.[1] ?? []);

  it("does not go through once an earlier change is undone, at whatever step the two meet", async () => {
    for (let operation = 0, met = true; met; operation += 1) {
      kim = await makeClient();
      await LetterModel.deleteMany({});
      await (
        await waitingChange(`b-${operation}-${wanted}`)
      )();
      const [token = ""] = await backTokens();
      const confirm = await waitingChange(`c-${operation}-${wanted}`);
      met = await interleave(
        operation,
        () => confirm().catch(() => undefined),
        () => takeBackEmail(site.services, token),
      );
      if (met) expect(await emailOf(kim), `before operation ${operation}`).to.deep.equal([kim.email, kim.email]);
    }
  });

  it("forgets the pending change when an earlier one is undone", async () => {
    await (
      await waitingChange(wanted)
    )();
    const [token = ""] = await backTokens();
    await waitingChange(`next-${wanted}`);
    await takeBackEmail(site.services, token);
    expect(await EmailProofModel.exists({ _id: proofId("change", kim.id) })).to.equal(null);
  });

  it("keeps the first owner's link when two are made at once", async () => {
    for (let operation = 0, met = true; met; operation += 1) {
      kim = await makeClient();
      await LetterModel.deleteMany({});
      const confirm = await waitingChange(`d-${operation}-${wanted}`);
      met = await interleave(
        operation,
        () => confirm().catch(() => undefined),
        async () => (await waitingChange(`e-${operation}-${wanted}`))(),
      );
      const tokens = await backTokens();
      expect(tokens, `before operation ${operation}`).to.have.length(1);
      await takeBackEmail(site.services, tokens[0]!);
      expect(await emailOf(kim), `before operation ${operation}`).to.deep.equal([kim.email, kim.email]);
    }
  });

  it("sends someone with an unconfirmed address to confirm it first", async () => {
    const newcomer = await register(site, { email: `newcomer-${wanted}` });
    expect((await newcomer.get("/account/email")).url).to.match(/\/confirm-email$/);
    const sent = await newcomer.post("/account/email", { email: wanted, currentPassword: PASSWORD }, "/account");
    expect(sent.url).to.match(/\/confirm-email$/);
    expect((await mails()).map(({ to }) => to)).to.deep.equal([`newcomer-${wanted}`]);
  });

  it("does not reveal that an address has an account: the same page, and a mail to its owner", async () => {
    const lee = await makeClient();
    const masked = ({ status, url, text }: Page, address: string): string =>
      `${status} ${url} ${text}`.replaceAll(address, "ADDRESS").replace(/\b\d{6}\b/g, "CODE");
    const taken = await ask(lee.email);
    await reader.submit(taken, "form[action='/account/email/drop']");
    expect(masked(taken, lee.email)).to.equal(masked(await ask(), wanted));
    expect((await mails()).map(({ kind, to }) => [kind, to])).to.deep.equal([
      ["email-taken", lee.email],
      ["confirm-email", wanted],
    ]);
  });

  it("gives an address to only one of two accounts", async () => {
    const lee = await makeClient();
    const asLee = await signedIn(site, lee);
    const pages = [await ask(), await ask(wanted, asLee)];
    const answers = await Promise.all(
      [reader, asLee].map((by, index) => by.submit(pages[index]!, CODE, { code: codeOn(pages[index]!) })),
    );
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 409]);
    expect(await AccountModel.countDocuments({ provenEmail: wanted })).to.equal(1);
  });

  it("sends at most five mails an hour, whatever the address", async () => {
    for (let i = 0; i < 5; i += 1)
      await ask(`${i}-${wanted}`).then((page) => reader.submit(page, "form[action='/account/email/drop']"));
    expect((await ask(`6-${wanted}`)).status).to.equal(429);
  });
});
