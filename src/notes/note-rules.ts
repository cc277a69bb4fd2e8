import type { Status } from "../appointments/appointment-rules.js";

export const NOTE_LENGTH = 20_000;
export const MOST_ATTACHMENTS = 20;

/** What may be attached to a note, by what a file really is, and the ending that its name gets. */
export const ATTACHMENT_KINDS: Record<string, string> = {
  "application/pdf": "PDF",
  "image/png": "PNG",
  "image/jpeg": "JPEG",
  "image/webp": "WebP",
};

/** Whether a counsellor may keep a note on a session: on any that was booked, whatever became of it. */
export function mayHaveNote({ status }: { status: Status }): boolean {
  return status !== "held";
}

/** A file's name as it can be shown and saved safely: no folders, no control characters, not too long. */
export function cleanFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  // eslint-disable-next-line no-control-regex
  const plain = last.replace(/[\u0000-\u001f\u007f"<>|:*?\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "").trim();
  return plain.slice(-120) || "Attachment";
}
