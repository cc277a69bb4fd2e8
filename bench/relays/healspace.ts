/**
 * The built HealSpace on an embedded database whose people have a session right now. Only its rate limits are lifted. With
 * MONGODB_URI and DATA_DIR it is another process of the same site.
 */
import type mongoose from "mongoose";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type * as Accounts from "../../src/accounts/account-model.js";
import type * as Passwords from "../../src/accounts/passwords.js";
import type * as Appointments from "../../src/appointments/appointment-model.js";
import type * as Slots from "../../src/availability/slot-rules.js";
import type * as Conversations from "../../src/conversations/conversation-model.js";
import type * as Embedded from "../../src/embedded-mongo/start.js";
import type * as Env from "../../src/platform/env.js";
import type * as DisablePretenuring from "../../src/platform/disable-pretenuring.js";
import type * as Limits from "../../src/protocol/limits.js";
import type * as Site from "../../src/start-site.js";
import { Reader } from "../../test/support/reader.js";
import { report } from "./report.js";

const PAIRS = Number(process.argv[2]) / 2;
const PASSWORD = "correct horse battery";

const { AccountModel } = await built<typeof Accounts>("accounts/account-model");
const { hashPassword } = await built<typeof Passwords>("accounts/passwords");
const { AppointmentModel } = await built<typeof Appointments>("appointments/appointment-model");
const { ticksOf } = await built<typeof Slots>("availability/slot-rules");
const { ConversationModel } = await built<typeof Conversations>("conversations/conversation-model");
const { databaseUri, startEmbeddedMongo } = await built<typeof Embedded>("embedded-mongo/start");
const { readEnv } = await built<typeof Env>("platform/env");
const { disablePretenuring } = await built<typeof DisablePretenuring>("platform/disable-pretenuring");
const { RATES, PERSON_RATES } = await built<typeof Limits>("protocol/limits");
const { startSite } = await built<typeof Site>("start-site");

disablePretenuring();
for (const rate of Object.values<Limits.Rate>({ ...RATES, ...PERSON_RATES }))
  Object.assign(rate, { burst: 1e9, perSecond: 1e9 });
const { MONGODB_URI, DATA_DIR, REDIS_URL } = process.env;
const folder = DATA_DIR ?? (await mkdtemp(path.join(tmpdir(), "healspace-bench-")));
const embedded = MONGODB_URI ? null : await startEmbeddedMongo({ folder });
const uri = MONGODB_URI ?? databaseUri(embedded!, "healspace");
const env = readEnv({ NODE_ENV: "test", PORT: "0", DATA_DIR: folder, LOG_LEVEL: "fatal", REDIS_URL });
const site = await startSite(env, uri);
const passwordHash = await hashPassword(PASSWORD, "");
const pairs = [];
for (let pair = 0; embedded && pair < PAIRS; pair += 1) pairs.push(await makePair(pair));
report({ url: site.url, pairs, shared: { MONGODB_URI: uri, DATA_DIR: folder } }, async () => {
  await site.stop();
  if (!embedded) return;
  await embedded.stop();
  await rm(folder, { recursive: true });
});

/** The build that production runs: tsx would wrap each function of the source to keep its name. */
function built<M>(file: string): Promise<M> {
  return import(path.resolve(import.meta.dirname, `../../dist/${file}.js`)) as Promise<M>;
}

async function makePair(pair: number): Promise<object> {
  const [client, counsellor] = [await makeAccount("client", pair), await makeAccount("counsellor", pair)];
  const now = new Date();
  const ids = { clientId: client._id, counsellorId: counsellor._id };
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

async function makeAccount(
  role: "client" | "counsellor",
  pair: number,
): Promise<{ _id: mongoose.Types.ObjectId; email: string }> {
  const email = `${role}-${pair}@example.org`;
  const who = { email, passwordHash, role, name: `${role} ${pair}`, zone: "Europe/Berlin" };
  const { _id } = await AccountModel.create({ ...who, logins: [], createdAt: new Date() });
  return { _id, email };
}

async function signIn(email: string): Promise<string> {
  const reader = new Reader(site.url);
  const fields = { _csrf: await reader.csrfToken("/sign-in"), email, password: PASSWORD };
  await reader.request("/sign-in", { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
  return reader.cookieHeader;
}
