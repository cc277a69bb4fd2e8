import { expect } from "chai";
import { build } from "esbuild";
import mongoose from "mongoose";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { AppointmentModel, type Appointment } from "../../src/appointments/appointment-model.js";
import { BlockModel } from "../../src/appointments/block-model.js";
import { AvailabilityModel } from "../../src/availability/availability-model.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { ChargeModel, type Charge } from "../../src/payments/charge-model.js";
import { PaymentModel, type Payment } from "../../src/payments/payment-model.js";
import { freshDatabaseUri } from "../support/database.js";
import { paths, type Couple, type PathName } from "../support/doomed-paths.js";
import type { Doom, Writes } from "../support/doomed-process.js";
import { makeCounsellor, type TestPerson } from "../support/people.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";
import { TRIAL_MS, TRIALS } from "../support/trials.js";

/** How many couples at once stop before each write, and how often. */
const { kills: KILLS, couples: COUPLES } = TRIALS.killed;
const root = path.resolve(import.meta.dirname, "../..");
/** Made into one file, it starts in a third of the time. Beside the built server, it finds what that finds. */
const doomed = path.join(root, "dist/test/doomed-process.js");
const names = Object.keys(paths) as PathName[];

describe("A process killed between any two writes of hold, charge, booking, move, cancellation and refund", () => {
  let databaseUri: string;
  let site: TestSite;
  let dataDir: string;
  let pattern: TestPerson;

  before(async () => {
    await build({
      entryPoints: [path.join(root, "test/support/doomed-process.ts")],
      outfile: doomed,
      bundle: true,
      packages: "external",
      format: "esm",
      platform: "node",
    });
    databaseUri = freshDatabaseUri();
    site = await startTestSite({ databaseUri });
    pattern = await makeCounsellor();
    dataDir = await mkdtemp(path.join(tmpdir(), "healspace-doomed-"));
  });
  after(async () => {
    await site.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it(`leaves appointment and money agreeing after the next start, ${KILLS * COUPLES} times at each write, on every way`, async () => {
    const whole = await couples(names.length);
    const toTheEnd = whole.map((couple, index) => ({ ...couple, path: names[index]!, stopBefore: null }));
    const writes = JSON.parse((await run({ lives: toTheEnd })).output) as Writes;
    await run({ sweeps: [2, 10, 40] });
    expect(await endings(whole)).to.deep.equal([
      "cancelled",
      "cancelled",
      "cancelled",
      "none",
      "none",
      "booked",
      "none",
    ]);

    const steps = names.flatMap((name) => {
      const { count, ownFrom } = writes[name]!;
      return Array.from({ length: count - ownFrom + 1 }, (_, index) => ({ path: name, stopBefore: ownFrom + index }));
    });
    expect(steps.length).to.be.greaterThan(50);
    const doomedSteps = steps.flatMap((step) => Array.from({ length: COUPLES }, () => step));
    const all = await couples(doomedSteps.length);
    const lives = doomedSteps.map((step, index) => ({ ...step, ...all[index]! }));
    for (let kills = 0; kills < KILLS; kills += 1) {
      await forgetSessions();
      expect((await run({ lives })).signal).to.equal("SIGKILL");
      await run({ sweeps: [2, 10, 40] });
      const ended = await endings(lives);
      expect(ended).to.have.length(lives.length);
      expect([...new Set(ended)].sort()).to.deep.equal(["booked", "cancelled", "none"]);
    }
  }).timeout(TRIAL_MS);

  /** Runs the doomed process on a new start of the site, from Monday morning on. */
  async function run(what: Partial<Doom>): Promise<{ output: string; signal: string | null }> {
    const file = path.join(dataDir, "doom.json");
    const doom: Doom = { databaseUri, dataDir, now: MONDAY, lives: [], sweeps: [], ...what };
    await writeFile(file, JSON.stringify(doom));
    return new Promise((resolve, reject) => {
      execFile(process.execPath, [doomed, file], (error, output, complaint) => {
        if (error && error.signal !== "SIGKILL") reject(new Error(complaint));
        else resolve({ output, signal: error?.signal ?? null });
      });
    });
  }

  /** Of clients and rivals the ids are all that counts here, and of counsellors the profile and the hours. */
  async function couples(count: number): Promise<Couple[]> {
    const [profile, hours] = await Promise.all([
      CounsellorModel.findById(pattern.id).orFail().lean(),
      AvailabilityModel.findById(pattern.id).orFail().lean(),
    ]);
    const ids = Array.from({ length: count }, () => new mongoose.Types.ObjectId());
    await CounsellorModel.insertMany(ids.map((_id) => ({ ...profile, _id, slug: String(_id), slugs: [String(_id)] })));
    // A short window makes their listings cheap, which are not what is looked at.
    await AvailabilityModel.insertMany(ids.map((_id) => ({ ...hours, _id, bookingWindowDays: 7 })));
    const someone = (id = new mongoose.Types.ObjectId()) => ({ id: String(id), name: "", email: "" });
    return ids.map((id) => ({ client: someone(), counsellor: someone(id), rival: someone() }));
  }

  async function forgetSessions(): Promise<void> {
    for (const model of [AppointmentModel, PaymentModel, ChargeModel, BlockModel, ConversationModel])
      await model.collection.deleteMany({});
  }
});

/** How each couple's story ended. Throws where appointment and money do not agree, or something is left open. */
async function endings(couples: (Couple & { path?: string; stopBefore?: number | null })[]): Promise<string[]> {
  const [appointments, payments, charges, conversations] = await Promise.all([
    AppointmentModel.find().lean(),
    PaymentModel.find().lean(),
    ChargeModel.find().lean(),
    ConversationModel.find().lean(),
  ]);
  const talking = new Set(conversations.map(({ clientId }) => String(clientId)));
  return couples.map(({ client, rival, path: name, stopBefore }) => {
    const isTheirs = ({ clientId }: { clientId: unknown }) => String(clientId) === client.id;
    const own = { appointments: appointments.filter(isTheirs), payments: payments.filter(isTheirs) };
    const about = `${name}, killed before write ${stopBefore}`;
    expect(
      appointments.filter(({ clientId }) => String(clientId) === rival.id),
      about,
    ).to.deep.equal([]);
    expect(own.appointments.length, about).to.be.lessThan(2);
    const ending = endingOf(own.appointments[0], own.payments, charges, about);
    if (ending === "booked") expect(talking.has(client.id), about).to.equal(true);
    return ending;
  });
}

function endingOf(appointment: Appointment | undefined, payments: Payment[], charges: Charge[], about: string): string {
  let kept = 0;
  for (const payment of payments) {
    const charge = charges.find(({ key }) => key === `${String(payment.appointmentId)}:${payment.attempt}`);
    const paid = charge?.status === "approved" ? charge.amountCents - charge.refundedCents : 0;
    const state = charge?.status !== "approved" ? "declined" : paid > 0 ? "approved" : "refunded";
    expect(payment.status, about).to.equal(state);
    expect(payment.refund?.status, about).to.equal(state === "refunded" ? "returned" : undefined);
    if (paid > 0) expect(appointment?.chargeId, about).to.equal(String(charge?._id));
    kept += paid;
  }
  const status = appointment?.status ?? "none";
  expect(status, about).to.be.oneOf(["none", "booked", "cancelled"]);
  expect(kept, `${about}: ${status}`).to.equal(status === "booked" ? appointment?.priceCents : 0);
  expect(appointment?.ticks !== undefined, about).to.equal(status === "booked");
  return status;
}
