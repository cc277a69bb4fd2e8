import { expect } from "chai";
import { MessageAllowance } from "../../src/realtime/message-allowance.js";

describe("An allowance of messages", () => {
  const takeAll = (allowance: MessageAllowance, now: number): number => {
    let taken = 0;
    while (taken < 10_000 && allowance.take(now)) taken += 1;
    return taken;
  };

  it("lets a burst through, then as many as have grown back, and never more than the burst", () => {
    const allowance = new MessageAllowance({ burst: 30, perSecond: 10 }, 0);
    expect(takeAll(allowance, 0)).to.equal(30);
    expect(takeAll(allowance, 99)).to.equal(0);
    expect(takeAll(allowance, 1099)).to.equal(10);
    expect(takeAll(allowance, 60_000)).to.equal(30);
  });
});
