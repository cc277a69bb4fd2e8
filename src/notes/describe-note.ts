import type { Person } from "../access/permissions.js";
import type { Format } from "../web/format-rules.js";
import type { OpenAttachment } from "./find-attachment.js";
import type { OpenNote } from "./find-note.js";
import { maySign, notePath, type NoteKind } from "./note-rules.js";
import { isAddedLater } from "./signatures.js";

const KINDS: Record<NoteKind, { title: string; tab: string; about: string }> = {
  record: {
    title: "Session record",
    tab: "Record",
    about: "Part of your client's file. You may have to hand it over to them, so write it for their eyes too.",
  },
  private: {
    title: "Private working note",
    tab: "Private note",
    about: "For your own thinking. It is kept apart from the record, is never signed, and is never handed over.",
  },
};

export interface NoteHead {
  title: string;
  /** What this kind is for. */
  about: string;
  path: string;
  tabs: { label: string; href: string; isCurrent: boolean }[];
  session: { href: string; clientName: string; clientHref: string; startsAt: string };
  savedWords: string;
  maySign: boolean;
}

/** What every page of a note says: whose, which of the two kinds, and where the other one is. */
export function describeNote({ appointment, kind, savedAt }: OpenNote, { zone }: Person, format: Format): NoteHead {
  return {
    title: KINDS[kind].title,
    about: KINDS[kind].about,
    path: notePath(appointment.id, kind),
    tabs: (["record", "private"] as const).map((each) => ({
      label: KINDS[each].tab,
      href: notePath(appointment.id, each),
      isCurrent: each === kind,
    })),
    session: {
      href: `/appointments/${appointment.id}`,
      clientName: appointment.clientName,
      clientHref: `/clients/${String(appointment.clientId)}`,
      startsAt: format.dateTime(appointment.startsAt, zone),
    },
    savedWords: savedAt ? `Saved ${format.dateTime(savedAt, zone)}` : "Not saved yet",
    maySign: kind === "record" && maySign(appointment),
  };
}

type MarkedFile = OpenAttachment & { isAddedLater: boolean };

export interface SignedWords {
  textHtml: string;
  signed: { words: string; digest: string } | null;
  /** Whether nobody has changed it since. */
  isIntact: boolean;
  addenda: { heading: string; words: string; html: string; digest: string }[];
  attachments: MarkedFile[];
  /** The number of the next addendum. */
  nextAddendum: number;
}

/** A note as its pages show it to read; `render` makes HTML of Markdown. */
export function describeSigned(
  note: OpenNote,
  { zone }: Person,
  format: Format,
  render: (text: string) => string,
): SignedWords {
  const { signed, addenda, text } = note;
  return {
    textHtml: render(text),
    signed: signed && {
      words: `Signed by ${signed.name} on ${format.dateTime(signed.at, zone)}`,
      digest: signed.digest,
    },
    isIntact: signed === null || (signed.isIntact && addenda.every((each) => each.isIntact)),
    addenda: addenda.map((each) => ({
      heading: `Addendum ${each.number}`,
      words: `Added and signed by ${each.name} on ${format.dateTime(each.at, zone)}`,
      html: render(each.text),
      digest: each.digest,
    })),
    attachments: markLaterFiles(note),
    nextAddendum: addenda.length + 1,
  };
}

/** The files beside a note, each with whether it was added after the record was signed. */
export function markLaterFiles({ attachments, signed }: Pick<OpenNote, "attachments" | "signed">): MarkedFile[] {
  return attachments.map((file) => ({ ...file, isAddedLater: isAddedLater(file, signed) }));
}
