import { expect } from "chai";
import { mock } from "node:test";
import { afterWait } from "../../../src/browser/page/after-wait.js";

const MINUTE_MS = 60_000;

describe("A page's timer", () => {
  let clock = 0;
  let passedMs = 0;
  let isOver = false;

  beforeEach(() => {
    [clock, passedMs, isOver] = [1_000_000_000_000, 0, false];
    mock.timers.enable({ apis: ["setTimeout"] });
    mock.method(Date, "now", () => clock);
    mock.method(performance, "now", () => passedMs);
    afterWait(10 * MINUTE_MS, () => (isOver = true));
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });

  const pass = (minutes: number): void => {
    for (let minute = 0; minute < minutes; minute += 1) {
      clock += MINUTE_MS;
      passedMs += MINUTE_MS;
      mock.timers.tick(MINUTE_MS);
    }
  };

  it("fires when its time has passed", () => {
    pass(9);
    expect(isOver).to.equal(false);
    pass(1);
    expect(isOver).to.equal(true);
  });

  it("fires within a minute after a device wakes from a longer sleep", () => {
    clock += 30 * MINUTE_MS;
    pass(1);
    expect(isOver).to.equal(true);
  });

  it("fires no later when the device's clock is set back", () => {
    pass(5);
    clock -= 60 * MINUTE_MS;
    pass(5);
    expect(isOver).to.equal(true);
  });
});
