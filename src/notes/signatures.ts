import type { Services } from "../services.js";
import { addendumPlace, type Addendum } from "./addendum-model.js";
import { digestOf } from "./digest.js";
import { openContent, type NoteContent } from "./note-content.js";
import { notePlace, type Note, type NoteIdentity } from "./note-model.js";

/** A record's signature as its author reads it. */
export interface Signature {
  at: Date;
  name: string;
  /** Of what was signed, in hexadecimal. */
  digest: string;
  /** The SHA-256 digests of the files that were signed too, in hexadecimal; null where the signature does not cover files. */
  files: string[] | null;
  /** Whether record, files and signature are still what was signed. */
  isIntact: boolean;
}

export interface OpenAddendum {
  number: number;
  at: Date;
  name: string;
  text: string;
  digest: string;
  /** Whether it follows what stood before it when it was added. */
  isIntact: boolean;
}

/** The digest that signs a record: of its text, version and files, whose it is, and who signs when. docs/decisions tells its form. */
export function signatureDigest(
  { appointmentId, authorId, clientId, version, savedAt }: Omit<NoteIdentity, "_id" | "kind">,
  { text, previous }: NoteContent,
  { name, at, files }: Pick<Signature, "name" | "at" | "files">,
): string {
  const whose = { session: String(appointmentId), author: String(authorId), client: String(clientId) };
  const signed = { signedBy: name, signedAt: at };
  const form = `HealSpace signed record ${files ? 2 : 1}`;
  return digestOf({ form, ...whose, version, savedAt, text, previous, ...(files && { files }), ...signed });
}

/** The digest of an addendum, which names the digest before it. */
export function addendumDigest(
  { noteId, number, at, name }: Pick<Addendum, "noteId" | "number" | "at" | "name">,
  { text, previous }: NoteContent,
): string {
  return digestOf({
    form: "HealSpace addendum 1",
    ...{ session: String(noteId), number, text, addedBy: name, addedAt: at, previous },
  });
}

/** Opens a record's signature, or null where it is not signed. `digests` are those of the files beside it. */
export function openSignature(
  { secrets }: Services,
  note: Note,
  content: NoteContent,
  digests: string[],
): Signature | null {
  if (!note.signed) return null;
  const { at, name } = note.signed;
  const digest = secrets.open(note.signed.digest, notePlace(note, "signed.digest")).toString();
  const files = note.signed.files
    ? (JSON.parse(secrets.open(note.signed.files, notePlace(note, "signed.files")).toString()) as string[])
    : null;
  const isWhole = files?.every((file) => digests.includes(file)) ?? true;
  return {
    at,
    name,
    digest,
    files,
    isIntact: isWhole && digest === signatureDigest(note, content, { name, at, files }),
  };
}

/** Whether a file beside a record is not part of what its signature covers, because it was added afterwards. */
export function isAddedLater({ digest }: { digest: string | null }, signed: Signature | null): boolean {
  return Boolean(signed?.files && digest && !signed.files.includes(digest));
}

/** Opens a signed record's addenda, which come in order. */
export function openAddenda(services: Services, signed: string, addenda: Addendum[]): OpenAddendum[] {
  let before = signed;
  return addenda.map((addendum) => {
    const { number, at, name } = addendum;
    const content = openContent(services, addendum.text, addendumPlace(addendum, "text"));
    const isIntact = content.previous === before;
    before = addendumDigest(addendum, content);
    return { number, at, name, text: content.text, digest: before, isIntact };
  });
}
