import { AccountModel } from "../accounts/account-model.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { JOIN_BEFORE_MINUTES, addMinutes, type Status } from "../appointments/appointment-rules.js";
import { openConversation } from "../conversations/open-conversation.js";
import { isDuplicate } from "../platform/database.js";
import { among, atLeast, atMost } from "../platform/queries.js";
import type { Services } from "../services.js";
import { bookDemo } from "./book-demo.js";
import { DEMO_CLIENTS, DEMO_COUNSELLORS, type DemoCounsellor } from "./demo-people.js";

const FIVE_MINUTES_MS = 5 * 60_000;
const ENOUGH_MINUTES = 10;

export interface OpenRoom {
  client: string;
  counsellor: string;
}

/**
 * Makes sure that a demo client and counsellor can enter a session room right now, and says who they are: their open session
 * if they have one, else a new one that starts now for the first two who are both free. Null when all of them are busy.
 */
export async function openDemoRoom(services: Services): Promise<OpenRoom | null> {
  const now = services.clock.now();
  const open = await findDemoRoom(now);
  if (open) return open;
  const startsAt = new Date(Math.ceil(now.getTime() / FIVE_MINUTES_MS) * FIVE_MINUTES_MS);
  for (const client of DEMO_CLIENTS) {
    for (const counsellor of DEMO_COUNSELLORS) {
      if (await bookIfFree(services, client, counsellor, startsAt)) {
        return { client: client.email, counsellor: counsellor.email };
      }
    }
  }
  return null;
}

async function findDemoRoom(now: Date): Promise<OpenRoom | null> {
  const clients = await AccountModel.find({
    email: among(DEMO_CLIENTS.map(({ email }) => email)),
  }).lean();
  const expected: Status[] = ["booked", "live"];
  const appointment = await AppointmentModel.findOne({
    clientId: among(clients.map(({ _id }) => _id)),
    status: among(expected),
    startsAt: atMost(addMinutes(now, JOIN_BEFORE_MINUTES)),
    deadlineAt: atLeast(addMinutes(now, ENOUGH_MINUTES)),
  }).lean();
  if (!appointment) return null;
  const [client, counsellor] = await Promise.all([
    AccountModel.findById(appointment.clientId).orFail().lean(),
    AccountModel.findById(appointment.counsellorId).orFail().lean(),
  ]);
  return { client: client.email, counsellor: counsellor.email };
}

async function bookIfFree(
  services: Services,
  client: (typeof DEMO_CLIENTS)[number],
  counsellor: DemoCounsellor,
  startsAt: Date,
): Promise<boolean> {
  try {
    const { clientId, counsellorId } = await bookDemo(services, { client, counsellor, startsAt });
    await openConversation(clientId, counsellorId, startsAt);
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}
