import { expect } from "chai";
import { Watchdog, type CallSnapshot } from "../../../src/browser/call/watchdog.js";

const SECOND = 1000;
const well: CallSnapshot = { state: "connected", pictureExpected: true, framesDecoded: 0, bytesHeard: 0 };

describe("The watchdog of a call", () => {
  /** Looks once a second for `seconds` and tells when it wanted what. */
  const watch = (dog: Watchdog, from: number, seconds: number, sight: (second: number) => CallSnapshot): string[] => {
    const wanted: string[] = [];
    for (let second = from; second < from + seconds; second += 1) {
      const repair = dog.look(sight(second), second * SECOND);
      if (repair) wanted.push(`${repair} at ${second}`);
    }
    return wanted;
  };

  it("leaves a healthy call alone", () => {
    const frames = (second: number): CallSnapshot => ({ ...well, framesDecoded: second * 24 });
    expect(watch(new Watchdog(0), 0, 3600, frames)).to.deep.equal([]);
  });

  it("rebuilds every 15 s while ICE hangs silently", () => {
    expect(watch(new Watchdog(0), 0, 40, () => ({ ...well, state: "new" }))).to.deep.equal([
      "rebuild at 15",
      "rebuild at 30",
    ]);
  });

  it("restarts ICE once, 2 s after a cut, and rebuilds when that does not help in time", () => {
    const dog = new Watchdog(0);
    dog.look({ ...well, framesDecoded: 1 }, 0);
    const cut = (): CallSnapshot => ({ ...well, state: "disconnected" });
    expect(watch(dog, 1, 20, cut)).to.deep.equal(["restart at 3", "rebuild at 16", "restart at 18"]);
  });

  it("does nothing about a cut that heals by itself immediately", () => {
    const dog = new Watchdog(0);
    const brief = (second: number): CallSnapshot => ({
      ...well,
      framesDecoded: second,
      state: second % 5 === 0 ? "disconnected" : "connected",
    });
    expect(watch(dog, 1, 60, brief)).to.deep.equal([]);
  });

  it("rebuilds when video freezes for 5 s, more patiently each time", () => {
    const dog = new Watchdog(0);
    const frozen = (second: number): CallSnapshot => ({ ...well, bytesHeard: 100 + second });
    expect(watch(dog, 0, 60, frozen)).to.deep.equal(["rebuild at 5", "rebuild at 15", "rebuild at 35"]);
  });

  it("ignores a frozen picture while nothing arrives at all: the connection's state decides", () => {
    expect(watch(new Watchdog(0), 0, 60, () => well)).to.deep.equal([]);
  });

  it("expects no picture of a camera that is off", () => {
    const soundOnly = (second: number): CallSnapshot => ({ ...well, pictureExpected: false, bytesHeard: 100 + second });
    expect(watch(new Watchdog(0), 0, 60, soundOnly)).to.deep.equal([]);
  });
});
