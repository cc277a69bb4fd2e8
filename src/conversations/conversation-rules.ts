export const WRITING_DAYS = 90;
export const WITHDRAW_MINUTES = 5;
/** After how many minutes without a further one unread messages are announced by mail. */
export const QUIET_MINUTES = 10;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Until when a conversation is open for writing, and why it is already closed. */
export interface Writing {
  until: Date;
  closed: "time" | "counsellor" | null;
}

/**
 * Whether a conversation is open for writing: until 90 days after the last session, unless the counsellor has closed it since the
 * last booking.
 */
export function judgeWriting(
  facts: { openedAt: Date; lastSessionEndsAt: Date | null; isClosedByCounsellor: boolean },
  now: Date,
): Writing {
  const last = Math.max(facts.openedAt.getTime(), facts.lastSessionEndsAt?.getTime() ?? 0);
  const until = new Date(last + WRITING_DAYS * DAY_MS);
  if (now >= until) return { until, closed: "time" };
  return { until, closed: facts.isClosedByCounsellor ? "counsellor" : null };
}

/** Tells a reader with this role why a conversation is closed; null while it is open. */
export function closedWords({ closed }: Writing, role: string): string | null {
  if (!closed) return null;
  const stays = "You can still read it. A new booking reopens it.";
  if (closed === "time")
    return `This conversation is closed: your last session was more than ${WRITING_DAYS} days ago. ${stays}`;
  return role === "counsellor"
    ? `You have closed this conversation. ${stays}`
    : `Your counsellor has closed this conversation. ${stays}`;
}

/** How many milliseconds are left in which the sender may withdraw a message; zero when none. */
export function withdrawableForMs({ at }: { at: Date }, now: Date): number {
  return Math.max(0, at.getTime() + WITHDRAW_MINUTES * MINUTE_MS - now.getTime());
}

/** The other person in the conversation. */
export function otherOf<Id extends { toString(): string }>(
  { clientId, counsellorId }: { clientId: Id; counsellorId: Id },
  actorId: string | null,
): Id {
  return clientId.toString() === actorId ? counsellorId : clientId;
}

/** The field of a conversation that holds people of this role. */
export const ownField = (role: string): "clientId" | "counsellorId" =>
  role === "client" ? "clientId" : "counsellorId";
