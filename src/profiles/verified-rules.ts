import { Temporal } from "temporal-polyfill";
import { dayOf } from "../web/zone-days-rules.js";

/** What an admin checked of a counsellor: clients read what, when and until when. */
export interface Verified {
  what: string;
  at: Date;
  /** The admin's account. */
  by?: { toString(): string };
  /** The last day on which it holds, by the site's zone, such as "2027-05-31". Without it, it holds until something changes. */
  until?: string;
  /** When the counsellor and the admins were reminded that it will end. */
  remindedAt?: Date;
}

/** The present day in a zone, such as "2026-11-28". */
export function todayIn(zone: string, now: Date): string {
  return dayOf(now, zone).toString();
}

/** The day this many days later; both such as "2026-11-28". */
export function daysAfter(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** Whether a verification has ended, where the day is `today`. */
export function hasExpired({ until }: Pick<Verified, "until">, today: string): boolean {
  return until !== undefined && until < today;
}

/** A day as it is shown: "31 May 2027". */
export function dayWords(day: string): string {
  return Temporal.PlainDate.from(day).toLocaleString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}
