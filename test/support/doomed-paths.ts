import { blockClient } from "../../src/booking/block-client.js";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { cancelAppointment } from "../../src/booking/cancel-appointment.js";
import { cancelUnattended } from "../../src/booking/cancel-unattended.js";
import { handlePaymentEvent } from "../../src/booking/follow-payment.js";
import { payAppointment } from "../../src/booking/pay-appointment.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { releaseHold } from "../../src/booking/release-hold.js";
import { rescheduleAppointment } from "../../src/booking/reschedule-appointment.js";
import { ChargeModel } from "../../src/payments/charge-model.js";
import type { TestGateway } from "../../src/payments/test-gateway.js";
import { SafeError } from "../../src/platform/errors.js";
import type { Services } from "../../src/services.js";
import { actorOf, BAD_CARD, current, GOOD_CARD, wanted } from "./booking.js";
import type { TestPerson } from "./people.js";

export interface Couple {
  client: TestPerson;
  counsellor: TestPerson;
  /** Someone who takes the client's time where that is what happens. */
  rival: TestPerson;
}

type Path = (services: Services, couple: Couple, ownPartBegins: () => void) => Promise<void>;

const STARTS_AT = "2026-11-27T10:00:00.000Z";
const MOVED_TO = "2026-11-28T12:00:00.000Z";
const CONFIRM_CARD = { ...GOOD_CARD, number: "4000000000003220" };
const SLOW_CARD = { ...GOOD_CARD, number: "4000000000000077" };
const LOST_CARD = { ...GOOD_CARD, number: "4000000000000119" };

const hold = async (services: Services, { client, counsellor }: Couple): Promise<string> =>
  String((await placeHold(services, actorOf(client), wanted(counsellor, STARTS_AT))).holdId);

const pay = async (services: Services, { client }: Couple, id: string, card = GOOD_CARD): Promise<unknown> =>
  payAppointment(services, actorOf(client), id, card).catch((error: unknown) => {
    // A declined card and a lost time are part of a path.
    if (!(error instanceof SafeError)) throw error;
  });

/** The owner of the card says yes, and the gateway tells of it. */
async function confirm(services: Services, id: string): Promise<void> {
  const { _id, key } = await ChargeModel.findOne({ key: `${id}:1` })
    .orFail()
    .lean();
  await (services.gateway as TestGateway).confirm(String(_id), true);
  await handlePaymentEvent(services, { id: "told", key, type: "charge.approved" });
}

/** What may happen to a booking, each from the hold to its end. Where a path leaves that of another it says so. */
export const paths = {
  async "paid, moved, cancelled by the client"(services, couple) {
    const id = await hold(services, couple);
    await pay(services, couple, id);
    const moved = { appointmentId: id, from: new Date(STARTS_AT), startsAt: new Date(MOVED_TO) };
    await rescheduleAppointment(services, actorOf(couple.client), moved);
    await cancelAppointment(services, actorOf(couple.client), id, 6000);
  },
  async "another card, cancelled by the counsellor"(services, couple, ownPartBegins) {
    const id = await hold(services, couple);
    ownPartBegins();
    await pay(services, couple, id, BAD_CARD);
    await pay(services, couple, id);
    await cancelAppointment(services, actorOf(couple.counsellor, "counsellor"), id, 6000);
  },
  async "confirmed, cancelled because nobody came"(services, couple, ownPartBegins) {
    const id = await hold(services, couple);
    ownPartBegins();
    await pay(services, couple, id, CONFIRM_CARD);
    await confirm(services, id);
    await cancelUnattended(services, await current(id), services.clock.now());
  },
  async "slow, given up"(services, couple, ownPartBegins) {
    const id = await hold(services, couple);
    ownPartBegins();
    await pay(services, couple, id, SLOW_CARD);
    await releaseHold(services, actorOf(couple.client), id);
  },
  async "answer lost, then blocked"(services, couple, ownPartBegins) {
    const id = await hold(services, couple);
    ownPartBegins();
    await pay(services, couple, id, LOST_CARD);
    await blockClient(services, actorOf(couple.counsellor, "counsellor"), { appointmentId: id, isBlocked: true });
  },
  async "ran out, confirmed, taken again"(services, couple, ownPartBegins) {
    const id = await hold(services, couple);
    await pay(services, couple, id, CONFIRM_CARD);
    ownPartBegins();
    await AppointmentModel.deleteOne({ _id: id });
    await confirm(services, id);
  },
  async "ran out, taken by another, confirmed"(services, couple, ownPartBegins) {
    const id = await hold(services, couple);
    await pay(services, couple, id, CONFIRM_CARD);
    await AppointmentModel.deleteOne({ _id: id });
    ownPartBegins();
    await hold(services, { ...couple, client: couple.rival });
    await confirm(services, id);
  },
} satisfies Record<string, Path>;

export type PathName = keyof typeof paths;
