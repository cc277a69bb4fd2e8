import type { Appointment } from "../appointments/appointment-model.js";
import { addMinutes, type Cancellation } from "../appointments/appointment-rules.js";
import { openConversation } from "../conversations/open-conversation.js";
import type { Services } from "../services.js";
import { bookDemo } from "./book-demo.js";
import { DEMO_CLIENTS, DEMO_COUNSELLORS } from "./demo-people.js";

const DAY = 24 * 60;

/** Makes sessions that have been, that were cancelled and that are to come, for both demo clients. */
export async function makeDemoAppointments(services: Services): Promise<void> {
  const today = new Date(Math.floor(services.clock.now().getTime() / 86_400_000) * 86_400_000);
  const at = (days: number, hour: number): Date => addMinutes(today, days * DAY + hour * 60);
  const made = [
    await book(services, 0, 0, at(-21, 9), completed),
    await book(services, 0, 0, at(-14, 9), completed),
    await book(services, 0, 3, at(-10, 18), cancelledBy("counsellor")),
    await book(services, 0, 4, at(-6, 8), nobodyCame),
    await book(services, 0, 1, at(3, 11)),
    await book(services, 1, 0, at(-7, 10), completed),
    await book(services, 1, 7, at(-2, 12), cancelledBy("client")),
    await book(services, 1, 0, at(2, 13)),
    await book(services, 1, 11, at(5, 9)),
  ];
  for (const { clientId, counsellorId, startsAt } of made) {
    await openConversation(clientId, counsellorId, addMinutes(startsAt, -3 * DAY));
  }
}

/** What became of a session that was to begin then, at that price. */
type DemoOutcome = (startsAt: Date, priceCents: number) => Partial<Appointment>;

async function book(
  services: Services,
  clientNumber: number,
  counsellorNumber: number,
  startsAt: Date,
  outcome: DemoOutcome = () => ({}),
): Promise<Appointment> {
  const client = DEMO_CLIENTS[clientNumber];
  const counsellor = DEMO_COUNSELLORS[counsellorNumber];
  const priceCents = counsellor?.offers[0]?.priceCents;
  if (!client || !counsellor || !priceCents) throw new Error("There is no such demo person");
  return bookDemo(services, { client, counsellor, startsAt }, outcome(startsAt, priceCents));
}

const completed: DemoOutcome = (startsAt) => ({
  status: "completed",
  cameAt: { client: addMinutes(startsAt, -2), counsellor: addMinutes(startsAt, -4) },
  liveAt: addMinutes(startsAt, -2),
  endedAt: addMinutes(startsAt, 50),
  recordDueSince: addMinutes(startsAt, 50),
});

const cancelledBy =
  (by: "client" | "counsellor"): DemoOutcome =>
  (startsAt, refundCents) =>
    cancelled({ by, reason: "chosen", at: addMinutes(startsAt, -2 * DAY), refundCents });

const nobodyCame: DemoOutcome = (startsAt, refundCents) =>
  cancelled({ by: "system", reason: "unattended", at: addMinutes(startsAt, 30), refundCents });

const cancelled = (cancellation: Cancellation): Partial<Appointment> => ({ status: "cancelled", cancellation });
