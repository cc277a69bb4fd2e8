import type { Person } from "../access/permissions.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { cancellationTerms, freeUntil, isReschedulable, partyOf } from "../appointments/appointment-rules.js";
import { findAppointment, type AppointmentView } from "../appointments/find-appointments.js";
import type { SharedCheck } from "../checks/check-model.js";
import { findCheck } from "../checks/shared-check.js";
import { findConversation } from "../conversations/find-conversation.js";
import type { ConversationView } from "../conversations/describe-conversation.js";
import { findInstructions } from "../payments/direct-details.js";
import { PaymentModel, type Payment } from "../payments/payment-model.js";
import { absent } from "../platform/queries.js";
import type { Services } from "../services.js";
import { isClientBlocked } from "./block-client.js";
import { findTeen } from "./teens.js";
import { findAlternatives, type Alternatives } from "./find-alternatives.js";

/** Everything that an appointment's page shows. */
export interface AppointmentDetails {
  appointment: AppointmentView;
  /** The payment for it, if there is one. */
  payment: Payment | null;
  /** How to pay its counsellor directly; empty unless it is paid so and they wrote it. */
  instructions: string;
  canCancel: boolean;
  canReschedule: boolean;
  freeUntil: Date;
  /** For its counsellor: whether they take no more bookings by its client. */
  isBlocked: boolean;
  /** For a client who lost it: times to book instead. */
  alternatives: Alternatives | null;
  /** Null before the two had an appointment booked. */
  conversation: ConversationView | null;
  /** The client's shared device check, while the session is ahead. */
  check: SharedCheck | null;
  /** The open offer of another time for it. */
  movingTo: Appointment | null;
  /** For whom a teen session is. */
  teen: Awaited<ReturnType<typeof findTeen>>;
}

/** Throws NotFound when there is no such appointment that the actor may see. */
export async function findAppointmentDetails(
  services: Services,
  actor: Person,
  id: string,
): Promise<AppointmentDetails> {
  const appointment = await findAppointment(actor, id);
  const now = services.clock.now();
  const party = partyOf(appointment, actor.id);
  const isClient = party === "client";
  const [payment, instructions, isBlocked, alternatives, conversation, teen, check, movingTo] = await Promise.all([
    findCharge(appointment),
    appointment.payBy === "direct" ? findInstructions(services, appointment.counsellorId) : null,
    !isClient && isClientBlocked(appointment),
    isClient && isLost(appointment) ? findAlternatives(services, actor, appointment) : null,
    findConversation(services, actor, appointment),
    findTeen(services, appointment),
    appointment.status === "booked" || appointment.status === "live" ? findCheck(appointment.clientId) : null,
    appointment.status === "booked" ? findMove(appointment) : null,
  ]);
  return {
    appointment,
    payment,
    instructions: instructions?.instructions ?? "",
    canCancel: cancellationTerms(appointment, party, now) !== null,
    canReschedule: isClient && isReschedulable(appointment, now),
    freeUntil: freeUntil(appointment),
    isBlocked,
    alternatives,
    conversation,
    teen,
    check,
    movingTo,
  };
}

async function findCharge({ _id, chargeId }: AppointmentView): Promise<Payment | null> {
  return chargeId ? PaymentModel.findOne({ appointmentId: _id, chargeId }).lean() : null;
}

function findMove({ _id }: AppointmentView): Promise<Appointment | null> {
  return AppointmentModel.findOne({ moves: _id, status: "offered", moving: absent }).lean();
}

/** Whether its client lost it because the counsellor cancelled or did not come. */
function isLost({ cancellation }: AppointmentView): boolean {
  return cancellation?.by === "counsellor" || cancellation?.reason === "counsellor absent";
}
