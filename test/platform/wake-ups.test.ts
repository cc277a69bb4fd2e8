import { expect } from "chai";
import { mock } from "node:test";
import { createWakeUps } from "../../src/platform/wake-ups.js";

const HALF_MINUTE_MS = 30_000;

/** Shows a clock that is `behindMs` behind this machine's, while timers run on. */
function setClockBack(behindMs: number): void {
  globalThis.Date = new Proxy(Date, {
    construct: (target, given: [number?]) => new target(given[0] ?? target.now() - behindMs),
    get: (target, name) => (name === "now" ? () => target.now() - behindMs : (Reflect.get(target, name) as unknown)),
  });
}

describe("The sweep", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] }));
  afterEach(() => mock.timers.reset());

  async function passHalfMinute(): Promise<void> {
    const settle = (): Promise<void> => new Promise((done) => setImmediate(done));
    await settle();
    mock.timers.tick(HALF_MINUTE_MS);
    await settle();
  }

  it("never runs twice at once, and continues after a slow run", async () => {
    let runs = 0;
    let end = (): void => undefined;
    const wakeUps = createWakeUps(() => undefined);
    wakeUps.every30Seconds(() => {
      runs += 1;
      return new Promise((resolve) => (end = resolve));
    });
    for (let time = 0; time < 3; time += 1) await passHalfMinute();
    expect(runs).to.equal(1);
    end();
    await passHalfMinute();
    expect(runs).to.equal(2);
    end();
    await wakeUps.stop();
  });

  it("continues every 30 seconds when the system's clock is set back by an hour", async () => {
    let runs = 0;
    const wakeUps = createWakeUps(() => undefined);
    wakeUps.every30Seconds(() => Promise.resolve(void (runs += 1)));
    await passHalfMinute();
    expect(runs).to.equal(2);
    setClockBack(3_600_000);
    for (let time = 0; time < 4; time += 1) await passHalfMinute();
    expect(runs).to.equal(6);
    await wakeUps.stop();
    await passHalfMinute();
    expect(runs).to.equal(6);
  });
});
