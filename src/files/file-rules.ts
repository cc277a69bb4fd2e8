const NAME_LENGTH = 120;

/** What may be sent or attached, by what a file really is: how it is called, and the endings that its name may have. */
export const FILE_KINDS: Record<string, { label: string; endings: [string, ...string[]] }> = {
  "application/pdf": { label: "PDF", endings: [".pdf"] },
  "image/png": { label: "PNG", endings: [".png"] },
  "image/jpeg": { label: "JPEG", endings: [".jpg", ".jpeg"] },
  "image/webp": { label: "WebP", endings: [".webp"] },
};

/**
 * A file's name as it can be shown and saved safely: no folders, no control characters, not too long, and with an ending of
 * its kind.
 */
export function cleanFileName(name: string, kind: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  // oxlint-disable-next-line no-control-regex
  const plain = last.replace(/[\u0000-\u001f\u007f"<>|:*?\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "").trim();
  const short = [...plain].slice(-NAME_LENGTH).join("") || "Attachment";
  const endings = FILE_KINDS[kind]?.endings ?? [""];
  return endings.some((ending) => short.toLowerCase().endsWith(ending)) ? short : short + endings[0];
}
