import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import type { NoteKind } from "./note-rules.js";

/**
 * The keys, in base64 and newest first, with which this reader's browser seals what it keeps of a note until the server has it.
 * Pages of nobody else contain them.
 */
export function browserKeys(
  { secrets }: Services,
  { id }: Person,
  { appointmentId, kind }: { appointmentId: string; kind: NoteKind },
): string[] {
  const place = { collection: "browser", id: appointmentId, field: `${id}.${kind}` };
  return secrets.derive("browser storage", place).map((key) => key.toString("base64"));
}
