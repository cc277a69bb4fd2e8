import { expect } from "chai";
import { mock } from "node:test";
import { Timer } from "../../../src/browser/page/timer.js";

describe("A timer", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("does the first thing it was started with, or the latest it was restarted with, once, unless it is stopped", () => {
    const done: string[] = [];
    const timer = new Timer();
    const later = (what: string) => () => void done.push(what);
    timer.start(100, later("first"));
    timer.start(10, later("second"));
    mock.timers.tick(99);
    expect(done).to.deep.equal([]);
    mock.timers.tick(1);
    timer.start(100, later("again"));
    timer.restart(200, later("instead"));
    mock.timers.tick(199);
    expect(done).to.deep.equal(["first"]);
    mock.timers.tick(1);
    timer.start(100, later("never"));
    timer.stop();
    mock.timers.tick(1000);
    timer.start(100, later("last"));
    mock.timers.tick(100);
    expect(done).to.deep.equal(["first", "instead", "last"]);
  });
});
