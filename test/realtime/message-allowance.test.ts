import { expect } from "chai";
import { createPersonAllowances } from "../../src/realtime/person-allowances.js";
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

describe("Allowances of people", () => {
  it("are counted by person, and forgotten once they are full again", () => {
    let now = 0;
    const allowances = createPersonAllowances(() => now);
    expect(allowances.take("kim", "message", 30)).to.equal(true);
    expect(allowances.take("kim", "message")).to.equal(false);
    expect(allowances.take("kim", "bytes", 1000)).to.equal(true);
    expect(allowances.take("lee", "message")).to.equal(true);
    now = 500;
    allowances.settle();
    expect(allowances.size).to.equal(1);
    allowances.take("ann", "bytes", 100_000);
    now = 600;
    allowances.settle();
    expect(allowances.size, "bytes count as well").to.equal(2);
    now = 10_000;
    allowances.settle();
    expect(allowances.size).to.equal(0);
  });
});
