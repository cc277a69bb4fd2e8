import type { Party } from "../protocol/messages.js";

/** Being in the room for this many minutes of a session in total counts as attending it. */
export const LEAST_PRESENCE_MINUTES = 2;

const LEAST_PRESENCE_MS = LEAST_PRESENCE_MINUTES * 60_000;

/** An arrival or a departure. A departure names the arrival that it ends. */
export interface Entry {
  _id: { toString(): string };
  role: Party;
  what: "joined" | "left";
  at: Date;
  ends?: { toString(): string };
}

/** Whether each of the two has attended. */
export type Attended = Record<Party, boolean>;

interface Judged {
  startsAt: Date;
  /** Until when each person who has not left counts as present. */
  presentUntil: Partial<Record<Party, Date>>;
}

/**
 * Judges who attended a session in which the two have not met: each needs two minutes in its room between its start and `now`, in one
 * stay or in several.
 */
export function whoAttended(session: Judged, entries: Entry[], now: Date): Attended {
  const hasAttended = (role: Party): boolean => presenceMs(role, session, entries, now) >= LEAST_PRESENCE_MS;
  return { client: hasAttended("client"), counsellor: hasAttended("counsellor") };
}

/** When someone who is in the room now will have attended; null where nobody is about to. */
export function whenAttended(session: Judged, entries: Entry[], now: Date): Date | null {
  const left = (["client", "counsellor"] as const)
    .filter((role) => (session.presentUntil[role] ?? 0) > now)
    .map((role) => LEAST_PRESENCE_MS - presenceMs(role, session, entries, now))
    .filter((ms) => ms > 0);
  return left.length > 0 ? new Date(now.getTime() + Math.min(...left)) : null;
}

/** Whether the two were in the room together for two minutes, in one piece or in several, before the start or after. */
export function haveMet({ presentUntil }: Pick<Judged, "presentUntil">, entries: Entry[], now: Date): boolean {
  const [clients, counsellors] = (["client", "counsellor"] as const).map((role) =>
    staysOf(role, presentUntil, entries, now),
  );
  const together = clients!.flatMap((one) =>
    counsellors!.map((other) => Math.min(one.to, other.to) - Math.max(one.from, other.from)),
  );
  return sum(together.filter((ms) => ms > 0)) >= LEAST_PRESENCE_MS;
}

/** For how long someone was in the room from the start until `now`. */
function presenceMs(role: Party, { startsAt, presentUntil }: Judged, entries: Entry[], now: Date): number {
  const stays = staysOf(role, presentUntil, entries, now);
  return sum(stays.map(({ from, to }) => Math.max(0, to - Math.max(from, startsAt.getTime()))));
}

/** When someone was in the room until `now`, in milliseconds, earliest first, with no two stays that overlap. */
function staysOf(
  role: Party,
  presentUntil: Judged["presentUntil"],
  entries: Entry[],
  now: Date,
): { from: number; to: number }[] {
  const arrivals = entries.filter((entry) => entry.role === role && entry.what === "joined");
  let counted = 0;
  return arrivals
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .flatMap((arrival) => {
      const end = endOf(arrival, entries) ?? presentUntil[role] ?? arrival.at;
      const [from, to] = [Math.max(counted, arrival.at.getTime()), Math.min(end.getTime(), now.getTime())];
      if (to <= from) return [];
      counted = to;
      return [{ from, to }];
    });
}

/** When the departure was that ended an arrival, if it has. */
function endOf({ _id }: Entry, entries: Entry[]): Date | undefined {
  return entries.find(({ ends }) => ends?.toString() === _id.toString())?.at;
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
