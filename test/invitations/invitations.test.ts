import { expect } from "chai";
import { randomBytes } from "node:crypto";
import { AccountModel } from "../../src/accounts/account-model.js";
import { INVITATIONS_A_DAY } from "../../src/accounts/account-rules.js";
import { becomeClient } from "../../src/clients/become-client.js";
import { ClientModel } from "../../src/clients/client-model.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { acceptInvitation } from "../../src/invitations/accept-invitation.js";
import { InvitationModel } from "../../src/invitations/invitation-model.js";
import { addressKeys, rekeyAddresses } from "../../src/invitations/address-keys.js";
import { inviteClient } from "../../src/invitations/invite-client.js";
import { LetterModel, letterPlace } from "../../src/letters/letter-model.js";
import { sendLetters } from "../../src/letters/send-letters.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { not, present } from "../../src/platform/queries.js";
import { createSecrets, type SealingKey } from "../../src/platform/secrets.js";
import { OneTimeLinkModel } from "../../src/one-time-links/link-model.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { actorOf, wanted } from "../support/booking.js";
import { earlierDerived } from "../support/earlier-seal.js";
import { failure } from "../support/failure.js";
import { makeAccount, makeClient, makeCounsellor, PASSWORD, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { confirmEmail, register } from "../support/register.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const INVITE = "form[action='/clients/invitations']";
const REGISTER = "form[action^='/invitation/']";
const ACCEPT = "form[action$='/accept']";
const CLINICAL = /counsel|therap|session|client|patient|treat|psych|mental|health/i;

describe("Inviting a client", () => {
  let site: TestSite;
  let ana: TestPerson;
  let asAna: Reader;
  let email: string;
  let made = 0;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    await LetterModel.deleteMany({});
    ana = await makeCounsellor({ name: "Ana Moreno" });
    asAna = await signedIn(site, ana);
    made += 1;
    email = `kim-${made}@example.org`;
  });

  const invite = async (to = email): Promise<Page> => asAna.submit(await asAna.get("/clients"), INVITE, { email: to });
  const registration = (address = email) => ({
    name: "Kim Lee",
    email: address,
    password: PASSWORD,
    zone: "Europe/Berlin",
  });
  const isClient = async (clientId: string): Promise<boolean> =>
    (await ClientModel.exists({ counsellorId: ana.id, clientId })) !== null;

  /** Every mail so far, oldest first. */
  async function mails(): Promise<{ to: { address: string }; subject: string; text: string; html: string }[]> {
    const letters = await LetterModel.find({ mail: present }).sort({ _id: 1 }).lean();
    return letters.map(
      (letter) => JSON.parse(site.services.secrets.open(letter.mail!, letterPlace(letter, "mail")).toString()) as never,
    );
  }

  /** The path of the link in the newest mail. */
  async function newestLink(): Promise<string> {
    return new URL(/http\S+\/invitation\/\S+/.exec((await mails()).at(-1)!.text)![0]).pathname;
  }

  it("mails a link, with the counsellor's name and no word of what they will talk about", async () => {
    const page = await invite();
    expect(page.text)
      .to.contain("The invitation is on its way.")
      .and.contain(email)
      .and.contain("Works until 30 November 2026");
    const [mail, ...others] = await mails();
    expect([mail?.to.address, others]).to.deep.equal([email, []]);
    expect(mail?.subject).to.equal("Ana Moreno invites you to HealSpace");
    expect(mail?.text).to.contain("Hello,").and.contain("Ana Moreno").and.not.match(CLINICAL);
    expect(mail?.html.replace(/<[^>]+>/g, "")).to.not.match(CLINICAL);
  });

  it("stays one for an address when sealing keys are rotated, also one that an earlier version kept", async () => {
    const key = (id: string) => ({ id, key: randomBytes(32) });
    const [older, newer] = [key("older"), key("newer")];
    const inviteBy = (...keys: [SealingKey, ...SealingKey[]]) =>
      inviteClient({ ...site.services, secrets: createSecrets(keys) }, actorOf(ana, "counsellor"), email);
    const found = async () =>
      (await InvitationModel.find({ counsellorId: ana.id }).lean()).map((one) => one.addressKey);
    await inviteBy(older);
    const place = { collection: "invitations", id: ana.id, field: "address", bound: [email] };
    const earlier = earlierDerived(older, place).toString("base64url");
    await InvitationModel.updateOne({ counsellorId: ana.id }, { $set: { addressKey: earlier } });
    await inviteBy(older);
    expect(await found())
      .to.have.length(1)
      .and.not.include(earlier);
    await InvitationModel.deleteMany({ counsellorId: not(ana.id) });
    await rekeyAddresses(createSecrets([newer, older]));
    expect(await found()).to.deep.equal([addressKeys(createSecrets([newer]), ana.id, email)[0]]);
  });

  it("registers by the link with the address confirmed, and links both so that they can write and book", async () => {
    await CounsellorModel.updateOne({ _id: ana.id }, { $set: { acceptsNew: false } });
    await invite();
    const reader = site.newReader();
    const offer = await reader.get(await newestLink());
    expect(offer.text).to.contain("Ana Moreno invites you");
    expect(offer.headers.get("referrer-policy")).to.equal("no-referrer");
    expect(offer.document.getElementById("field-email")?.getAttribute("value")).to.equal(email);
    const done = await reader.submit(offer, REGISTER, registration());
    expect(done.text).to.contain("You and Ana Moreno can now write to each other");
    const kim = await AccountModel.findOne({ provenEmail: email }).orFail().lean();
    expect([kim.role, kim.unprovenSince]).to.deep.equal(["client", undefined]);
    expect(await mails()).to.have.length(1);
    const list = await asAna.get("/clients");
    expect(list.text).to.contain("Kim Lee").and.not.contain(email);
    const actor = actorOf({ id: String(kim._id), email, name: "Kim Lee" });
    await placeHold(site.services, actor, wanted(ana, "2026-11-24T09:00:00.000Z"));
    const written = await reader.follow(done, "Write a message");
    expect(written.text).to.contain("Ana Moreno");
    expect(await InvitationModel.findOne({ counsellorId: ana.id }).lean()).to.not.have.property("address");
  });

  it("asks for a code where someone registers with another address, and links them after that", async () => {
    await invite();
    const link = await newestLink();
    const reader = site.newReader();
    const asked = await reader.submit(await reader.get(link), REGISTER, registration(`other-${email}`));
    expect(new URL(asked.url).pathname).to.equal("/confirm-email");
    const kim = await AccountModel.findOne({ email: `other-${email}` })
      .orFail()
      .lean();
    expect([kim.provenEmail, await isClient(String(kim._id))]).to.deep.equal([undefined, false]);
    await confirmEmail(reader);
    const accepted = await reader.submit(await reader.get(link), ACCEPT);
    expect(accepted.text).to.contain("You are connected");
    expect(await isClient(String(kim._id))).to.equal(true);
  });

  it("is accepted with one tap by someone who has an account, and answers the counsellor as for one who has none", async () => {
    const kim = await makeClient({ name: "Kim Weiss" });
    const [withAccount, without] = [await invite(kim.email), await invite(email)];
    const said = (page: Page, address: string): string =>
      page.document
        .querySelector("main")!
        .text.split(address)[0]!
        .replace(/\d invitations?/, "");
    expect(withAccount.status).to.equal(without.status);
    expect(withAccount.text).to.contain("The invitation is on its way.");
    expect(said(without, email)).to.equal(said(withAccount, kim.email));
    const [first, second] = await mails();
    const blank = (mail: typeof first): string => mail!.text.replace(/invitation\/\S+/, "");
    expect(blank(first)).to.equal(blank(second));
    const link = new URL(/http\S+\/invitation\/\S+/.exec(first!.text)![0]).pathname;
    const reader = await signedIn(site, kim);
    const accepted = await reader.submit(await reader.get(link), ACCEPT);
    expect(accepted.text).to.contain("You are connected");
    expect((await reader.get(link)).text).to.contain("This invitation has been accepted");
    expect((await asAna.get("/clients")).text).to.contain("Kim Weiss");
  });

  it("leads a visitor who has an account to sign in, and back", async () => {
    const kim = await makeClient();
    await invite(kim.email);
    const reader = site.newReader();
    const signIn = await reader.follow(await reader.get(await newestLink()), "Sign in to accept");
    const back = await reader.submit(signIn, "form[action='/sign-in']", { email: kim.email, password: PASSWORD });
    expect((await reader.submit(back, ACCEPT)).text).to.contain("You are connected");
  });

  it("says so to someone who registers though the invited address has an account", async () => {
    const kim = await makeClient();
    await invite(kim.email);
    const reader = site.newReader();
    const refused = await reader.submit(await reader.get(await newestLink()), REGISTER, registration(kim.email));
    expect([refused.status, await AccountModel.countDocuments({ email: kim.email })]).to.deep.equal([409, 1]);
    expect(refused.text).to.contain("You already have an account with this e-mail address.");
  });

  it("confirms the address of someone who had registered with it and not confirmed it", async () => {
    const reader = await register(site, { email });
    await invite();
    expect((await reader.submit(await reader.get(await newestLink()), ACCEPT)).text).to.contain("You are connected");
    expect(await AccountModel.exists({ provenEmail: email })).to.not.equal(null);
  });

  it("cannot be accepted by a counsellor or an admin", async () => {
    await invite();
    for (const other of [await makeCounsellor(), await makeAccount("admin")]) {
      const reader = await signedIn(site, other);
      const link = await newestLink();
      expect((await reader.get(link)).text).to.contain("Sign out and open the link again");
      expect((await reader.post(`${link}/accept`, {}, "/account")).status).to.equal(404);
    }
  });

  it("comes back filled in with what is wrong, and is told apart by address alone, however it is typed", async () => {
    const wrong = await invite("nobody");
    expect(wrong.status).to.equal(422);
    expect(wrong.document.getElementById("field-email-error")?.text).to.contain("Please enter an e-mail address");
    expect(wrong.document.getElementById("field-email")?.getAttribute("value")).to.equal("nobody");
    await Promise.all([invite(email), invite(` ${email.toUpperCase()} `)]);
    expect(await InvitationModel.countDocuments({ counsellorId: ana.id })).to.equal(1);
  });

  it("can be sent again, with a link that ends the earlier one", async () => {
    await invite();
    const first = await newestLink();
    const list = await asAna.get("/clients");
    const [open] = list.document.querySelectorAll("main details");
    expect(open?.querySelector("summary")?.text).to.equal("1 invitation not accepted yet");
    expect(open?.querySelectorAll("form[action$='/again']")).to.have.length(1);
    expect(open?.text).to.contain("Sent on 23 November 2026. Works until 30 November 2026.");
    const again = await asAna.submit(list, "form[action$='/again']");
    expect(again.text).to.contain("Only the link in the new e-mail works.");
    const second = await newestLink();
    const reader = site.newReader();
    expect((await reader.get(first)).text).to.contain("a newer e-mail may have replaced it");
    expect((await reader.get(second)).text).to.contain("Ana Moreno invites you");
  });

  it("can be withdrawn, before its mail is sent or after, and twice", async () => {
    await invite();
    const [list, link] = [await asAna.get("/clients"), await newestLink()];
    const done = await asAna.submit(list, "form[action$='/withdraw']");
    expect(done.text).to.contain("The invitation is withdrawn.").and.not.contain(email);
    expect((await asAna.submit(list, "form[action$='/withdraw']")).status).to.equal(200);
    expect((await site.newReader().get(link)).status).to.equal(404);
    await sendLetters(site.services);
    expect((await LetterModel.find().lean()).map(({ status }) => status)).to.deep.equal(["withdrawn"]);
    await invite();
    const sentLink = await newestLink();
    await sendLetters(site.services);
    const sent = await asAna.submit(await asAna.get("/clients"), "form[action$='/withdraw']");
    expect(sent.text).to.contain("The invitation is withdrawn.");
    expect((await site.newReader().get(sentLink)).status).to.equal(404);
  });

  it("ends after seven days, and says what to do with links that are used, expired or mangled", async () => {
    await invite();
    const link = await newestLink();
    const mangled = await site.newReader().get(`${link.slice(0, -1)}`);
    expect([mangled.status, mangled.text.includes("Part of it may be missing")]).to.deep.equal([404, true]);
    site.clock.advance({ hours: 7 * 24 });
    const expired = await site.newReader().get(link);
    expect([expired.status, expired.text.includes("ask the person who invited you to send it again")]).to.deep.equal([
      410,
      true,
    ]);
    asAna = await signedIn(site, ana);
    expect((await asAna.get("/clients")).text).to.contain("Its link has expired.");
    await asAna.submit(await asAna.get("/clients"), "form[action$='/again']");
    expect((await site.newReader().get(await newestLink())).status).to.equal(200);
  });

  it("is accepted by one of several who try at once, and again by the same one after an interruption", async () => {
    await invite();
    const token = (await newestLink()).split("/").at(-1)!;
    const people = await Promise.all([makeClient(), makeClient(), makeClient()]);
    const outcomes = await Promise.allSettled(
      people.map((one) => acceptInvitation(site.services, actorOf(one), token)),
    );
    const winners = people.filter((_, place) => outcomes[place]?.status === "fulfilled");
    expect(winners).to.have.length(1);
    for (const one of people) expect(await isClient(one.id)).to.equal(one === winners[0]);
    await OneTimeLinkModel.updateMany({ purpose: "invitation" }, { $unset: { spentAt: 1 } });
    await ClientModel.deleteOne({ counsellorId: ana.id, clientId: winners[0]!.id });
    await acceptInvitation(site.services, actorOf(winners[0]!), token);
    expect(await isClient(winners[0]!.id)).to.equal(true);
    expect(await ConversationModel.countDocuments({ counsellorId: ana.id })).to.equal(1);
    const late = people.find((one) => one !== winners[0])!;
    expect((await failure(acceptInvitation(site.services, actorOf(late), token))).message).to.contain(
      "no longer works",
    );
  });

  it("gives a stranger who holds a mistyped invitation's link nothing but the invitation", async () => {
    const kim = await makeClient({ name: "Kim Secret" });
    await becomeClient({ counsellorId: ana.id, clientId: kim.id }, site.clock.now());
    await invite();
    const reader = await signedIn(site, await makeClient());
    await reader.submit(await reader.get(await newestLink()), ACCEPT);
    for (const path of ["/clients", `/clients/${kim.id}`]) expect((await reader.get(path)).status, path).to.equal(404);
    expect((await reader.get("/conversations")).text).to.not.contain("Kim Secret");
    expect((await reader.get(`/invitation/accepted/${(await makeCounsellor()).id}`)).status).to.equal(404);
  });

  it("allows a limited number of mails a day, and three of them to one address", async () => {
    const send = (to: string): Promise<unknown> => inviteClient(site.services, actorOf(ana, "counsellor"), to);
    for (let sent = 0; sent < 3; sent += 1) await send(email);
    const page = await invite();
    expect([page.status, page.text.includes("Too many attempts.")]).to.deep.equal([429, true]);
    const others = Array.from({ length: INVITATIONS_A_DAY }, (_, place) => `lou-${place}@example.org`);
    const outcomes = await Promise.allSettled(others.map(send));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).to.have.length(INVITATIONS_A_DAY - 3);
  });

  it("requires a published profile", async () => {
    const eve = await makeCounsellor({ published: false });
    const reader = await signedIn(site, eve);
    expect((await reader.get("/clients")).text).to.contain("once your profile is published");
    const refused = await reader.post("/clients/invitations", { email }, "/clients");
    expect([refused.status, await mails()]).to.deep.equal([409, []]);
  });

  it("stores the address sealed", async () => {
    await invite();
    const stored = JSON.stringify([await InvitationModel.find().lean(), await OneTimeLinkModel.find().lean()]);
    expect(stored).to.contain("addressKey").and.not.contain(email);
  });
});
