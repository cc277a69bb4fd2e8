import { expect } from "chai";
import { AccountModel } from "../../src/accounts/account-model.js";
import { askForProof } from "../../src/accounts/ask-for-proof.js";
import { changePassword } from "../../src/accounts/change-password.js";
import { codeOf } from "../../src/accounts/proof-codes.js";
import { EmailProofModel, proofId } from "../../src/accounts/proof-model.js";
import { enterCode } from "../../src/accounts/prove-email.js";
import { resetPassword } from "../../src/accounts/reset-password.js";
import { askForResetLink } from "../../src/accounts/send-reset-link.js";
import { openLogin, toPerson } from "../../src/accounts/sign-in.js";
import { LetterModel } from "../../src/letters/letter-model.js";
import { writeLetter } from "../../src/letters/write-letter.js";
import { createOneTimeLink, findOneTimeLink } from "../../src/one-time-links/one-time-links.js";
import type { LinkPurpose } from "../../src/one-time-links/link-rules.js";
import { backgroundJobs } from "../support/background-jobs.js";
import { failure } from "../support/failure.js";
import { interleave } from "../support/interleave.js";
import { makeClient, PASSWORD, type TestPerson } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const NEW = "a quiet afternoon in Lisbon";

describe("A link or code whose reason is gone", () => {
  let site: TestSite;
  let kim: TestPerson;
  const jobs = backgroundJobs();
  before(async () => (site = await startTestSite({ replace: { wakeUps: jobs.wakeUps } })));
  after(() => site.stop());
  beforeEach(async () => {
    await LetterModel.deleteMany({});
    kim = await makeClient();
  });

  const account = () => AccountModel.findById(kim.id).orFail().lean();
  const linkTo = async (purpose: LinkPurpose): Promise<string> =>
    (await createOneTimeLink(site.services, purpose, { accountId: kim.id, address: kim.email })).token;
  const stateOf = async (purpose: LinkPurpose, token: string): Promise<string> =>
    (await findOneTimeLink(site.services, purpose, token)).state;
  /** Has Kim's address wait to be confirmed; resolves to what enters the code that was mailed. */
  async function waitingProof(): Promise<() => Promise<string[]>> {
    const { services } = site;
    const waiting = { $set: { unprovenSince: services.clock.now() }, $unset: { provenEmail: 1 } };
    await AccountModel.updateOne({ _id: kim.id }, waiting);
    await askForProof(services, await account(), kim.email);
    const proof = await EmailProofModel.findById(proofId("register", kim.id)).orFail().lean();
    return async () => enterCode(services, toPerson(await account(), ""), codeOf(services.secrets, proof));
  }

  it("confirms nothing after the address was confirmed by the other", async () => {
    const enter = await waitingProof();
    const token = await linkTo("email");
    await enter();
    expect(await stateOf("email", token)).to.equal("unknown");
    expect((await failure(enter())).name).to.equal("InvalidInput");
  });

  it("confirms no address that the account no longer has", async () => {
    const enter = await waitingProof();
    await AccountModel.updateOne({ _id: kim.id }, { $set: { email: `new-${kim.email}` } });
    expect((await failure(enter())).name).to.equal("Conflict");
    expect((await account()).provenEmail).to.equal(undefined);
  });

  it("sets no password of an account that is suspended at any moment before", async () => {
    for (let operation = 0, isInside = true; isInside; operation += 1) {
      kim = await makeClient();
      const token = await linkTo("password");
      let hash = "";
      isInside = await interleave(
        operation,
        () => resetPassword(site.services, { token, password: NEW, address: kim.id }).catch(() => undefined),
        async () => {
          hash = (await account()).passwordHash;
          await AccountModel.updateOne({ _id: kim.id }, { $set: { suspendedAt: site.clock.now() } });
        },
      );
      if (isInside) expect((await account()).passwordHash, `before operation ${operation}`).to.equal(hash);
    }
  });

  it("is no longer mailed once a link has set the password", async () => {
    await writeLetter(site.services, {
      kind: "reset-link",
      to: { name: kim.name, address: kim.email },
      personId: kim.id,
      words: { subject: "Choose a new password", sentences: ["Here."] },
    });
    const password = { token: await linkTo("password"), password: NEW, address: kim.id };
    await resetPassword(site.services, password);
    const letters = await LetterModel.find({ personId: kim.id }).lean();
    expect(letters.map(({ kind, status }) => [kind, status])).to.have.deep.members([
      ["reset-link", "withdrawn"],
      ["password-reset", "waiting"],
    ]);
  });

  it("resets no password that was changed otherwise", async () => {
    const token = await linkTo("password");
    const person = await openLogin(site.services, await account(), "");
    await changePassword(site.services, person, {
      currentPassword: PASSWORD,
      newPassword: NEW,
      device: "",
      address: kim.id,
    });
    expect(await stateOf("password", token)).to.equal("unknown");
  });

  it("is mailed to nobody whose address is not confirmed", async () => {
    await AccountModel.updateOne({ _id: kim.id }, { $unset: { provenEmail: 1 } });
    await askForResetLink(site.services, { email: kim.email, address: kim.id });
    await jobs.run();
    expect(await LetterModel.countDocuments()).to.equal(0);
  });
});
