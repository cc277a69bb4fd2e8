import { expect } from "chai";
import { ArrivalTracker } from "../../../src/browser/room/arrival-tracker.js";
import { gradeConnection } from "../../../src/browser/room/connection-check.js";
import { permissionHelp } from "../../../src/browser/call/permission-help.js";
import { bytesWords } from "../../../src/browser/room/after.js";
import { elapsedWords, remainingWords } from "../../../src/browser/room/session-time.js";
import { fateWords } from "../../../src/browser/room/waiting-words.js";
import type { Visit } from "../../../src/protocol/messages.js";

const AGENTS = {
  "a phone by Apple":
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Mobile/15E148 Safari/604.1",
  "Chrome on a phone by Apple":
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 CriOS/123.0 Mobile/15E148 Safari/604.1",
  "a Mac's Safari": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.4 Safari/605.1.15",
  Firefox: "Mozilla/5.0 (X11; Linux x86_64; rv:124.0) Gecko/20100101 Firefox/124.0",
  "Firefox on a phone": "Mozilla/5.0 (Android 14; Mobile; rv:124.0) Gecko/124.0 Firefox/124.0",
  "Chrome on a phone": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/123.0 Mobile Safari/537.36",
  "Chrome or Edge": "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/123.0 Safari/537.36 Edg/123.0",
  "one never heard of": "Lynx/2.9",
};

describe("The words of a session room", () => {
  it("tell how long it has been and how much is left", () => {
    expect([0, 59_999, 60_000, 720_000].map(elapsedWords)).to.deep.equal([
      "Just started",
      "Just started",
      "1 min in",
      "12 min in",
    ]);
    expect([2_280_000, 300_001, 300_000, 60_001, 60_000, 1, 0, -59_000, -120_000].map(remainingWords)).to.deep.equal([
      "38 min left",
      "6 min left",
      "5 minutes left",
      "2 minutes left",
      "1 minute left",
      "1 minute left",
      "Time is up",
      "Time is up",
      "2 minutes over time",
    ]);
  });

  it("tell someone waiting what will happen, and when", () => {
    const client = { party: "client" as const, otherName: "Ana", givenUpAt: "14:30", isPaid: true };
    const counsellor = { ...client, party: "counsellor" as const, otherName: "Kim" };
    const words = (waiting: typeof client | typeof counsellor, refundIfAlone: boolean | null, isPaid = true) =>
      fateWords({ ...waiting, refundIfAlone, isPaid });
    expect(words(client, true)).to.equal(
      "If Ana does not come by 14:30, this session is cancelled and your payment is refunded.",
    );
    expect(words(counsellor, false)).to.equal(
      "If Kim does not come by 14:30, this session is cancelled. Their payment is not refunded.",
    );
    expect(words(counsellor, true)).to.contain("and their payment is refunded.");
    expect(words(client, true, false)).to.equal("If Ana does not come by 14:30, this session is cancelled.");
    expect(words(client, null)).to.equal("Ana can come back as long as the room is open.");
  });

  it("grade a connection by the call that it allows", () => {
    const grades = [
      [200, 1500],
      [201, 1500],
      [200, 1499],
      [500, 300],
      [501, 300],
      [500, 299],
    ].map(([roundTripMs, kbitPerSecond]) =>
      gradeConnection({ roundTripMs: roundTripMs!, kbitPerSecond: kbitPerSecond! }),
    );
    expect(grades).to.deep.equal(["good", "fair", "fair", "fair", "poor", "poor"]);
  });

  it("distinguish an arrival, a return and having been there all along", () => {
    const page = (arrival: string, link: string): Visit => {
      return { visit: link, arrival, link, name: "Ana", microphone: true, camera: true };
    };
    const look = (...seen: (Visit | null)[]) => {
      const arrivals = new ArrivalTracker();
      return seen.map((other) => arrivals.look(other));
    };
    expect(look(null, page("a", "1"), page("a", "2"), null, page("a", "3"), null, page("b", "4"))).to.deep.equal([
      null,
      "arrived",
      null,
      "gone",
      "back",
      "gone",
      "arrived",
    ]);
    expect(look(page("a", "1"), page("b", "2"), null)).to.deep.equal([null, null, "gone"]);
  });

  it("judge a connection by both its delay and its rate", () => {
    expect(gradeConnection({ roundTripMs: 40, kbitPerSecond: 8000 })).to.equal("good");
    expect(gradeConnection({ roundTripMs: 400, kbitPerSecond: 8000 })).to.equal("fair");
    expect(gradeConnection({ roundTripMs: 40, kbitPerSecond: 400 })).to.equal("fair");
    expect(gradeConnection({ roundTripMs: 900, kbitPerSecond: 8000 })).to.equal("poor");
    expect(gradeConnection({ roundTripMs: 40, kbitPerSecond: 100 })).to.equal("poor");
  });

  it("say where each browser keeps its permissions", () => {
    const helps = Object.values(AGENTS).map((agent) => permissionHelp("the camera", agent));
    expect(new Set(helps).size).to.equal(helps.length);
    for (const help of helps)
      expect(help)
        .to.contain("the camera")
        .and.match(/try again\.$/);
  });

  it("count data as phone contracts do", () => {
    expect([200, 640_400, 640_600, 1_240_000, 12_400_000].map(bytesWords)).to.deep.equal([
      "1 kB",
      "640 kB",
      "641 kB",
      "1.2 MB",
      "12 MB",
    ]);
    expect([1_000_000, 10_000_000].map(bytesWords)).to.deep.equal(["1.0 MB", "10 MB"]);
  });
});
