import type { Format } from "../web/format-rules.js";
import type { OpenAttachment } from "./find-attachment.js";
import { notePath } from "./note-rules.js";

export interface AttachmentView {
  notePath: string;
  facts: string;
  isPicture: boolean;
  isPdf: boolean;
  struckWords: string | null;
}

/** What the page of an attachment says of it, and how it shows it. */
export function describeAttachment(
  { appointmentId, noteKind, kind, bytes, at, struck }: OpenAttachment,
  kinds: Record<string, { label: string }>,
  format: Format,
  zone: string,
): AttachmentView {
  return {
    notePath: notePath(appointmentId, noteKind),
    facts: `${kinds[kind]?.label ?? "File"}, ${format.fileSize(bytes)}, added ${format.dateTime(at, zone)}`,
    isPicture: kind.startsWith("image/"),
    isPdf: kind === "application/pdf",
    struckWords: struck ? `Struck through on ${format.dateTime(struck.at, zone)}` : null,
  };
}
