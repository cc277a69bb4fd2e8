import { readDocument, setField, writeDocument, type Doc } from "../values/documents.js";
import { writeReply } from "./reply.js";

/** A command that came over the wire, and how to answer it. */
export interface WireMessage {
  body: Doc;
  /** The reply as bytes; undefined when the client wants none. */
  answer(reply: Doc): Buffer | undefined;
}

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER_BYTES = 16;

const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
const KNOWN_REQUIRED_FLAGS = CHECKSUM_PRESENT | MORE_TO_COME;

/** Reads one complete message. Throws on anything malformed. */
export function readMessage(bytes: Buffer): WireMessage {
  const requestId = bytes.readInt32LE(4);
  const opCode = bytes.readInt32LE(12);
  if (opCode === OP_MSG) return readOpMsg(bytes, requestId);
  if (opCode === OP_QUERY) return readOpQuery(bytes, requestId);
  throw new Error(`unknown opcode ${opCode}`);
}

function readOpMsg(bytes: Buffer, requestId: number): WireMessage {
  const flags = bytes.readUInt32LE(HEADER_BYTES);
  if ((flags & 0xffff & ~KNOWN_REQUIRED_FLAGS) !== 0) throw new Error(`unknown flags ${flags}`);
  const end = bytes.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  const body = readSections(bytes.subarray(HEADER_BYTES + 4, end));
  return { body, answer: (reply) => (flags & MORE_TO_COME ? undefined : opMsg(requestId, reply)) };
}

/** Reads a body and adds the document sequences to it under their names. */
function readSections(bytes: Buffer): Doc {
  let body: Doc | undefined;
  const sequences: { name: string; documents: Doc[] }[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = bytes.readInt32LE(at + 1);
    if (size < 5 || at + 1 + size > bytes.length) throw new Error("a section is longer than its message");
    const section = bytes.subarray(at + 1, at + 1 + size);
    if (bytes[at] === 0) body = readDocument(section);
    else if (bytes[at] === 1) sequences.push(readSequence(section));
    else throw new Error(`unknown kind of section ${bytes[at]}`);
    at += 1 + size;
  }
  if (!body) throw new Error("a message without a body");
  for (const { name, documents } of sequences) setField(body, name, documents);
  return body;
}

function readSequence(section: Buffer): { name: string; documents: Doc[] } {
  const nameEnd = section.indexOf(0, 4);
  const documents: Doc[] = [];
  for (let at = nameEnd + 1; at < section.length; at += section.readInt32LE(at)) {
    if (section.readInt32LE(at) < 5) throw new Error("a document shorter than any");
    documents.push(readDocument(section.subarray(at, at + section.readInt32LE(at))));
  }
  return { name: section.toString("utf8", 4, nameEnd), documents };
}

/** Reads the legacy message with which drivers say hello before they know what the server understands. */
function readOpQuery(bytes: Buffer, requestId: number): WireMessage {
  const nameEnd = bytes.indexOf(0, HEADER_BYTES + 4);
  const at = nameEnd + 9;
  if (nameEnd === -1) throw new Error("a query without a namespace");
  const body = readDocument(bytes.subarray(at, at + bytes.readInt32LE(at)));
  return { body, answer: (reply) => opReply(requestId, reply) };
}

function opMsg(requestId: number, reply: Doc): Buffer {
  const document = writeReply(reply);
  return message(requestId, OP_MSG, Buffer.alloc(5), document);
}

function opReply(requestId: number, reply: Doc): Buffer {
  const document = writeDocument(reply);
  const fields = Buffer.alloc(20);
  fields.writeInt32LE(1, 16);
  return message(requestId, OP_REPLY, fields, document);
}

function message(responseTo: number, opCode: number, ...parts: Buffer[]): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(HEADER_BYTES + parts.reduce((total, part) => total + part.length, 0), 0);
  header.writeInt32LE(responseTo, 8);
  header.writeInt32LE(opCode, 12);
  return Buffer.concat([header, ...parts]);
}
