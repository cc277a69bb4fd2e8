import { expect } from "chai";
import { EventEmitter } from "node:events";
import { mock } from "node:test";
import type { Request, Response } from "express";
import { Unavailable } from "../../src/platform/errors.js";
import { answerAway } from "../../src/web/answer-away.js";

/** Longer than the site lets a page wait. */
const WHILE_S = 60;

describe("A page that waits for the database", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  /** After how many seconds the site answers in its place, each time that it does. */
  function answeredAfter(page: {
    method?: string;
    isAway?: boolean;
    sendsAfter?: number;
    closesAfter?: number;
  }): number[] {
    let seconds = 0;
    const answers: number[] = [];
    const res = Object.assign(new EventEmitter(), { headersSent: false });
    const waits = answerAway(
      () => page.isAway ?? false,
      (error) => void (error instanceof Unavailable && answers.push(seconds)),
    );
    void waits({ method: page.method ?? "GET" } as Request, res as unknown as Response, () => undefined);
    for (seconds = 1; seconds <= WHILE_S; seconds += 1) {
      if (seconds === page.closesAfter) res.emit("close");
      res.headersSent = seconds >= (page.sendsAfter ?? Infinity);
      mock.timers.tick(1000);
    }
    return answers;
  }

  it("is answered once: soon where that is away, and before a router gives up in any case", () => {
    expect(answeredAfter({ isAway: true })).to.deep.equal([3]);
    expect(answeredAfter({ isAway: true, method: "HEAD" })).to.deep.equal([3]);
    expect(answeredAfter({})).to.deep.equal([21]);
  });

  it("answers by itself where it can, however late it is done", () => {
    expect(answeredAfter({ isAway: true, sendsAfter: 2 })).to.deep.equal([]);
    expect(answeredAfter({ sendsAfter: 20 })).to.deep.equal([]);
    expect(answeredAfter({ isAway: true, closesAfter: 2 })).to.deep.equal([]);
  });

  it("waits as long as it takes once it was sent something", () => {
    expect(answeredAfter({ isAway: true, method: "POST" })).to.deep.equal([]);
  });
});
