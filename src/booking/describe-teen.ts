import type { Format } from "../web/format-rules.js";
import type { Teen } from "./teen-rules.js";

/** For whom a teen session is, in words. */
export interface TeenWords {
  age: string;
  /** The guardian who agreed, and how to reach them; null if none had to. */
  guardian: { name: string; contact: string; agreed: string } | null;
}

/** Describes a teen's details in the reader's zone. */
export function describeTeen({ age, guardian, at }: Teen & { at: Date }, zone: string, format: Format): TeenWords {
  return {
    age: `${age} years`,
    guardian: guardian
      ? { ...guardian, agreed: `Agreed on ${format.date(at, zone)}, according to the person who booked.` }
      : null,
  };
}
