import type { Person } from "../access/permissions.js";
import type { Appointment } from "../appointments/appointment-model.js";
import { BlockModel } from "../appointments/block-model.js";
import { isRoomOpen } from "../appointments/appointment-rules.js";
import { listAppointments, type AppointmentList } from "../appointments/find-appointments.js";
import { latestTeen, openTeen } from "../booking/teens.js";
import { DeviceCheckModel, type SharedCheck } from "../checks/check-model.js";
import { ownClientFrom, ownClientQuestions, type OwnClient } from "../clients/find-own-client.js";
import { openRemark, type Remark } from "../clients/remark.js";
import type { SafetyDetails } from "../protocol/messages.js";
import { findSafetyDetails } from "../room/find-safety-details.js";
import { askTogether } from "../platform/ask-together.js";
import type { Services } from "../services.js";
import { clientConversation, clientConversationFrom, type ClientConversation } from "./find-client-conversation.js";
import { clientNoteQuestions, clientNotesFrom, type SessionNotes } from "./find-client-notes.js";
import { clientPaymentsFrom, paidSessions, type ClientPayments } from "./find-client-payments.js";

/** Everything that a client's page shows: only what is between them and the actor. */
export interface ClientDetails {
  client: OwnClient;
  sessions: AppointmentList;
  /** Null before the two can write to each other. */
  conversation: ClientConversation | null;
  notes: SessionNotes[];
  payments: ClientPayments;
  remark: Remark;
  isBlocked: boolean;
  /** For whom the latest teen session is. */
  teen: ReturnType<typeof openTeen>;
  /** The client's shared device check, while a session is ahead. */
  check: SharedCheck | null;
  /** Where they are and whom to call, while the room of a session is open. */
  safety: SafetyDetails | null;
}

/** Throws NotFound for someone who is not a client of the actor's own. */
export async function findClientDetails(
  services: Services,
  actor: Person,
  { clientId, ...pages }: { clientId: string; page: number; ahead: number },
): Promise<ClientDetails> {
  const pair = { counsellorId: actor.id, clientId };
  const [found, sessions] = await Promise.all([
    askTogether({
      ...ownClientQuestions(actor, clientId),
      ...clientNoteQuestions(actor, clientId),
      conversation: clientConversation(actor, clientId),
      paid: paidSessions(actor, clientId),
      block: BlockModel.findOne(pair, { _id: 1 }).lean(),
      teens: latestTeen(pair),
      check: DeviceCheckModel.findById(clientId).lean(),
    }),
    listAppointments(actor, services.clock.now(), { ...pages, clientId }),
  ]);
  const client = ownClientFrom(actor, found);
  const ahead = sessions.upcoming.shown;
  const open = ahead.find((session) => isRoomOpen(session, services.clock.now()));
  return {
    client,
    sessions,
    conversation: clientConversationFrom(services, clientId, found.conversation),
    notes: clientNotesFrom(found),
    payments: clientPaymentsFrom(found.paid),
    remark: openRemark(services, found.client!),
    isBlocked: found.block !== null,
    teen: openTeen(services, found.teens[0] ?? null),
    check: ahead.length > 0 ? found.check : null,
    safety: await findSafety(services, actor, open),
  };
}

function findSafety(
  services: Services,
  actor: Person,
  open: Appointment | undefined,
): Promise<SafetyDetails | null> | null {
  return open ? findSafetyDetails(services, actor, open) : null;
}
