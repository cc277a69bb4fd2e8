/** HealSpace itself, on an embedded database with people who have a session right now. Only its rates are out of the way. */
import mongoose from "mongoose";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { ticksOf } from "../../src/availability/slot-rules.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { databaseUri, startEmbeddedMongo } from "../../src/embedded-mongo/start.js";
import { readEnv } from "../../src/platform/env.js";
import { RATES, type Rate } from "../../src/protocol/limits.js";
import { startSite } from "../../src/start-site.js";
import { makeAccount, PASSWORD } from "../../test/support/people.js";
import { Reader } from "../../test/support/reader.js";
import { report } from "./report.js";

const PAIRS = Number(process.argv[2]);

for (const rate of Object.values(RATES) as Rate[]) Object.assign(rate, { burst: 1e9, perSecond: 1e9 });
const folder = await mkdtemp(path.join(tmpdir(), "healspace-bench-"));
const embedded = await startEmbeddedMongo({ folder });
const env = readEnv({ NODE_ENV: "test", PORT: "0", DATA_DIR: folder, LOG_LEVEL: "fatal" });
const { url } = await startSite(env, databaseUri(embedded, "healspace"));
const pairs = [];
for (let pair = 0; pair < PAIRS; pair += 1) pairs.push(await makePair());
report({ url, pairs });

async function makePair(): Promise<object> {
  const [client, counsellor] = [await makeAccount("client"), await makeAccount("counsellor")];
  const now = new Date();
  const ids = {
    clientId: new mongoose.Types.ObjectId(client.id),
    counsellorId: new mongoose.Types.ObjectId(counsellor.id),
  };
  const startsAt = new Date(Math.floor(now.getTime() / 1_800_000) * 1_800_000);
  const endsAt = new Date(startsAt.getTime() + 4 * 3_600_000);
  const appointment = await AppointmentModel.create({
    ...ids,
    sessionType: "individual",
    medium: "text",
    startsAt,
    endsAt,
    priceCents: 6000,
    paymentAttempt: 1,
    history: [{ at: now, by: "client", what: "booked" }],
    status: "booked",
    ticks: ticksOf(startsAt, endsAt, 10),
    deadlineAt: endsAt,
  });
  const conversation = await ConversationModel.create({ ...ids, openedAt: now, lastAt: now });
  const cookies = [await signIn(client.email), await signIn(counsellor.email)];
  return { appointmentId: String(appointment._id), conversationId: String(conversation._id), cookies };
}

async function signIn(email: string): Promise<string> {
  const reader = new Reader(url);
  await reader.submit(await reader.get("/sign-in"), "form[action='/sign-in']", { email, password: PASSWORD });
  return reader.cookieHeader;
}
