import type { Format } from "../web/format-rules.js";
import type { Teen } from "./teen-rules.js";

/** For whom a teen session is, in words. */
export interface TeenWords {
  age: string;
  /** Who agreed and how to reach them; null where nobody had to. */
  guardian: { name: string; contact: string; agreed: string } | null;
}

/** Writes it in the reader's zone. */
export function describeTeen({ age, guardian, at }: Teen & { at: Date }, zone: string, format: Format): TeenWords {
  return {
    age: `${age} years`,
    guardian: guardian
      ? { ...guardian, agreed: `Agreed on ${format.date(at, zone)}, as the person booking said.` }
      : null,
  };
}
