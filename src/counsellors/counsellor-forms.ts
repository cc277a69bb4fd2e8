import { z } from "zod";
import { SESSION_TYPES, SPECIALIZATIONS, type SessionType, type Specialization } from "./counsellor-rules.js";

const keys = <K extends string>(labels: Record<K, string>): [K, ...K[]] => Object.keys(labels) as [K, ...K[]];

const text = (most: number) =>
  z
    .string()
    .trim()
    .regex(/^\P{Cc}+$/u)
    .max(most)
    .optional()
    .catch(undefined);

/** What an address asks of the search. What cannot be understood is left out. */
export const searchQuery = z.object({
  specialization: z.enum(keys<Specialization>(SPECIALIZATIONS)).optional().catch(undefined),
  sessionType: z.enum(keys<SessionType>(SESSION_TYPES)).optional().catch(undefined),
  language: text(40),
  /** In whole euros. */
  upTo: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .optional()
    .catch(undefined),
  words: text(100),
  page: z.coerce.number().int().min(1).max(1000).catch(1),
});

/** What an address asks of a profile's slot picker. What cannot be understood is left out. */
export const pickerQuery = z.object({
  type: z.enum(keys<SessionType>(SESSION_TYPES)).optional().catch(undefined),
  from: z.iso.date().optional().catch(undefined),
  day: z.iso.date().optional().catch(undefined),
  at: z.iso
    .datetime()
    .transform((text) => new Date(text))
    .optional()
    .catch(undefined),
});

export type SearchQuery = z.infer<typeof searchQuery>;
export type PickerQuery = z.infer<typeof pickerQuery>;
