import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";
import { Frames } from "../../src/embedded-mongo/server/frames.js";
import { readMessage } from "../../src/embedded-mongo/server/wire.js";
import { readDocument, writeDocument, type Doc } from "../../src/embedded-mongo/values/documents.js";

/** Answers one command with an error, or carries it out and adds a write concern error. */
interface Failure {
  command: string;
  code: number;
  codeName: string;
  labels: string[];
  /** The only collection about which it is, if any. */
  of?: string;
  isCarriedOut: boolean;
}

const OP_MSG = 2013;
const NOT_PRIMARY = { code: 10107, codeName: "NotWritablePrimary", labels: ["RetryableWriteError"] };

/**
 * A proxy that makes a server look like the only member of a replica set, and that can step down: then it refuses every command, as
 * MongoDB does, until it is chosen again.
 */
export class ReplicaSet {
  readonly #failures: Failure[] = [];
  readonly #answers = new Map<string, Doc>();
  readonly #sockets = new Set<Socket>();
  readonly #server = net.createServer((socket) => this.#serve(socket));
  /** How often each command came. */
  readonly asked = new Map<string, number>();
  #isPrimary = true;

  private constructor(private readonly upstream: URL) {}

  /** Puts one before the database of this address; without `port`, on a free one. */
  static async before(uri: string, port = 0): Promise<ReplicaSet> {
    const set = new ReplicaSet(new URL(uri));
    await once(set.#server.listen(port, "127.0.0.1"), "listening");
    return set;
  }

  get uri(): string {
    return `mongodb://${this.#address}${this.upstream.pathname}?replicaSet=double`;
  }

  /** Refuses the next this many of these commands with this code, or carries them out and says that their write concern failed. */
  fail(command: string, code: number, options: Partial<Failure> & { times?: number } = {}): void {
    const { times = 1, ...more } = options;
    const failure = { command, code, codeName: "Refused", labels: [], isCarriedOut: false, ...more };
    for (let i = 0; i < times; i += 1) this.#failures.push(failure);
  }

  /** Answers this command itself from now on. */
  answer(command: string, reply: Doc): void {
    this.#answers.set(command, { ok: 1, ...reply });
  }

  /** Refuses nothing any more. */
  heal(): void {
    this.#failures.length = 0;
  }

  /** Is no primary for this many milliseconds. */
  stepDown(ms: number): void {
    this.#isPrimary = false;
    setTimeout(() => (this.#isPrimary = true), ms).unref();
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get #address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #serve(client: Socket): void {
    const host = decodeURIComponent(this.upstream.hostname);
    const server = host.startsWith("/") ? net.connect(host) : net.connect(Number(this.upstream.port), host);
    const [fromClient, fromServer] = [new Frames(), new Frames()];
    let isAmended = false;
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => other.destroy());
    }
    client.on("data", (chunk) => {
      for (const frame of fromClient.push(chunk)) {
        const message = readMessage(frame);
        const reply = this.#replyTo(message.body);
        isAmended = reply === "amended";
        if (reply && reply !== "amended") client.write(message.answer(reply)!);
        else server.write(withoutNumber(frame, message.body));
      }
    });
    server.on("data", (chunk) => {
      for (const frame of fromServer.push(chunk)) client.write(isAmended ? withFailedConcern(frame) : frame);
    });
  }

  /** What to answer instead of the server, if anything. */
  #replyTo(body: Doc): Doc | "amended" | null {
    const [command = ""] = Object.keys(body);
    this.asked.set(command, (this.asked.get(command) ?? 0) + 1);
    if (/^(hello|ismaster)$/i.test(command)) return this.#hello();
    if (!this.#isPrimary) return refusal(NOT_PRIMARY);
    const at = this.#failures.findIndex(
      (failure) => failure.command === command && (failure.of ?? body[command]) === body[command],
    );
    const failure = at >= 0 ? this.#failures.splice(at, 1)[0]! : null;
    if (failure?.isCarriedOut) return "amended";
    return failure ? refusal(failure) : (this.#answers.get(command) ?? null);
  }

  #hello(): Doc {
    return {
      helloOk: true,
      ismaster: this.#isPrimary,
      isWritablePrimary: this.#isPrimary,
      secondary: !this.#isPrimary,
      setName: "double",
      setVersion: 1,
      hosts: [this.#address],
      me: this.#address,
      maxBsonObjectSize: 16 * 1024 * 1024,
      maxMessageSizeBytes: 48_000_000,
      maxWriteBatchSize: 100_000,
      localTime: new Date(),
      logicalSessionTimeoutMinutes: 30,
      minWireVersion: 0,
      maxWireVersion: 21,
      ok: 1,
    };
  }
}

const refusal = ({ code, codeName, labels }: Pick<Failure, "code" | "codeName" | "labels">): Doc => ({
  ok: 0,
  code,
  codeName,
  errmsg: "refused by the double",
  ...(labels.length > 0 && { errorLabels: labels }),
});

/** The embedded database is no replica set, and knows the numbers of writes that are sent twice only in transactions. */
function withoutNumber(frame: Buffer, { txnNumber, ...body }: Doc): Buffer {
  return txnNumber === undefined || body.autocommit !== undefined ? frame : opMsg(frame, body);
}

function withFailedConcern(frame: Buffer): Buffer {
  const reply = readDocument(frame.subarray(21));
  return opMsg(frame, { ...reply, writeConcernError: { code: 64, errmsg: "waiting for replication timed out" } });
}

/** A message with the ids of another one. */
function opMsg(like: Buffer, body: Doc): Buffer {
  const document = writeDocument(body);
  const header = Buffer.alloc(21);
  like.copy(header, 4, 4, 12);
  header.writeInt32LE(header.length + document.length, 0);
  header.writeInt32LE(OP_MSG, 12);
  return Buffer.concat([header, document]);
}
