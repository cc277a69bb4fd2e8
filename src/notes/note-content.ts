import type { Place, Sealed, Secrets } from "../platform/secrets.js";
import type { NoteIdentity } from "./note-model.js";
import { digestOf } from "./digest.js";

/** What a note says, and the digest of the version that was kept before it, or null. */
export interface NoteContent {
  text: string;
  previous: string | null;
}

/** Seals what a note or one of its versions says. */
export function sealContent({ secrets }: { secrets: Secrets }, content: NoteContent, place: Place): Sealed {
  const { text, previous } = content;
  return secrets.seal(JSON.stringify({ text, previous }), place);
}

/** Opens what a note or one of its versions says. Throws where it is not what was sealed there. */
export function openContent({ secrets }: { secrets: Secrets }, sealed: Sealed, place: Place): NoteContent {
  return JSON.parse(secrets.open(sealed, place).toString()) as NoteContent;
}

/** The digest by which the next kept version, or the note itself, names this text as the one before. */
export function versionDigest(
  { appointmentId, authorId, clientId, kind, version, savedAt }: Omit<NoteIdentity, "_id">,
  { text, previous }: NoteContent,
): string {
  const whose = { session: String(appointmentId), author: String(authorId), client: String(clientId), kind };
  return digestOf({ form: "HealSpace note version 1", ...whose, version, savedAt, text, previous });
}
