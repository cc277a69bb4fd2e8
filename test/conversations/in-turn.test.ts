import { expect } from "chai";
import { inTurn } from "../../src/conversations/in-turn.js";
import { failure } from "../support/failure.js";

describe("Work on a conversation, in turn", () => {
  it("runs in the order of requests, even after failures, and beside that on other conversations", async () => {
    const done: string[] = [];
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const first = inTurn("one", async () => {
      await held;
      done.push("first");
      throw new Error("This failed");
    });
    const second = inTurn("one", () => Promise.resolve(done.push("second")));
    await inTurn("another", () => Promise.resolve(done.push("another")));
    goOn();
    expect((await failure(first)).message).to.equal("This failed");
    await second;
    expect(done).to.deep.equal(["another", "first", "second"]);
  });
});
