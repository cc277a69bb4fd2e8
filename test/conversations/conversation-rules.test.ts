import { expect } from "chai";
import { judgeWriting } from "../../src/conversations/conversation-rules.js";

const at = (text: string): Date => new Date(`${text}T10:00:00Z`);

describe("Whether a conversation can be written in", () => {
  const openedAt = at("2026-01-01");
  const judge = (now: string, lastSessionEndsAt: string | null, isClosedByCounsellor = false) =>
    judgeWriting(
      { openedAt, lastSessionEndsAt: lastSessionEndsAt === null ? null : at(lastSessionEndsAt), isClosedByCounsellor },
      at(now),
    );

  it("goes by their last session, for 90 days after its end", () => {
    expect(judge("2026-06-08", "2026-03-10").closed).to.equal("time");
    expect(judge("2026-06-07", "2026-03-10")).to.deep.equal({ until: at("2026-06-08"), closed: null });
    expect(judge("2026-01-02", "2026-12-24").closed).to.equal(null);
  });

  it("goes by its opening where they never met", () => {
    expect(judge("2026-03-31", null).closed).to.equal(null);
    expect(judge("2026-04-01", null).closed).to.equal("time");
  });

  it("ends where the counsellor closed it, and is not opened by that again", () => {
    expect(judge("2026-03-11", "2026-03-10", true).closed).to.equal("counsellor");
    expect(judge("2026-07-01", "2026-03-10", true).closed).to.equal("time");
  });
});
