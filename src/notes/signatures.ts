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
  /** Whether record and signature still say what was signed. */
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

/** The digest that signs a record: of its text and version, whose it is, and who signs when. docs/decisions tells its form. */
export function signatureDigest(
  { appointmentId, authorId, clientId, version, savedAt }: Omit<NoteIdentity, "_id" | "kind">,
  { text, previous }: NoteContent,
  { name, at }: { name: string; at: Date },
): string {
  const whose = { session: String(appointmentId), author: String(authorId), client: String(clientId) };
  const signed = { signedBy: name, signedAt: at };
  return digestOf({ form: "HealSpace signed record 1", ...whose, version, savedAt, text, previous, ...signed });
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

/** Opens a record's signature, or null where it is not signed. */
export function openSignature({ secrets }: Services, note: Note, content: NoteContent): Signature | null {
  if (!note.signed) return null;
  const { at, name } = note.signed;
  const digest = secrets.open(note.signed.digest, notePlace(note, "signed.digest")).toString();
  return { at, name, digest, isIntact: digest === signatureDigest(note, content, { name, at }) };
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
