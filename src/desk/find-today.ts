import { authorize, type Person } from "../access/permissions.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { BOOKED_ONCE, claimEndsAt, isRoomOpen } from "../appointments/appointment-rules.js";
import { withPeople, type AppointmentView } from "../appointments/with-people.js";
import { unreadMessages } from "../conversations/count-unread.js";
import { dueRecords } from "../notes/find-unsigned.js";
import { askTogether, type Asked } from "../platform/ask-together.js";
import { among, atLeast, between, present } from "../platform/queries.js";
import type { Services } from "../services.js";
import { findLeftToDo } from "../welcome/setting-up.js";
import type { LeftToDo } from "../welcome/step-rules.js";
import { dayBounds, dayOf } from "../web/zone-days-rules.js";
import { EXPECTED } from "../room/presence-rules.js";
import { findFilledIn, type FilledIn } from "./find-filled-in.js";

/** What a counsellor's day is made of. */
export interface Today {
  now: Date;
  /** Sessions whose client is in the room without them. */
  waiting: AppointmentView[];
  /** The sessions whose room is open. */
  open: AppointmentView[];
  /** The earliest session that is not over. */
  next: AppointmentView | null;
  /** Everything that starts today in the counsellor's zone, earliest first. */
  sessions: AppointmentView[];
  /** Times that clients hold while they pay, and times offered to them, the first to expire first. */
  holds: AppointmentView[];
  /** What clients have filled in for these sessions. */
  filledIn: FilledIn;
  unread: number;
  /** Sessions that took place and whose record is not signed. */
  unsigned: number;
  /** What is left to set up, or null. */
  leftToDo: LeftToDo[] | null;
}

/** Finds what waits for a counsellor today. */
export async function findToday(services: Services, actor: Person): Promise<Today> {
  authorize(actor, "desk.see", { counsellorId: actor.id });
  const now = services.clock.now();
  const [{ claims, started, unread, due }, leftToDo] = await Promise.all([
    askTogether({
      claims: findClaims(actor, now),
      started: findStartingToday(actor, now),
      unread: unreadMessages(actor.id),
      due: dueRecords(actor.id),
    }),
    findLeftToDo(actor),
  ]);
  const open = claims.filter((each) => isRoomOpen(each, now));
  const next = claims.find(({ status, endsAt }) => EXPECTED.includes(status) && endsAt > now);
  const holds = claims.filter((each) => Number(claimEndsAt(each)) > now.getTime());
  const records = uniqueById([...open, ...(next ? [next] : []), ...started, ...holds]);
  const [views, filledIn] = await Promise.all([withPeople(records), findFilledIn(records)]);
  const viewsOf = (some: Appointment[]) => some.flatMap(({ _id }) => views.find((view) => view._id.equals(_id)) ?? []);
  return {
    now,
    waiting: viewsOf(open.filter((each) => isWaiting(each, now))),
    open: viewsOf(open),
    next: next ? (viewsOf([next])[0] ?? null) : null,
    sessions: viewsOf(started),
    holds: viewsOf(holds).sort((a, b) => Number(a.deadlineAt) - Number(b.deadlineAt)),
    filledIn,
    unread: unread.length,
    unsigned: due.length,
    leftToDo,
  };
}

/** The longest that a session can last, its room's closing included. */
const LONGEST_HOURS = 12;

/** What still claims a time of theirs, earliest first. */
function findClaims({ id }: Person, now: Date): Asked<Appointment[]> {
  const startsAt = atLeast(new Date(now.getTime() - LONGEST_HOURS * 3_600_000));
  return AppointmentModel.find({ counsellorId: id, ticks: present, startsAt }).sort({ startsAt: 1 }).lean();
}

function findStartingToday({ id, zone }: Person, now: Date): Asked<Appointment[]> {
  const { from, until } = dayBounds(dayOf(now, zone), zone);
  return AppointmentModel.find({ counsellorId: id, startsAt: between(from, until), status: among(BOOKED_ONCE) })
    .sort({ startsAt: 1 })
    .lean();
}

/** Whether the client is in the room and the counsellor is not. */
function isWaiting({ presentUntil: { client, counsellor } }: Appointment, now: Date): boolean {
  return client !== undefined && client > now && !(counsellor && counsellor > now);
}

function uniqueById(appointments: Appointment[]): Appointment[] {
  return [...new Map(appointments.map((each) => [String(each._id), each])).values()];
}
