import { expect } from "chai";
import { mock } from "node:test";
import { ask, Refused, request } from "../../../src/browser/page/request.js";

describe("A request of a page's script", () => {
  let asked: RequestInit | undefined;
  let answer: () => Promise<Response>;

  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] });
    // Once: a method that is replaced twice is not itself again after `restoreAll`.
    mock.method(globalThis, "fetch", (_path: string, init: RequestInit) => {
      asked = init;
      return answer();
    });
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
    asked = undefined;
  });

  const never = (): Promise<Response> => new Promise(() => undefined);

  it("is given up after half a minute, unless it sends a file", () => {
    answer = never;
    void request("/conversations/unread");
    mock.timers.tick(29_900);
    expect(asked?.signal?.aborted).to.equal(false);
    mock.timers.tick(200);
    expect(asked?.signal?.aborted).to.equal(true);
    void request("/files", { method: "POST", body: new FormData() });
    mock.timers.tick(600_000);
    expect(asked?.signal?.aborted).to.equal(false);
  });

  it("reads an error by its code, and whether to try again or to sign in", async () => {
    const codes = ["rate-limited", "unavailable", "signed-out", "other-account", "conflict"];
    const read = [];
    for (const code of codes) {
      answer = () => Promise.resolve(Response.json({ code, message: "Words" }, { status: 418 }));
      const error = await ask("/").catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(Refused).and.include({ code, message: "Words" });
      read.push([(error as Refused).isForLater, (error as Refused).isSignedOut]);
    }
    const [later, signIn, no] = [
      [true, false],
      [false, true],
      [false, false],
    ];
    expect(read).to.deep.equal([later, later, signIn, signIn, no]);
    expect(asked?.headers).to.deep.equal({ Accept: "application/json" });
  });

  it("treats an answer that is not data as none", async () => {
    answer = () => Promise.resolve(new Response("<html>", { status: 502 }));
    const error = await ask("/").catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Error).and.not.instanceOf(Refused);
  });
});
