import { expect } from "chai";
import { mock } from "node:test";
import { forgetStays, StayMemory, type ChatMemory, type KeptStay } from "../../../src/browser/room/stay-memory.js";

const STAY: KeptStay = { kinds: ["audio"], muted: true, inCall: true, arrival: "first", bytes: 7 };
const CHAT: ChatMemory = { messages: [], arrival: "first", draft: "Hel" };

describe("What a tab remembers of a stay in the room", () => {
  let kept: Record<string, string>;
  let arrivedBy: string;
  let goesAway: () => void;

  beforeEach(() => {
    mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
    kept = {};
    arrivedBy = "navigate";
    const storage = Object.create({
      getItem: (name: string) => kept[name] ?? null,
      setItem: (name: string, text: string) => (kept[name] = storage[name] = text),
      removeItem(name: string) {
        Reflect.deleteProperty(kept, name);
        Reflect.deleteProperty(storage, name);
      },
    }) as Record<string, string>;
    Object.defineProperty(globalThis, "sessionStorage", { value: storage, configurable: true });
    const addEventListener = (_name: string, run: () => void): void => void (goesAway = run);
    Object.defineProperty(globalThis, "addEventListener", { value: addEventListener, configurable: true });
    mock.method(performance, "getEntriesByType", () => [{ type: arrivedBy }]);
  });
  afterEach(() => {
    mock.restoreAll();
    mock.timers.reset();
    for (const name of ["sessionStorage", "addEventListener"]) Reflect.deleteProperty(globalThis, name);
  });

  /** Someone is in the room, has a chat, and the page ends this many milliseconds later. */
  function stayed({ leaves = true, ms = 0 } = {}): void {
    const memory = new StayMemory("a");
    memory.keep(STAY);
    memory.keepChat(CHAT);
    if (leaves) goesAway();
    mock.timers.tick(ms);
  }

  it("is there after a reload, with the chat", () => {
    stayed({ ms: 600_000 });
    arrivedBy = "reload";
    const { before, chatBefore } = new StayMemory("a");
    expect(before).to.include({ muted: true, arrival: "first", bytes: 7 });
    expect(chatBefore).to.deep.equal(CHAT);
    expect(new StayMemory("b").before, "in another room").to.equal(null);
  });

  it("is there within a minute after a crash, and not later", () => {
    stayed({ leaves: false, ms: 59_000 });
    expect(new StayMemory("a").before).not.to.equal(null);
    stayed({ leaves: false, ms: 60_000 });
    expect(new StayMemory("a").before).to.equal(null);
    expect(kept, "the chat goes with it").to.deep.equal({});
  });

  it("is gone once its person went to another page or left, and when all stays are forgotten", () => {
    stayed();
    const memory = new StayMemory("a");
    expect([memory.before, memory.chatBefore]).to.deep.equal([null, null]);
    memory.keep(STAY);
    memory.keepChat(CHAT);
    memory.forget();
    goesAway();
    expect(kept).to.deep.equal({});
    stayed();
    forgetStays();
    expect(kept).to.deep.equal({});
  });
});
