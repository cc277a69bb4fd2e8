import { deserialize, type Document } from "bson";
import mongoose from "mongoose";
import net from "node:net";
import type { AddressInfo } from "node:net";

/** A command that the site sent, and the round trip in which it went: commands of one trip wait for each other's predecessors alone. */
export interface Command {
  /** Counts from 1. */
  trip: number;
  name: string;
  body: Document;
}

/** What drivers say to keep a connection, which no page waits for. */
const UPKEEP = new Set(["hello", "ismaster", "ping", "endSessions", "killCursors"]);
/** So many turns of the event loop have to pass as well before the commands held go on. */
const TURNS = 10;

/**
 * A proxy before a database that tells how many round trips a piece of work waits for. While it measures, it holds every command
 * until the work asks for nothing more, and lets all that it holds go on together: that is one trip.
 */
export class DatabaseTrips {
  readonly #server: net.Server;
  #commands: Command[] | null = null;
  #held: (() => void)[] = [];
  #trip = 1;
  #timer: NodeJS.Timeout | undefined;
  /** Connections whose handshake is under way: what waits for them belongs to the trip that is being held. */
  #opening = 0;
  /** So long nothing new has to come, in milliseconds, before the commands held go on together. */
  quietMs = 8;

  private constructor(private readonly uri: string) {
    this.#server = net.createServer((site) => this.#connect(site));
  }

  static async before(uri: string): Promise<DatabaseTrips> {
    const trips = new DatabaseTrips(uri);
    await new Promise<void>((resolve) => trips.#server.listen(0, "127.0.0.1", resolve));
    return trips;
  }

  /** The database's address by way of the proxy. */
  get proxiedUri(): string {
    const { port } = this.#server.address() as AddressInfo;
    const parts = /^(mongodb:\/\/(?:[^@/]*@)?)([^/?]+)(\/[^?]*)?(?:\?(.*))?$/.exec(this.uri);
    if (!parts) throw new Error("Only addresses of one server can be measured");
    const [, start = "", , name = "/", options] = parts;
    return `${start}127.0.0.1:${port}${name}?${[options, "directConnection=true"].filter(Boolean).join("&")}`;
  }

  /** The commands that a piece of work sends. */
  async measure(work: () => Promise<unknown>): Promise<Command[]> {
    const commands: Command[] = [];
    this.#commands = commands;
    this.#trip = 1;
    try {
      await work();
    } finally {
      this.#commands = null;
      clearTimeout(this.#timer);
      this.#letGo();
    }
    return commands;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #connect(site: net.Socket): void {
    const database = net.connect(addressOf(this.uri));
    let isOpening = true;
    this.#opening += 1;
    const opened = (): void => {
      if (isOpening) this.#opening -= 1;
      isOpening = false;
    };
    const messages = new Messages();
    site.on("data", (bytes) => {
      for (const message of messages.take(bytes)) {
        const sent = readCommand(message);
        if (sent && !UPKEEP.has(sent.name)) this.#pass(sent, () => database.write(message));
        else database.write(message);
      }
    });
    database.on("data", (bytes) => {
      opened();
      site.write(bytes);
    });
    for (const [socket, other] of [
      [site, database],
      [database, site],
    ] as const) {
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        opened();
        other.destroy();
      });
    }
  }

  #pass(sent: Omit<Command, "trip">, write: () => void): void {
    if (!this.#commands) {
      write();
      return;
    }
    this.#commands.push({ trip: this.#trip, ...sent });
    this.#held.push(write);
    this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#end(), this.quietMs);
  }

  async #end(): Promise<void> {
    const held = this.#held.length;
    // On a busy machine the time was up before what has arrived was read.
    for (let turn = 0; turn < TURNS; turn += 1) await new Promise(setImmediate);
    if (this.#held.length !== held || this.#opening > 0) return this.#wait();
    this.#trip += 1;
    this.#letGo();
  }

  #letGo(): void {
    const held = this.#held;
    this.#held = [];
    for (const write of held) write();
  }
}

/** How many trips one after the other these commands took. */
export const depthOf = (commands: Command[]): number => Math.max(0, ...commands.map(({ trip }) => trip));

/** Whether a command asks for one of no values, which the site could have answered itself. */
export function asksForNone(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(asksForNone);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, inner]) =>
    key === "$in" && Array.isArray(inner) && inner.length === 0 ? true : isPlain(inner) && asksForNone(inner),
  );
}

const isPlain = (value: unknown): boolean =>
  Array.isArray(value) || Object.getPrototypeOf(Object(value)) === Object.prototype;

function addressOf(uri: string): net.NetConnectOpts {
  const [host] = new mongoose.mongo.MongoClient(uri).options.hosts;
  return host?.socketPath ? { path: host.socketPath } : { host: host?.host ?? "", port: host?.port ?? 0 };
}

const OP_MSG = 2013;
const HEADER_BYTES = 16;

/** Whole messages of the wire protocol, out of whatever pieces arrive. */
class Messages {
  #rest: Buffer = Buffer.alloc(0);

  take(bytes: Buffer): Buffer[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const whole: Buffer[] = [];
    while (this.#rest.length >= HEADER_BYTES && this.#rest.length >= this.#rest.readInt32LE(0)) {
      const length = this.#rest.readInt32LE(0);
      whole.push(this.#rest.subarray(0, length));
      this.#rest = this.#rest.subarray(length);
    }
    return whole;
  }
}

/** The command in an OP_MSG, with the documents of a write that stand before or after it; null in anything older. */
function readCommand(message: Buffer): Omit<Command, "trip"> | null {
  if (message.readInt32LE(12) !== OP_MSG) return null;
  let body: Document = {};
  const documents: Document = {};
  for (let at = HEADER_BYTES + 4; at < message.length;) {
    const isBody = message[at] === 0;
    const end = at + 1 + message.readInt32LE(at + 1);
    if (isBody) body = deserialize(message.subarray(at + 1, end));
    else {
      const nameEnd = message.indexOf(0, at + 5);
      documents[message.toString("utf8", at + 5, nameEnd)] = readDocuments(message.subarray(nameEnd + 1, end));
    }
    at = end;
  }
  return { name: Object.keys(body)[0] ?? "", body: { ...body, ...documents } };
}

function readDocuments(bytes: Buffer): Document[] {
  const documents: Document[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readInt32LE(at)) {
    documents.push(deserialize(bytes.subarray(at, at + bytes.readInt32LE(at))));
  }
  return documents;
}
