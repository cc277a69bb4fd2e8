import { expect } from "chai";
import { randomBytes } from "node:crypto";
import { createSecrets, parseSealingKeys } from "../../src/platform/secrets.js";

const HERE = { collection: "notes", id: "1", field: "text" };
const key = (id: string) => ({ id, key: randomBytes(32) });

describe("Sealing", () => {
  const [first, second] = [key("first"), key("second")];
  const secrets = createSecrets([first]);

  it("opens its own seals, which reveal nothing while closed", () => {
    const sealed = secrets.seal("I could not sleep again.", HERE);
    expect(sealed.box.toString("latin1")).not.to.contain("sleep");
    expect(secrets.open(sealed, HERE).toString()).to.equal("I could not sleep again.");
  });

  it("seals the same text differently each time", () => {
    expect(secrets.seal("same", HERE).box.equals(secrets.seal("same", HERE).box)).to.equal(false);
  });

  it("notices one changed bit, wherever it is", () => {
    const { keyId, box } = secrets.seal("A text of some length", HERE);
    for (let bit = 0; bit < box.length * 8; bit += 7) {
      const changed = Buffer.from(box);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => secrets.open({ keyId, box: changed }, HERE), `bit ${bit}`).to.throw();
    }
  });

  it("notices a text that was moved to another place, or cut short", () => {
    const { keyId, box } = secrets.seal("mine", HERE);
    for (const other of [{ id: "2" }, { collection: "messages" }, { field: "title" }, { bound: ["Kim"] }]) {
      expect(() => secrets.open({ keyId, box }, { ...HERE, ...other }), JSON.stringify(other)).to.throw();
    }
    for (const length of [0, 5, 20, box.length - 1]) {
      expect(() => secrets.open({ keyId, box: box.subarray(0, length) }, HERE)).to.throw();
    }
  });

  it("opens seals of an older key, and seals with the newest", () => {
    const old = secrets.seal("written before", HERE);
    const rotated = createSecrets([second, first]);
    expect(rotated.open(old, HERE).toString()).to.equal("written before");
    expect(rotated.seal("new", HERE).keyId).to.equal("second");
    expect(() => createSecrets([second]).open(old, HERE)).to.throw(/"first"/);
  });

  it("reads keys in the form of the environment", () => {
    const [newest, older] = parseSealingKeys([
      `b:${second.key.toString("base64")}`,
      `a:${first.key.toString("base64")}`,
    ]);
    expect([newest.id, older?.id]).to.deep.equal(["b", "a"]);
    expect(newest.key.equals(second.key)).to.equal(true);
  });
});
