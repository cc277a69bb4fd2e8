import type { Person } from "../access/permissions.js";
import { FILE_KINDS } from "../files/file-rules.js";
import type { Format } from "../web/format-rules.js";
import type { HandOverPart } from "./hand-over.js";
import { isAddedLater, type Signature } from "./signatures.js";

/** What a handed-over record's file says. */
export interface HandOverView {
  clientName: string;
  authorName: string;
  siteName: string;
  made: string;
  parts: PartView[];
}

interface Signed {
  words: string;
  digest: string;
  /** Whether what was signed is unchanged, in words. */
  proof: string;
}

interface PartView {
  anchor: string;
  heading: string;
  text: string;
  saved: string;
  signature: Signed | null;
  addenda: (Signed & { heading: string; text: string })[];
  attachments: FileView[];
}

interface FileView {
  name: string;
  facts: string;
  description: string;
  digest: string;
  /** A `data:` address, or null. */
  picture: string | null;
  struck: string | null;
}

type Words = (at: Date) => string;

/** Describes the file of a handed-over record, with times in its author's zone. */
export function describeHandOver(
  parts: HandOverPart[],
  { name, zone }: Person,
  { clientName, now, siteName, format }: { clientName: string; now: Date; siteName: string; format: Format },
): HandOverView {
  const words: Words = (at) => `${format.date(at, zone)}, ${format.time(at, zone)}`;
  return {
    clientName,
    authorName: name,
    siteName,
    made: `${words(now)} (${format.zoneName(zone)})`,
    parts: parts.map((part, at) => describePart(part, at + 1, words, format)),
  };
}

function describePart(part: HandOverPart, number: number, words: Words, format: Format): PartView {
  const { signed, addenda, attachments } = part;
  return {
    anchor: `session-${number}`,
    heading: `Session of ${words(part.startsAt)}`,
    text: part.text,
    saved: `Version ${part.version}, saved ${words(part.savedAt)}`,
    signature: signed && {
      ...signed,
      words: `Signed by ${signed.name} on ${words(signed.at)}`,
      proof: signed.isIntact ? "Unchanged since it was signed." : "This has changed since it was signed.",
    },
    addenda: addenda.map((addendum) => ({
      ...addendum,
      heading: `Addendum ${addendum.number}`,
      words: `Signed by ${addendum.name} on ${words(addendum.at)}`,
      proof: addendum.isIntact
        ? "Everything before it is unchanged since it was added."
        : "Something before it has changed since it was added.",
    })),
    attachments: attachments.map((file) => describeFile(file, signed, words, format)),
  };
}

function describeFile(
  file: HandOverPart["attachments"][number],
  signed: Signature | null,
  words: Words,
  format: Format,
): FileView {
  const { name, kind, bytes, description, digest, picture, struck, at } = file;
  const added = `added ${words(at)}${isAddedLater(file, signed) ? ", after the record was signed" : ""}`;
  return {
    ...{ name, description, digest, picture },
    facts: `${FILE_KINDS[kind]?.label ?? "File"}, ${format.fileSize(bytes)}, ${added}`,
    struck: struck && `Struck through on ${words(struck.at)}: ${struck.reason}`,
  };
}
