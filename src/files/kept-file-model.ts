import { sealedFileShape, sealedShape } from "../platform/sealed-shape.js";
import type { Sealed, SealedFile } from "../platform/secrets.js";

/** A file that someone attached to a record: its name sealed in there, its bytes sealed in the file store. */
export interface KeptFile {
  name: Sealed;
  /** Its media type, as its content says. */
  kind: string;
  bytes: number;
  content: SealedFile;
}

/** The fields of a kept file in a mongoose schema. */
export const keptFileShape = {
  name: { type: sealedShape, required: true },
  kind: { type: String, required: true },
  bytes: { type: Number, required: true },
  content: { type: sealedFileShape, required: true },
};
