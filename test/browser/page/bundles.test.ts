import { expect } from "chai";
import { readFileSync } from "node:fs";
import path from "node:path";

const folder = path.resolve(import.meta.dirname, "../../../public/build");
const names = JSON.parse(readFileSync(path.join(folder, "manifest.json"), "utf8")) as Record<string, string>;
const script = (name: string): string => readFileSync(path.join(folder, names[name]!), "utf8");

describe("The scripts of pages", () => {
  it("bring code for calls to the session room alone, and code for devices to the page that checks them as well", () => {
    const isForCalls = (name: string): boolean => script(name).includes("RTCPeerConnection");
    const isForDevices = (name: string): boolean => script(name).includes("getUserMedia");
    const scripts = ["main.js", "live.js", "room.js", "check.js"];
    expect(scripts.map(isForCalls)).to.deep.equal([false, false, true, false]);
    expect(scripts.map(isForDevices)).to.deep.equal([false, false, true, true]);
    expect(script("check.js").length).to.be.lessThan(16_000);
  });
});
