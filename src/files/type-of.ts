import { fileTypeFromBuffer } from "file-type";

/** Viewers open a PDF whose header stands anywhere in the first 1024 bytes (ISO 32000-1, Annex H, note 13). */
const PDF_HEADER_WITHIN = 1024;

/** The media type of a file by its content, whatever its name; undefined where it is none that we know. */
export async function typeOf(bytes: Buffer): Promise<string | undefined> {
  const found = (await fileTypeFromBuffer(bytes))?.mime;
  if (found) return found.replace(/^(image\/hei[cf])-sequence$/, "$1").replace(/^image\/apng$/, "image/png");
  const start = bytes.subarray(0, PDF_HEADER_WITHIN).toString("latin1");
  return start.includes("%PDF-") ? "application/pdf" : undefined;
}
