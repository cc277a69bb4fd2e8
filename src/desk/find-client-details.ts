import type { Person } from "../access/permissions.js";
import type { Appointment } from "../appointments/appointment-model.js";
import { isRoomOpen } from "../appointments/appointment-rules.js";
import { listAppointments, type AppointmentList } from "../appointments/find-appointments.js";
import { isClientBlocked } from "../booking/block-client.js";
import { findLatestTeen } from "../booking/teens.js";
import type { SharedCheck } from "../checks/check-model.js";
import { findCheck } from "../checks/shared-check.js";
import { findOwnClient, type OwnClient } from "../clients/find-own-client.js";
import { findRemark, type Remark } from "../clients/remark.js";
import type { SafetyDetails } from "../protocol/messages.js";
import { findSafetyDetails } from "../room/find-safety-details.js";
import type { Services } from "../services.js";
import { findClientConversation, type ClientConversation } from "./find-client-conversation.js";
import { findClientNotes, type SessionNotes } from "./find-client-notes.js";
import { findClientPayments, type ClientPayments } from "./find-client-payments.js";

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
  teen: Awaited<ReturnType<typeof findLatestTeen>>;
  /** The client's shared device check, while a session is ahead. */
  check: SharedCheck | null;
  /** Where they are and whom to call, while the room of a session is open. */
  safety: SafetyDetails | null;
}

/** Throws NotFound for somebody who is not a client of the actor's own. */
export async function findClientDetails(
  services: Services,
  actor: Person,
  { clientId, ...pages }: { clientId: string; page: number; ahead: number },
): Promise<ClientDetails> {
  const pair = { counsellorId: actor.id, clientId };
  const [client, sessions, conversation, notes, payments, remark, isBlocked, teen] = await Promise.all([
    findOwnClient(actor, clientId),
    listAppointments(actor, services.clock.now(), { ...pages, clientId }),
    findClientConversation(services, actor, clientId),
    findClientNotes(actor, clientId),
    findClientPayments(actor, clientId),
    findRemark(services, actor, clientId),
    isClientBlocked(pair),
    findLatestTeen(services, pair),
  ]);
  const ahead = sessions.upcoming.shown;
  const open = ahead.find((session) => isRoomOpen(session, services.clock.now()));
  const [check, safety] = await Promise.all([
    ahead.length > 0 ? findCheck(clientId) : null,
    findSafety(services, actor, open),
  ]);
  return { client, sessions, conversation, notes, payments, remark, isBlocked, teen, check, safety };
}

function findSafety(
  services: Services,
  actor: Person,
  open: Appointment | undefined,
): Promise<SafetyDetails | null> | null {
  return open ? findSafetyDetails(services, actor, open) : null;
}
