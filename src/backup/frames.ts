import mongoose from "mongoose";
import { Refused } from "./refused.js";

const { BSON } = mongoose.mongo;

/** What an archive holds, in this order: the files, the records, the files that came since, and what it should all come to. */
export type Frame =
  | { type: "file"; reference: string; bytes: Buffer }
  | { type: "collection"; name: string }
  /** A record of the collection named last, as BSON. */
  | { type: "record"; bson: Buffer }
  | { type: "end"; totals: Totals };

export interface Totals {
  /** When the records were read. */
  at: string;
  records: Record<string, number>;
  files: number;
  /** The keys with which something in the records is sealed. */
  keys: { name: string; fingerprint: string }[];
}

const TYPES = ["file", "collection", "record", "end"] as const;
const HEAD_BYTES = 5;
const GATHERED_BYTES = 64 * 1024;

/** Writes frames one after the other: a byte for the type, four for the length (little-endian), and the content. */
export async function* encodeFrames(frames: AsyncIterable<Frame>): AsyncIterable<Buffer> {
  let gathered: Buffer[] = [];
  let bytes = 0;
  for await (const frame of frames) {
    const content = contentOf(frame);
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt8(TYPES.indexOf(frame.type));
    head.writeUInt32LE(content.length, 1);
    gathered.push(head, content);
    bytes += HEAD_BYTES + content.length;
    if (bytes < GATHERED_BYTES) continue;
    yield Buffer.concat(gathered);
    [gathered, bytes] = [[], 0];
  }
  yield Buffer.concat(gathered);
}

/** Reads frames. Throws Refused when the stream ends within one. */
export async function* decodeFrames(stream: AsyncIterable<Buffer>): AsyncIterable<Frame> {
  let rest = Buffer.alloc(0);
  let waiting: Buffer[] = [];
  let [length, needed] = [0, HEAD_BYTES];
  for await (const piece of stream) {
    waiting.push(piece);
    length += piece.length;
    if (length < needed) continue;
    rest = Buffer.concat(waiting);
    for (needed = bytesOfNext(rest); rest.length >= needed; needed = bytesOfNext(rest)) {
      yield frameOf(rest[0]!, rest.subarray(HEAD_BYTES, needed));
      rest = rest.subarray(needed);
    }
    [waiting, length] = [[rest], rest.length];
  }
  if (length > 0) throw new Refused("This backup is damaged or incomplete.");
}

/** As far as can be told from its beginning. */
function bytesOfNext(start: Buffer): number {
  return start.length < HEAD_BYTES ? HEAD_BYTES : HEAD_BYTES + start.readUInt32LE(1);
}

function contentOf(frame: Frame): Buffer {
  switch (frame.type) {
    case "file":
      return Buffer.concat([Buffer.from([frame.reference.length]), Buffer.from(frame.reference), frame.bytes]);
    case "collection":
      return Buffer.from(frame.name);
    case "record":
      return frame.bson;
    case "end":
      return Buffer.from(BSON.serialize(frame.totals));
  }
}

function frameOf(type: number, content: Buffer): Frame {
  switch (TYPES[type]) {
    case "file": {
      const end = 1 + (content[0] ?? 0);
      return { type: "file", reference: content.toString("utf8", 1, end), bytes: content.subarray(end) };
    }
    case "collection":
      return { type: "collection", name: content.toString() };
    case "record":
      return { type: "record", bson: content };
    case "end":
      return { type: "end", totals: BSON.deserialize(content) as Totals };
    default:
      throw new Refused("This backup was made by a newer version of HealSpace. Restore it with that version.");
  }
}
