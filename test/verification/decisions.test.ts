import { expect } from "chai";
import mongoose from "mongoose";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { askForVerification } from "../../src/verification/ask-for-verification.js";
import { approveCounsellor, returnCounsellor } from "../../src/verification/decide-verification.js";
import { addDocument, removeDocument } from "../../src/verification/documents.js";
import { findExpiring, findWaiting } from "../../src/verification/find-cases.js";
import { saveLicence } from "../../src/verification/save-licence.js";
import { VerificationModel, type Verification } from "../../src/verification/verification-model.js";
import type { Person } from "../../src/access/permissions.js";
import { actorOf } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { interleave } from "../support/interleave.js";
import { makeAccount, makeCounsellor, type TestPerson } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";
import { handIn, LICENCE, PDF } from "../support/verification.js";

const APPROACH = "I listen first. Then we look together at what has helped before, and at what could help now.";

type Seen = Record<"version" | "profileVersion", number> & { counsellorId: string };

describe("The decision about a verification", () => {
  let site: TestSite;
  let admin: Person;
  before(async () => {
    site = await startTestSite();
    admin = actorOf(await makeAccount("admin"), "admin");
  });
  after(() => site.stop());
  beforeEach(() => Promise.all([CounsellorModel.deleteMany({}), VerificationModel.deleteMany({})]));

  /** Someone who has handed in everything and waits, since this many hours ago. */
  async function someoneWaiting(name = "Ana", hours = 0): Promise<TestPerson> {
    const person = await makeCounsellor({ name, published: false, version: 1, approach: APPROACH });
    await handIn(site, person);
    const askedAt = new Date(site.clock.now().getTime() - hours * 3_600_000);
    await VerificationModel.updateOne({ _id: person.id }, { $set: { askedAt } });
    return person;
  }
  const stored = ({ id }: TestPerson): Promise<Verification> => VerificationModel.findById(id).orFail().lean();
  const isPublished = async ({ id }: TestPerson): Promise<boolean> =>
    (await CounsellorModel.findById(id).orFail().lean()).published;
  const seen = async (person: TestPerson): Promise<Seen> => ({
    counsellorId: person.id,
    version: (await stored(person)).version,
    profileVersion: (await CounsellorModel.findById(person.id).orFail().lean()).version,
  });
  const approve = (looked: Seen): Promise<void> =>
    approveCounsellor(site.services, admin, { ...looked, what: "All of it", until: "2027-01-01" });
  const sendBack = (looked: Seen): Promise<void> => returnCounsellor(site.services, admin, { ...looked, reason: "No" });
  const files = (): Promise<number> => mongoose.connection.collection("files.files").countDocuments();

  it("waits for what is missing", async () => {
    const newcomer = await makeCounsellor({ published: false });
    const refused = await failure(askForVerification(site.services, actorOf(newcomer, "counsellor")));
    expect([refused.name, refused.message.startsWith("Still missing: ")]).to.deep.equal(["Conflict", true]);
  });

  it("is made once, at whatever moment another admin decides otherwise", async () => {
    for (let operation = 0, isInside = true; isInside; operation += 1) {
      const person = await someoneWaiting();
      const looked = await seen(person);
      const done: string[] = [];
      const decide = (name: string, decision: Promise<void>): Promise<unknown> =>
        decision.then(() => done.push(name)).catch(() => undefined);
      isInside = await interleave(
        operation,
        () => decide("approved", approve(looked)),
        () => decide("returned", sendBack(looked)),
      );
      if (!isInside) await decide("returned", sendBack(looked));
      expect(done, `before operation ${operation}`).to.have.length(1);
      expect((await stored(person)).state).to.equal(done[0]);
      expect(await isPublished(person)).to.equal(done[0] === "approved");
    }
  });

  it("publishes no profile that changes while it is taken: the counsellor waits again, and can be verified then", async () => {
    for (let operation = 0, isInside = true; isInside; operation += 1) {
      const person = await someoneWaiting();
      const looked = await seen(person);
      let wasPublished = false;
      let refused: Error | undefined;
      isInside = await interleave(
        operation,
        () => approve(looked).catch((error: unknown) => (refused = error as Error)),
        async () => {
          wasPublished = await isPublished(person);
          await CounsellorModel.updateOne(
            { _id: person.id },
            { $set: { credentials: "Wizard" }, $inc: { version: 1 } },
          );
        },
      );
      if (!isInside || wasPublished) continue;
      expect(refused?.name, `before operation ${operation}`).to.equal("Conflict");
      expect(await isPublished(person)).to.equal(false);
      const { state, documents = {} } = await stored(person);
      expect(state).to.equal("waiting");
      for (const { isDecided = false } of Object.values(documents)) expect(isDecided).to.equal(false);
      await approve(await seen(person));
      expect(await isPublished(person)).to.equal(true);
    }
  });

  it("is refused for someone who never asked, who is verified, or who has removed what proves it", async () => {
    const person = await someoneWaiting();
    await VerificationModel.updateOne({ _id: person.id }, { $set: { state: "draft" } });
    for (const decide of [approve, sendBack])
      expect((await failure(decide(await seen(person)))).name).to.equal("Conflict");
    await VerificationModel.updateOne({ _id: person.id }, { $set: { state: "waiting" } });
    await approve(await seen(person));
    for (const decide of [approve, sendBack])
      expect((await failure(decide(await seen(person)))).name).to.equal("Conflict");

    const other = await someoneWaiting();
    const [first = ""] = Object.keys((await stored(other)).documents ?? {});
    await removeDocument(site.services, actorOf(other, "counsellor"), first);
    expect((await failure(approve(await seen(other)))).name).to.equal("Conflict");
    expect(await isPublished(other)).to.equal(false);
  });

  it("comes first to those who have waited longest, and to nobody who is suspended", async () => {
    for (const [name, hours] of [
      ["Bo", 2],
      ["Ana", 1],
      ["Cy", 3],
    ] as const)
      await someoneWaiting(name, hours);
    const gone = await someoneWaiting("Gone", 4);
    await CounsellorModel.updateOne({ _id: gone.id }, { $set: { suspended: true } });
    const renamed = await someoneWaiting("Di", 5);
    await VerificationModel.updateOne({ _id: renamed.id }, { $set: { state: "approved" } });
    expect((await findWaiting(admin)).map(({ name }) => name)).to.deep.equal(["Di", "Cy", "Bo", "Ana"]);
  });

  it("ends soonest at the top of those that end, without those who are suspended", async () => {
    for (const [name, until, suspended] of [
      ["Bo", "2026-12-02", false],
      ["Ana", "2026-12-01", false],
      ["Cy", "2026-12-23", false],
      ["Late", "2026-12-24", false],
      ["Gone", "2026-11-30", true],
    ] as const)
      await makeCounsellor({ name, suspended, verified: { what: "All", at: site.clock.now(), until } });
    expect((await findExpiring(site.services, admin)).map(({ name }) => name)).to.deep.equal(["Ana", "Bo", "Cy"]);
  });

  it("is asked for once: a second click moves nobody to the end of the list", async () => {
    const person = await someoneWaiting("Ana", 5);
    const { askedAt } = await stored(person);
    const again = askForVerification(site.services, actorOf(person, "counsellor"));
    expect((await failure(again)).name).to.equal("Conflict");
    expect((await stored(person)).askedAt).to.deep.equal(askedAt);
  });

  it("is not asked for once a document is removed in the same moment", async () => {
    for (let operation = 0, isInside = true; isInside; operation += 1) {
      const person = await someoneWaiting();
      const actor = actorOf(person, "counsellor");
      await VerificationModel.updateOne({ _id: person.id }, { $set: { state: "draft" } });
      const [first = ""] = Object.keys((await stored(person)).documents ?? {});
      let stateBefore = "";
      isInside = await interleave(
        operation,
        () => askForVerification(site.services, actor).catch(() => undefined),
        async () => {
          stateBefore = (await stored(person)).state;
          await removeDocument(site.services, actor, first);
        },
      );
      if (isInside) expect((await stored(person)).state, `before operation ${operation}`).to.equal(stateBefore);
    }
  });

  it("overwrites no licence that another window has saved", async () => {
    const person = await makeCounsellor();
    const save = (number: string, version: number): Promise<void> =>
      saveLicence(actorOf(person, "counsellor"), { ...LICENCE, number, version });
    await save("1", 0);
    await save("2", 1);
    for (const version of [0, 1]) expect((await failure(save("old", version))).name).to.equal("Conflict");
    expect((await stored(person)).licence?.number).to.equal("2");
  });

  it("leaves nothing of a removed document, whose place is free again", async () => {
    const person = await someoneWaiting();
    const actor = actorOf(person, "counsellor");
    const kept = await files();
    const [first = "", second = ""] = Object.keys((await stored(person)).documents ?? {});
    for (const id of [first, second]) await removeDocument(site.services, actor, id);
    expect(await files()).to.equal(kept - 2);
    expect((await stored(person)).documentCount).to.equal(0);
    await addDocument(site.services, actor, { purpose: "identity", upload: { name: "a.pdf", bytes: PDF } });
    expect((await stored(person)).documentCount).to.equal(1);
  });
});
