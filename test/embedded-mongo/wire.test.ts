import { expect } from "chai";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import mongoose from "mongoose";
import { refusal, withServer, type Doc } from "./support.js";

const { BSON } = mongoose.mongo;
const [OP_REPLY, OP_QUERY, OP_MSG] = [1, 2004, 2013];
const [CHECKSUM, MORE_TO_COME] = [1, 2];

describe("The embedded database's end of the wire", () => {
  const running = withServer();
  const sockets: Socket[] = [];

  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });

  function open(): Socket {
    const socket = connect(decodeURIComponent(running.mongo.uri.replace("mongodb://", "")));
    socket.on("error", () => undefined);
    sockets.push(socket);
    return socket;
  }

  /** Sends these bytes, and resolves to the first messages that come back. */
  async function exchange(chunks: Buffer[], count = 1): Promise<Answer[]> {
    const socket = open();
    for (const chunk of chunks) await new Promise<void>((resolve) => socket.write(chunk, () => resolve()));
    const answers: Answer[] = [];
    let received = Buffer.alloc(0);
    while (answers.length < count) {
      const [chunk] = (await Promise.race([once(socket, "data"), hungUp(socket)])) as [Buffer];
      received = Buffer.concat([received, chunk]);
      while (received.length >= 16 && received.length >= received.readInt32LE(0)) {
        answers.push(readAnswer(received.subarray(0, received.readInt32LE(0))));
        received = received.subarray(received.readInt32LE(0));
      }
    }
    return answers;
  }

  it("answers the old kind of hello, which drivers begin with, by an old kind of reply", async () => {
    const body = BSON.serialize({ ismaster: 1, helloOk: true });
    const query = Buffer.concat([Buffer.alloc(4), Buffer.from("admin.$cmd\0"), Buffer.alloc(8), body]);
    const [answer] = await exchange([message(7, OP_QUERY, query)]);
    expect(answer).to.include({ responseTo: 7, opCode: OP_REPLY, count: 1 });
    expect(answer!.body).to.include({ ok: 1, helloOk: true, ismaster: true, maxWireVersion: 21 });
    expect(answer!.body, "by its present name").to.include({ isWritablePrimary: true, readOnly: false });
    expect(answer!.body).to.include({ maxBsonObjectSize: 16777216, maxMessageSizeBytes: 48000000 });
    expect(answer!.body).to.include({ minWireVersion: 0, maxWriteBatchSize: 100000, logicalSessionTimeoutMinutes: 30 });
    expect(answer!.body, "the driver would wait for news of it").not.to.have.property("topologyVersion");
  });

  it("reads a message in pieces, several in one piece, and answers in their order", async () => {
    const insert = command(1, { insert: "docs", $db: "test" }, { documents: [{ a: 1 }, { a: 2 }] });
    const count = command(2, { count: "docs", $db: "test" });
    const ping = command(3, { ping: 1, $db: "admin" });
    const all = Buffer.concat([insert, count, ping]);
    const whole = await exchange([all], 3);
    expect(whole.map(({ responseTo, body }) => [responseTo, body.n as unknown])).to.deep.equal([
      [1, 2],
      [2, 2],
      [3, undefined],
    ]);
    const cut = insert.length + 1;
    const later = await exchange([all.subarray(0, cut), all.subarray(cut)], 3);
    expect(later.map(({ body }) => body.n as unknown)).to.deep.equal([2, 4, undefined]);
    const bytes = await exchange(
      [...all.subarray(0, 40)].map((byte) => Buffer.from([byte])).concat(all.subarray(40)),
      3,
    );
    expect(bytes.map(({ body }) => body.n as unknown)).to.deep.equal([2, 6, undefined]);
  });

  it("takes documents from the body and from a sequence, with or without a checksum", async () => {
    const inBody = command(1, { insert: "docs", documents: [{ a: 1 }], $db: "test" }, {}, CHECKSUM);
    const inSequence = command(2, { insert: "docs", $db: "test" }, { documents: [{ a: 2 }, { a: 3 }] }, CHECKSUM);
    const answers = await exchange([inBody, inSequence], 2);
    expect(answers.map(({ body }) => body.n as unknown)).to.deep.equal([1, 2]);
    expect(await running.db.collection("docs").distinct("a")).to.deep.equal([1, 2, 3]);
  });

  it("obeys a message that wants no answer, and sends none", async () => {
    const silent = command(1, { insert: "docs", documents: [{ a: 1 }], $db: "test" }, {}, MORE_TO_COME);
    const [answer] = await exchange([silent, command(2, { count: "docs", $db: "test" })]);
    expect(answer).to.include({ responseTo: 2 });
    expect(answer!.body).to.deep.equal({ n: 1, ok: 1 });
  });

  const flags = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  };
  const ping = BSON.serialize({ ping: 1, $db: "admin" });
  const garbage: [string, Buffer][] = [
    // The last of the length's four bytes makes it impossible; otherwise one in a hundred would be waited for.
    ["random bytes", randomBytes(1000).fill(255, 3, 4)],
    ["an impossible length", header(15, OP_MSG)],
    ["an enormous length", header(48_000_001, OP_MSG)],
    ["an unknown opcode", header(16, 2012)],
    ["unknown flags", message(1, OP_MSG, flags(4), Buffer.from([0]), ping)],
    ["a message without sections", message(1, OP_MSG, flags(0))],
    ["a message without a body", message(1, OP_MSG, flags(0), sequence("documents", [{}]))],
    ["a section longer than its message", message(1, OP_MSG, flags(0), Buffer.from([0, 255, 255, 0, 0]))],
    [
      "a sequence one byte longer than its message",
      message(1, OP_MSG, flags(0), Buffer.from([0]), ping, longerByOne()),
    ],
    ["a section shorter than any", message(1, OP_MSG, flags(0), Buffer.from([0, 4, 0, 0, 0]), ping)],
    ["an unknown kind of section", message(1, OP_MSG, flags(0), Buffer.from([0]), ping, Buffer.from([2]), ping)],
    ["a body that is not BSON", message(1, OP_MSG, flags(0), Buffer.from([0, 9, 0, 0, 0, 99, 1, 1, 1, 1]))],
    [
      "a sequence with a document shorter than any",
      message(1, OP_MSG, flags(0), Buffer.from([0]), ping, Buffer.from([1, 10, 0, 0, 0, 97, 0, 0, 0, 0, 0])),
    ],
    ["a query without an end", message(1, OP_QUERY, Buffer.from("aaaaaaaa"))],
  ];

  for (const [name, bytes] of garbage) {
    it(`hangs up on ${name}, and keeps serving others`, async () => {
      const socket = open();
      socket.resume().write(bytes);
      await once(socket, "close");
      expect(await running.db.command({ ping: 1 })).to.include({ ok: 1 });
    });
  }

  it("keeps serving others when clients vanish before their answers", async () => {
    const questions = Buffer.concat(Array.from({ length: 50 }, (_, i) => command(i, { hello: 1, $db: "admin" })));
    for (let i = 0; i < 20; i++) {
      const socket = open();
      await new Promise<void>((resolve) => socket.write(questions, () => resolve()));
      socket.destroy();
    }
    expect(await running.db.command({ ping: 1 })).to.include({ ok: 1 });
  });

  it("answers a statement that fails unexpectedly without harming its neighbours", async () => {
    const docs = running.db.collection<Doc>("docs");
    const odd = refusal(docs.updateOne({}, [{ $set: { a: { $cond: 5 } } }]), 1);
    const [, ...others] = await Promise.all([odd, ...Array.from({ length: 20 }, (_, i) => docs.insertOne({ i }))]);
    expect(others.every((result) => typeof result === "object" && result.acknowledged)).to.equal(true);
  });
});

