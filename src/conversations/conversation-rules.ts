export const WRITING_DAYS = 90;
export const WITHDRAW_MINUTES = 5;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Until when a conversation can be written in, and why it cannot be already. */
export interface Writing {
  until: Date;
  closed: "time" | "counsellor" | null;
}

/**
 * Whether a conversation can be written in: for 90 days after the end of their last session, unless its counsellor has closed it
 * since the last booking.
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

/** For how many milliseconds from now its writer may withdraw a message; zero when that is over. */
export function withdrawableForMs({ at }: { at: Date }, now: Date): number {
  return Math.max(0, at.getTime() + WITHDRAW_MINUTES * MINUTE_MS - now.getTime());
}

/** The one of the two that this one writes to. */
export function otherOf<Id extends { toString(): string }>(
  { clientId, counsellorId }: { clientId: Id; counsellorId: Id },
  actorId: string | null,
): Id {
  return clientId.toString() === actorId ? counsellorId : clientId;
}

/** Which of a conversation's two people a role stands for. */
export const ownField = (role: string): "clientId" | "counsellorId" =>
  role === "client" ? "clientId" : "counsellorId";
