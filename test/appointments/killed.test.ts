import { expect } from "chai";
import { build } from "esbuild";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { ChargeModel } from "../../src/payments/charge-model.js";
import { PaymentModel } from "../../src/payments/payment-model.js";
import { freshDatabaseUri } from "../support/database.js";
import type { Doom } from "../support/doomed-process.js";
import { makeClient, makeCounsellor } from "../support/people.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const TIMES_EACH = 20;
const LANES = 2;
const root = path.resolve(import.meta.dirname, "../..");
/** Made into one file, it starts in a third of the time. Beside the built server, it finds what that finds. */
const doomed = path.join(root, "dist/test/doomed-process.js");

describe("A process killed between any two writes of hold, charge, booking, move, cancellation and refund", () => {
  let databaseUri: string;
  let site: TestSite;
  let dataDir: string;
  const lanes: Doom["couples"][] = [];

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
    dataDir = await mkdtemp(path.join(tmpdir(), "healspace-doomed-"));
    for (let lane = 0; lane < LANES; lane += 1) {
      const couple = async () => ({ client: await makeClient(), counsellor: await makeCounsellor() });
      lanes.push(await Promise.all(Array.from({ length: TIMES_EACH }, couple)));
    }
  });
  after(async () => {
    await site.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it("leaves appointment and money agreeing after the next sweeps, twenty times at each write", async () => {
    const whole = await live(null, lanes[0] ?? []);
    const writes = Number(whole.output);
    expect(writes).to.be.greaterThan(12);
    expect(await endings()).to.deep.equal({ "cancelled, all returned": TIMES_EACH });
    const seen = new Set<string>();

    for (let first = 1; first <= writes; first += LANES) {
      const steps = lanes.map((_, lane) => first + lane).filter((step) => step <= writes);
      await forgetSessions();
      const ends = await Promise.all(steps.map((step, lane) => live(step, lanes[lane] ?? [])));
      for (const { signal } of ends) expect(signal).to.equal("SIGKILL");
      await recover();
      for (const ending of Object.keys(await endings(`killed before write ${steps.join(" or ")}`))) seen.add(ending);
    }
    expect([...seen].sort()).to.include.members([
      "booked and paid",
      "cancelled, all returned",
      "nothing, nothing paid",
    ]);
  }).timeout(300_000);

  /** Lets each couple live until before that write, in a process that then is no more. */
  function live(
    stopBefore: number | null,
    couples: Doom["couples"],
  ): Promise<{ output: string; signal: string | null }> {
    const times = { startsAt: "2026-11-27T10:00:00.000Z", movedTo: "2026-11-28T12:00:00.000Z" };
    const doom: Doom = { databaseUri, dataDir, now: site.clock.now().toISOString(), stopBefore, couples, ...times };
    return new Promise((resolve, reject) => {
      execFile(process.execPath, [doomed, JSON.stringify(doom)], (error, output, complaint) => {
        if (error && error.signal !== "SIGKILL") reject(new Error(complaint));
        else resolve({ output, signal: error?.signal ?? null });
      });
    });
  }

  /** What the sweeps of another process do in the hour after: it finds all that is due in the database. */
  async function recover(): Promise<void> {
    for (const minutes of [2, 10, 40]) {
      site.clock.advance({ minutes });
      await site.sweep();
    }
  }

  async function forgetSessions(): Promise<void> {
    for (const model of [AppointmentModel, PaymentModel, ChargeModel]) await model.collection.deleteMany({});
    site.clock.moveTo(MONDAY);
  }
});

/** How each couple's story ended, counted. Every other ending than these throws. */
async function endings(when = ""): Promise<Record<string, number>> {
  const [appointments, payments, charges] = await Promise.all([
    AppointmentModel.find().lean(),
    PaymentModel.find().lean(),
    ChargeModel.find().lean(),
  ]);
  const counts: Record<string, number> = {};
  for (const { key, status, amountCents, refundedCents, _id } of charges) {
    const [appointmentId] = key.split(":");
    const appointment = appointments.find((one) => String(one._id) === appointmentId);
    const payment = payments.find((one) => String(one.appointmentId) === appointmentId);
    const about = `${when}: ${appointment?.status}, payment ${payment?.status}, charge ${status}, ${refundedCents} returned`;
    expect(payment?.chargeId, about).to.equal(String(_id));
    const paid = status === "approved" ? amountCents - refundedCents : 0;
    if (appointment?.status === "booked") {
      expect({ paid, status: payment?.status }, about).to.deep.equal({
        paid: appointment.priceCents,
        status: "approved",
      });
      expect(appointment.ticks?.length, about).to.be.greaterThan(0);
      const { clientId, counsellorId } = appointment;
      expect(await ConversationModel.exists({ clientId, counsellorId }), about).not.to.equal(null);
    } else {
      expect(appointment?.status, about).to.be.oneOf([undefined, "cancelled"]);
      expect(paid, about).to.equal(0);
      expect(payment?.status, about).to.equal("refunded");
      expect(appointment?.ticks, about).to.equal(undefined);
    }
    const ending = appointment?.status === "booked" ? "booked and paid" : "cancelled, all returned";
    counts[ending] = (counts[ending] ?? 0) + 1;
  }
  const unpaid = payments.filter(({ chargeId }) => !chargeId);
  for (const { status } of unpaid) expect(status, when).to.equal("declined");
  expect(appointments.filter(({ status }) => status === "held")).to.deep.equal([]);
  if (charges.length < payments.length || payments.length === 0) counts["nothing, nothing paid"] = unpaid.length;
  return counts;
}
