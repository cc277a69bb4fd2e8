import { expect } from "chai";
import mongoose from "mongoose";
import { LINK_MINUTES } from "../../src/one-time-links/link-rules.js";
import { OneTimeLinkModel } from "../../src/one-time-links/link-model.js";
import {
  createOneTimeLink,
  findOneTimeLink,
  revokeOneTimeLink,
  spendOneTimeLink,
} from "../../src/one-time-links/one-time-links.js";
import { createFileStore } from "../../src/platform/create-file-store.js";
import { connectModels, disconnectModels } from "../../src/platform/database.js";
import { Conflict } from "../../src/platform/errors.js";
import { rotateKeys } from "../../src/platform/rotate-keys.js";
import { createSecrets, type SealingKey } from "../../src/platform/secrets.js";
import { sealedPlaces } from "../../src/sealed-places.js";
import { freshDatabaseUri } from "../support/database.js";
import { failure } from "../support/failure.js";
import { FakeClock } from "../support/fake-clock.js";
import { MONDAY } from "../support/test-site.js";

const [oldKey, newKey]: SealingKey[] = ["old", "new"].map((id, at) => ({ id, key: Buffer.alloc(32, at) }));
const ADDRESS = "kim@example.org";

describe("One-time links", () => {
  const clock = new FakeClock(MONDAY);
  const services = { clock, secrets: createSecrets([oldKey!]) };
  const accountId = new mongoose.Types.ObjectId().toString();

  before(() => connectModels(freshDatabaseUri()));
  after(async () => {
    await mongoose.connection.dropDatabase();
    await disconnectModels();
  });
  beforeEach(async () => {
    clock.moveTo(MONDAY);
    await OneTimeLinkModel.deleteMany({});
  });

  const stateOf = async (token: string): Promise<string> => (await findOneTimeLink(services, "password", token)).state;

  it("are 256 bits long, and nothing in the database tells them or the address", async () => {
    const { token } = await createOneTimeLink(services, "password", { address: ADDRESS });
    expect(Buffer.from(token, "base64url")).to.have.length(32);
    const stored = JSON.stringify(await OneTimeLinkModel.find().lean());
    expect(stored).not.to.contain(token).and.not.to.contain("kim");
    expect(await findOneTimeLink(services, "password", token)).to.deep.equal({ state: "open", address: ADDRESS });
  });

  it("are spent once, by one of many at the same moment, and never by being opened", async () => {
    const { token } = await createOneTimeLink(services, "password", { accountId });
    expect(await stateOf(token)).to.equal("open");
    const spending = Array.from({ length: 20 }, () => spendOneTimeLink(services, "password", token));
    const results = await Promise.allSettled(spending);
    const won = results.filter(({ status }) => status === "fulfilled");
    expect(won).to.deep.equal([{ status: "fulfilled", value: { accountId } }]);
    expect(await stateOf(token)).to.equal("spent");
  });

  it("work for an hour, a day or a week", () => {
    const hours = Object.entries(LINK_MINUTES).map(([purpose, minutes]) => [purpose, minutes / 60]);
    expect(Object.fromEntries(hours)).to.deep.equal({
      ...{ password: 1, admin: 24, email: 24, "new-email": 24, "email-back": 7 * 24, invitation: 7 * 24 },
    });
  });

  it("expire to the minute", async () => {
    const { token } = await createOneTimeLink(services, "password", { accountId });
    clock.advance({ minutes: 59, seconds: 50 });
    expect(await stateOf(token)).to.equal("open");
    clock.advance({ seconds: 10 });
    expect(await stateOf(token)).to.equal("expired");
    expect(await failure(spendOneTimeLink(services, "password", token))).to.be.instanceOf(Conflict);
  });

  it("work for their own purpose alone, and not when they are mangled", async () => {
    const { token } = await createOneTimeLink(services, "password", { accountId });
    expect((await findOneTimeLink(services, "admin", token)).state).to.equal("unknown");
    expect(await failure(spendOneTimeLink(services, "admin", token))).to.be.instanceOf(Conflict);
    for (const mangled of [token.slice(1), `${token}=`, "", "x".repeat(43)]) {
      expect(await stateOf(mangled), mangled).to.equal("unknown");
    }
  });

  it("give way to a newer one of the same purpose and account, even a spent one", async () => {
    const first = await createOneTimeLink(services, "password", { accountId });
    const admin = await createOneTimeLink(services, "admin", { accountId });
    const made = await Promise.all(
      Array.from({ length: 8 }, () => createOneTimeLink(services, "password", { accountId })),
    );
    const states = await Promise.all([first, ...made].map(({ token }) => stateOf(token)));
    expect(states.filter((state) => state === "open")).to.have.length(1);
    expect(states[0]).to.equal("unknown");
    expect((await findOneTimeLink(services, "admin", admin.token)).state).to.equal("open");
    await spendOneTimeLink(services, "password", made[states.indexOf("open") - 1]!.token);
    const next = await createOneTimeLink(services, "password", { accountId });
    expect(await stateOf(next.token)).to.equal("open");
  });

  it("can be revoked", async () => {
    const { token } = await createOneTimeLink(services, "password", { accountId });
    await revokeOneTimeLink("password", { accountId });
    expect(await stateOf(token)).to.equal("unknown");
    const spent = await createOneTimeLink(services, "password", { accountId });
    await spendOneTimeLink(services, "password", spent.token);
    await revokeOneTimeLink("password", { accountId });
    expect(await stateOf(spent.token), "it still says that it was used").to.equal("spent");
  });

  it("outlast a change of keys", async () => {
    const { token } = await createOneTimeLink(services, "admin", { address: ADDRESS });
    const secrets = createSecrets([newKey!, oldKey!]);
    await rotateKeys(mongoose.connection.db!, secrets, createFileStore({}), sealedPlaces);
    const afterwards = { clock, secrets: createSecrets([newKey!]) };
    expect(await spendOneTimeLink(afterwards, "admin", token)).to.deep.equal({ address: ADDRESS });
  });
});
