import { expect } from "chai";
import { until } from "../support/soon.js";
import { withServer, type Doc } from "./support.js";

describe("Documents with an end in the embedded database", () => {
  const running = withServer();

  it("are gone soon after it, and no others", async () => {
    const sessions = running.db.collection<Doc>("sessions");
    await sessions.createIndex({ expires: 1 }, { expireAfterSeconds: 0 });
    await running.db.collection("sweeps").createIndex({ at: 1 }, { expireAfterSeconds: 3600 });
    await running.db.collection("sweeps").insertOne({ at: new Date(Date.now() - 3_000_000) });
    const kept = [{ expires: new Date(Date.now() + 60_000) }, { expires: "never" }, { other: new Date(0) }];
    await sessions.insertMany([
      ...structuredClone(kept),
      { expires: new Date() },
      { expires: [new Date(Date.now() + 60_000), new Date(0)] },
    ]);
    await until("expired sessions to go", async () => (await sessions.countDocuments()) === kept.length);
    expect(await sessions.find({}, { projection: { _id: 0 } }).toArray()).to.deep.equal(kept);
    expect(await running.db.collection("sweeps").countDocuments()).to.equal(1);
  });
});
