import { expect } from "chai";
import { SafeStorage } from "../../../src/browser/page/safe-storage.js";

/** A browser's storage, with room for this many texts. */
function stored(room: number): Storage {
  const storage = Object.create({
    getItem: (name: string) => storage[name] ?? null,
    setItem: (name: string, text: string) => {
      if (Object.keys(storage).length >= room && !(name in storage)) throw new Error("full");
      storage[name] = text;
    },
    removeItem: (name: string) => Reflect.deleteProperty(storage, name),
  }) as Record<string, string>;
  return storage as unknown as Storage;
}

describe("Storage that may be missing", () => {
  it("keeps texts in the browser, and those for which it has no room until the page is left", () => {
    const browser = stored(1);
    const storage = new SafeStorage(() => browser);
    expect([storage.keep("a:1", "One"), storage.keep("a:2", "Two"), storage.keep("b", "Three")]).to.deep.equal([
      true,
      false,
      false,
    ]);
    expect(Object.keys(browser)).to.deep.equal(["a:1"]);
    expect(storage.names("a:")).to.deep.equal(["a:1", "a:2"]);
    expect(["a:1", "a:2", "c"].map((name) => storage.read(name))).to.deep.equal(["One", "Two", null]);
    storage.forget("a:1");
    expect(storage.keep("a:2", "Again")).to.equal(true);
    expect([storage.read("a:2"), storage.names("a:")]).to.deep.equal(["Again", ["a:2"]]);
  });

  it("keeps texts until the page is left where the browser has none, or throws", () => {
    const none = (): null => null;
    const throwing = (): never => {
      throw new Error("blocked");
    };
    for (const storage of [new SafeStorage(none), new SafeStorage(throwing)]) {
      expect(storage.keep("a", "One")).to.equal(false);
      expect([storage.read("a"), storage.names("")]).to.deep.equal(["One", ["a"]]);
      storage.forget("a");
      expect([storage.read("a"), storage.names("")]).to.deep.equal([null, []]);
    }
  });
});
