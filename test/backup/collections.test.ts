import { expect } from "chai";
import mongoose from "mongoose";
import { isCopied } from "../../src/backup/collections.js";
import { inOrder, takeMoment } from "../../src/backup/moment.js";
import { freshDatabaseUri } from "../support/database.js";
import { failure } from "../support/failure.js";
import { connectTo } from "./site-copy.js";

describe("What a backup reads", () => {
  it("is every collection but those of the files, of the database, and of what must not come back", () => {
    const names = "accounts loginSessions tries unfinished leases restores fs.files fs.chunks cloudFiles system.views";
    expect([...names.split(" "), "files", "systems"].filter(isCopied)).to.deep.equal(["accounts", "files", "systems"]);
  });

  describe("is of one moment", () => {
    let client: mongoose.mongo.MongoClient;
    before(async () => (client = await connectTo(freshDatabaseUri())));
    after(() => client.close());

    /** A database that says this of itself, and fails the reads in a session for which this gives an error. */
    const database = (hello: object, fails: (session: mongoose.mongo.ClientSession) => Error | false = () => false) => {
      const read = (session: mongoose.mongo.ClientSession): Promise<null> => {
        const error = fails(session);
        return error ? Promise.reject(error) : Promise.resolve(null);
      };
      return {
        admin: () => ({ command: () => Promise.resolve(hello) }),
        collection: () => ({ findOne: (_: object, { session }: { session: never }) => read(session) }),
      } as unknown as mongoose.mongo.Db;
    };
    const kindOf = async (db: mongoose.mongo.Db): Promise<string> => {
      const moment = await takeMoment({ client, db });
      const { how, session } = moment;
      const kind = session?.snapshotEnabled ? "snapshot" : session?.inTransaction() ? "transaction" : "none";
      await moment.end();
      expect(session?.hasEnded ?? true).to.equal(true);
      return `${how}: ${kind}`;
    };
    const refused = new mongoose.mongo.MongoServerError({ message: "not here", code: 1 });

    it("by a snapshot of a replica set, or through a router of several", async () => {
      expect(await kindOf(database({ setName: "rs0" }))).to.equal("one: snapshot");
      expect(await kindOf(database({ msg: "isdbgrid" }))).to.equal("one: snapshot");
    });

    it("or else by a transaction, where the database has them", async () => {
      expect(await kindOf(database({}))).to.equal("one: transaction");
      const noSnapshots = database({ setName: "rs0" }, ({ snapshotEnabled }) => snapshotEnabled && refused);
      expect(await kindOf(noSnapshots)).to.equal("one: transaction");
    });

    it("or else not at all, and a database that is away is no reason for that", async () => {
      expect(await kindOf(database({}, () => refused))).to.equal("in order: none");
      expect(await takeMoment({ client, db: database({}, () => refused) })).to.equal(inOrder);
      const away = new mongoose.mongo.MongoNetworkError("gone");
      expect(await failure(takeMoment({ client, db: database({}, () => away) }))).to.equal(away);
    });
  });
});
