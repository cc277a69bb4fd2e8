import { expect } from "chai";
import { randomBytes } from "node:crypto";
import { createSecrets, parseSealingKeys, type Purpose } from "../../src/platform/secrets.js";
import { earlierDerived, earlierSeal } from "../support/earlier-seal.js";

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
    expect(rotated.seal("new", HERE).keyId).to.equal("2:second");
    expect(() => createSecrets([second]).open(old, HERE)).to.throw(/"2:first"/);
  });

  it("opens what an earlier version sealed with the key itself, but not under the name of a derived one", () => {
    const earlier = earlierSeal(first, "written before", HERE);
    expect(secrets.open(earlier, HERE).toString()).to.equal("written before");
    expect(() => secrets.open({ ...earlier, keyId: secrets.newestKeyId }, HERE)).to.throw();
    const sealed = secrets.seal("now", HERE);
    expect(() => secrets.open({ ...sealed, keyId: first.id }, HERE)).to.throw();
  });

  it("has a key of its own for each purpose, none of which opens a seal", () => {
    const purposes: Purpose[] = ["browser storage", "mailed codes", "counts of tries", "invited addresses"];
    const derived = purposes.map((purpose) => secrets.derive(purpose, HERE)[0]!);
    expect(new Set(derived.map((key) => key.toString("hex"))).size).to.equal(purposes.length);
    const { box } = secrets.seal("private", HERE);
    for (const key of derived) {
      expect(() => createSecrets([{ id: "derived", key }]).open({ keyId: "derived", box }, HERE)).to.throw();
    }
  });

  it("derives for one place, from each key, and as earlier versions did last", () => {
    const both = createSecrets([second, first]);
    const own = (keys: Buffer[]) => keys.map((key) => key.toString("hex"));
    const [bySecond] = createSecrets([second]).derive("mailed codes", HERE);
    const [byFirst] = secrets.derive("mailed codes", HERE);
    const earlier = [second, first].map((each) => earlierDerived(each, HERE));
    expect(own(both.derive("mailed codes", HERE))).to.deep.equal(own([bySecond!, byFirst!, ...earlier]));
    const elsewhere = secrets.derive("mailed codes", { ...HERE, id: "2" });
    expect(own(elsewhere)).not.to.include(byFirst!.toString("hex"));
  });

  it("tells by name which keys it has, and gives nothing of them away", () => {
    const [one, other] = createSecrets([second, first]).fingerprints();
    expect([one!.name, other!.name]).to.deep.equal(["second", "first"]);
    expect(other).to.deep.equal(secrets.fingerprints()[0]);
    expect(one!.fingerprint)
      .to.match(/^[0-9a-f]{32}$/)
      .and.not.equal(other!.fingerprint);
    const [changed] = createSecrets([key("second")]).fingerprints();
    expect(changed!.fingerprint).not.to.equal(one!.fingerprint);
    expect(second.key.toString("hex")).not.to.contain(one!.fingerprint);
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
