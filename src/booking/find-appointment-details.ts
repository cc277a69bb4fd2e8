import type { Person } from "../access/permissions.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { BlockModel } from "../appointments/block-model.js";
import { cancellationTerms, freeUntil, isReschedulable, partyOf } from "../appointments/appointment-rules.js";
import { findAppointment } from "../appointments/find-appointments.js";
import type { AppointmentView } from "../appointments/with-people.js";
import { DeviceCheckModel, type SharedCheck } from "../checks/check-model.js";
import { findConversation } from "../conversations/find-conversation.js";
import type { ConversationView } from "../conversations/describe-conversation.js";
import { DirectDetailsModel } from "../payments/direct-details-model.js";
import { openInstructions } from "../payments/direct-details.js";
import { PaymentModel, type Payment } from "../payments/payment-model.js";
import { askTogether } from "../platform/ask-together.js";
import { absent } from "../platform/queries.js";
import type { Services } from "../services.js";
import { TeenModel } from "./teen-model.js";
import { openTeen } from "./teens.js";
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
  teen: ReturnType<typeof openTeen>;
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
  const [beside, alternatives, conversation] = await Promise.all([
    findBeside(services, appointment),
    isClient && isLost(appointment) ? findAlternatives(services, actor, appointment) : null,
    findConversation(services, actor, appointment),
  ]);
  return {
    appointment,
    ...beside,
    isBlocked: !isClient && beside.isBlocked,
    canCancel: cancellationTerms(appointment, party, now) !== null,
    canReschedule: isClient && isReschedulable(appointment, now),
    freeUntil: freeUntil(appointment),
    alternatives,
    conversation,
  };
}

type Beside = Pick<AppointmentDetails, "payment" | "instructions" | "isBlocked" | "teen" | "check" | "movingTo">;

/** What other records say of an appointment, in one trip. */
async function findBeside(services: Services, appointment: AppointmentView): Promise<Beside> {
  const { _id, chargeId, clientId, counsellorId, status, payBy, sessionType } = appointment;
  const found = await askTogether({
    block: BlockModel.findOne({ counsellorId, clientId }, { _id: 1 }).lean(),
    ...(chargeId && { payment: PaymentModel.findOne({ appointmentId: _id, chargeId }).lean<Payment>() }),
    ...(payBy === "direct" && { details: DirectDetailsModel.findById(counsellorId).lean() }),
    ...(sessionType === "teen" && { teen: TeenModel.findById(_id).lean() }),
    ...((status === "booked" || status === "live") && { check: DeviceCheckModel.findById(clientId).lean() }),
    ...(status === "booked" && {
      move: AppointmentModel.findOne({ moves: _id, status: "offered", moving: absent }).lean<Appointment>(),
    }),
  });
  return {
    payment: found.payment ?? null,
    instructions: openInstructions(services, found.details ?? null).instructions,
    isBlocked: found.block !== null,
    teen: openTeen(services, found.teen ?? null),
    check: found.check ?? null,
    movingTo: found.move ?? null,
  };
}

/** Whether its client lost it because the counsellor cancelled or did not come. */
function isLost({ cancellation }: AppointmentView): boolean {
  return cancellation?.by === "counsellor" || cancellation?.reason === "counsellor absent";
}