interface Answer {
  responseTo: number;
  opCode: number;
  /** How many documents an old reply holds; zero in a new one, which holds one. */
  count: number;
  body: Doc;
}

function readAnswer(bytes: Buffer): Answer {
  const opCode = bytes.readInt32LE(12);
  const bodyAt = opCode === OP_REPLY ? 36 : 21;
  const count = opCode === OP_REPLY ? bytes.readInt32LE(32) : 0;
  return { responseTo: bytes.readInt32LE(8), opCode, count, body: BSON.deserialize(bytes.subarray(bodyAt)) };
}

async function hungUp(socket: Socket): Promise<never> {
  await once(socket, "close");
  throw new Error("the server hung up");
}

function header(length: number, opCode: number, requestId = 0): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeInt32LE(length, 0);
  bytes.writeInt32LE(requestId, 4);
  bytes.writeInt32LE(opCode, 12);
  return bytes;
}

function message(requestId: number, opCode: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([header(16 + content.length, opCode, requestId), content]);
}

function command(requestId: number, body: Doc, sequences: Record<string, Doc[]> = {}, flag = 0): Buffer {
  const flags = Buffer.alloc(4);
  flags.writeUInt32LE(flag);
  const parts = Object.entries(sequences).map(([name, docs]) => sequence(name, docs));
  // Nobody checks a checksum on a socket of one machine; it only has to be left out of the sections.
  const checksum = flag === CHECKSUM ? Buffer.from([1, 2, 3, 4]) : Buffer.alloc(0);
  return message(requestId, OP_MSG, flags, Buffer.from([0]), BSON.serialize(body), ...parts, checksum);
}

function longerByOne(): Buffer {
  const bytes = sequence("documents", [{}]);
  bytes.writeInt32LE(bytes.length, 1);
  return bytes;
}

function sequence(name: string, docs: Doc[]): Buffer {
  const content = Buffer.concat([Buffer.from(`${name}\0`), ...docs.map((doc) => BSON.serialize(doc))]);
  const start = Buffer.alloc(5, 1);
  start.writeInt32LE(content.length + 4, 1);
  return Buffer.concat([start, content]);
}
