import { expect } from "chai";
import { mock } from "node:test";
import { TypingSignal } from "../../../src/browser/page/typing-signal.js";

describe("The sign that someone is typing", () => {
  let [told, isConnected] = [0, true];
  let place: { textContent: string };
  let field: EventTarget;
  let signal: TypingSignal;

  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout", "Date"] });
    mock.method(performance, "now", Date.now);
    [told, isConnected, place, field] = [0, true, { textContent: "" }, new EventTarget()];
    const tell = (): boolean => {
      if (isConnected) told += 1;
      return isConnected;
    };
    signal = new TypingSignal({ field: field as never, place: place as never, otherName: "Kim", tell });
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });

  const type = (): void => void field.dispatchEvent(new Event("input"));

  it("is sent at most every three seconds, and immediately after a message", () => {
    for (let key = 0; key < 30; key += 1) {
      type();
      mock.timers.tick(100);
    }
    expect(told).to.equal(1);
    type();
    expect(told).to.equal(2);
    signal.sent();
    type();
    expect(told).to.equal(3);
  });

  it("is sent as soon as there is a connection", () => {
    isConnected = false;
    type();
    isConnected = true;
    type();
    expect(told).to.equal(1);
  });

  it("is shown for five seconds after each time", () => {
    signal.show();
    mock.timers.tick(4000);
    signal.show();
    mock.timers.tick(4900);
    expect(place.textContent).to.equal("Kim is writing…");
    mock.timers.tick(200);
    expect(place.textContent).to.equal("");
  });
});
