import { expect } from "chai";
import mongoose from "mongoose";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { connectDatabase, disconnectModels } from "../../src/platform/database.js";
import { ensureServer } from "../../src/platform/server-version.js";
import { failure } from "../support/failure.js";
import { freshDatabaseUri } from "../support/database.js";
import { ReplicaSet } from "../support/replica-set.js";

const withoutName = (): string => Object.assign(new URL(freshDatabaseUri()), { pathname: "/" }).toString();

const TOO_OLD = "HealSpace needs MongoDB 5.0 or newer. This server is MongoDB 4.4.29.";

/** A port where nothing listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("Connecting to the database", () => {
  afterEach(() => disconnectModels());

  it("uses the database healspace where the address names none", async () => {
    expect((await connectDatabase(withoutName())).databaseName).to.equal("healspace");
    await disconnectModels();
    expect((await connectDatabase(freshDatabaseUri())).databaseName).to.match(/^test-/);
  });

  it("waits for a database that does not answer yet, and says so in the log", async () => {
    const port = await freePort();
    const lines: string[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(line) });
    const connected = connectDatabase(`mongodb://127.0.0.1:${port}/late`, log);
    let set: ReplicaSet | undefined;
    setTimeout(() => void ReplicaSet.before(freshDatabaseUri(), port).then((started) => (set = started)), 3300);
    expect((await connected).databaseName).to.equal("late");
    expect(lines[0]).to.contain("the database does not answer yet");
    await disconnectModels();
    await set?.stop();
  });

  it("stops immediately with a sentence for an address that cannot be one, and repeats nothing of it", async () => {
    const { message } = await failure(connectDatabase("mongodb://kim:secret@/nowhere"));
    expect(message).to.equal("MONGODB_URI is not an address of a MongoDB server.");
    expect(mongoose.connection.readyState).to.equal(mongoose.ConnectionStates.disconnected);
  });

  it("refuses a server older than MongoDB 5.0 at once, with a sentence", async () => {
    const set = await ReplicaSet.before(freshDatabaseUri());
    set.answer("buildInfo", { version: "4.4.29" });
    expect((await failure(connectDatabase(set.uri))).message).to.equal(TOO_OLD);
    await set.stop();
    const server = (version: string) =>
      ({ command: () => Promise.resolve({ version }) }) as unknown as mongoose.mongo.Db;
    expect((await failure(ensureServer(server("4.4.29")))).message).to.equal(TOO_OLD);
    for (const version of ["5.0.0", "8.0.4", "10.1.0"]) await ensureServer(server(version));
  });
});
