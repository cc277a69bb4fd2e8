import type { FileHandle } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Secrets } from "../platform/secrets.js";
import { Refused } from "./refused.js";

/** Goes up when this version's `restore` could no longer be read by an earlier one. */
const FORMAT = 1;
const MAGIC = Buffer.from("HEALSPACE-BACKUP\n");
const LENGTH_BYTES = 4;
const MOST_BYTES = 4096;
const shape = z.object({ format: z.number(), key: z.string(), fingerprint: z.string(), salt: z.string() });

/** What stands before the encrypted part: which key opens it, told by its name and fingerprint. */
export interface ArchiveHeader {
  /** Authenticated with every chunk. */
  bytes: Buffer;
  /** Made for this one archive. */
  key: Buffer;
}

/** The header of a new archive, which the newest key encrypts. */
export function newHeader(secrets: Secrets): ArchiveHeader {
  const [newest] = secrets.fingerprints();
  const salt = randomBytes(32).toString("base64");
  const { name, fingerprint } = newest!;
  const json = Buffer.from(JSON.stringify({ format: FORMAT, key: name, fingerprint, salt }));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(json.length);
  return { bytes: Buffer.concat([MAGIC, length, json]), key: keysOf(secrets, salt)[0]! };
}

/** Reads the header at the start of a file. Throws Refused when this is no backup, is of a newer format, or none of the keys fits. */
export async function readHeader(file: FileHandle, secrets: Secrets): Promise<ArchiveHeader> {
  const start = await readAt(file, 0, MAGIC.length + LENGTH_BYTES);
  if (!start.subarray(0, MAGIC.length).equals(MAGIC)) throw new Refused("This file is not a HealSpace backup.");
  const length = start.length === MAGIC.length + LENGTH_BYTES ? start.readUInt32BE(MAGIC.length) : 0;
  if (length === 0 || length > MOST_BYTES) throw new Refused("This backup is damaged: its header cannot be read.");
  const json = await readAt(file, start.length, length);
  const { key, fingerprint, salt } = parse(json.toString());
  const known = secrets.fingerprints().findIndex((each) => each.fingerprint === fingerprint);
  if (known < 0)
    throw new Refused(`This backup was made with the key "${key}" (${fingerprint}), which SEALING_KEYS lacks.`);
  return { bytes: Buffer.concat([start, json]), key: keysOf(secrets, salt)[known]! };
}

function parse(text: string): z.infer<typeof shape> {
  try {
    const header = shape.parse(JSON.parse(text));
    if (header.format <= FORMAT) return header;
  } catch {
    throw new Refused("This backup is damaged: its header cannot be read.");
  }
  throw new Refused("This backup was made by a newer version of HealSpace. Restore it with that version.");
}

/** From each sealing key, the newest first. */
function keysOf(secrets: Secrets, salt: string): Buffer[] {
  return secrets.derive("backup", { collection: "backup", id: salt, field: "key" });
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
