import { expect } from "chai";
import { readFileSync } from "node:fs";
import path from "node:path";

const folder = path.resolve(import.meta.dirname, "../../../public/build");
const names = JSON.parse(readFileSync(path.join(folder, "manifest.json"), "utf8")) as Record<string, string>;
const script = (name: string): string => readFileSync(path.join(folder, names[name]!), "utf8");

describe("The scripts of pages", () => {
  it("bring code for calls to the session room alone", () => {
    const isForCalls = (name: string): boolean => /RTCPeerConnection|getUserMedia/.test(script(name));
    expect(["main.js", "live.js", "room.js"].map(isForCalls)).to.deep.equal([false, false, true]);
  });
});
