import { expect } from "chai";
import type { Page } from "playwright-core";
import type * as Media from "../../../src/browser/call/media.js";
import type * as Sessions from "../../../src/browser/room/session.js";
import type * as Memories from "../../../src/browser/room/stay-memory.js";
import type * as Watches from "../../../src/browser/room/watch-presence.js";
import { openParts } from "../../support/browser-parts.js";
import { ROOM_HTML } from "../../support/room-parts.js";

declare const parts: typeof Media & typeof Sessions & typeof Memories & typeof Watches;

const ANA = { visit: "v1", arrival: "a1", link: "l1", name: "Ana", microphone: true, camera: false };

describe("A stay in a session room", () => {
  let page: Page;
  before(async () => {
    const files = ["room/session", "call/media", "room/stay-memory", "room/watch-presence"];
    page = await openParts(files, ROOM_HTML);
  });
  after(() => page.context().close());
  beforeEach(async () => {
    await page.evaluate(() => sessionStorage.clear());
    await page.goto("/");
  });

  /** What was done since the last time; ids are left out, and each signal of the call is named once. */
  const done = async (): Promise<string[]> => {
    const all = await page.evaluate(() => globalThis.log.splice(0));
    const named = all.map((what) => what.replaceAll(/[0-9a-f]{24}/g, "#"));
    return named.filter((what, at) => !what.startsWith("room.signal") || named.indexOf(what) === at);
  };
  const hear = (name: string, message: object = {}): Promise<void> =>
    page.evaluate(([what, said]) => globalThis.hears(what as string, said as object), [name, message]);
  const presence = (client: object | null): Promise<void> =>
    hear("room.presence", {
      here: { client, counsellor: null },
      liveForMs: 60_000,
      endsInMs: 1_200_000,
      refundIfAlone: null,
    });
  const click = (name: string): Promise<void> =>
    page.locator(`[data-${name}]`).evaluate((one: HTMLElement) => one.click());
  const text = (name: string): Promise<string | null> => page.locator(`[data-${name}]`).first().textContent();
  /** Which of these are shown, and what has the focus. */
  const shown = (...names: string[]): Promise<string[]> =>
    page.evaluate((all) => {
      const focus = document.activeElement!;
      const is = all.filter((name) => !document.querySelector<HTMLElement>(`[data-${name}]`)!.hidden);
      return [...is, Object.keys((focus as HTMLElement).dataset)[0] ?? focus.className];
    }, names);

  const start = (problem: string | null, ...kinds: ("audio" | "video")[]): Promise<void> =>
    page.evaluate(
      async ([why, open]) => {
        const main = document.querySelector("main")!;
        const socket = globalThis.socket as never;
        const media = new parts.OwnMedia(
          () => document.dispatchEvent(new Event("own-media")),
          (words) => document.dispatchEvent(new CustomEvent("own-device-lost", { detail: words })),
        );
        await media.use(open);
        Object.assign(globalThis, { media });
        const say = (words: string): void => void globalThis.log.push(`says ${words}`);
        const bell = main.querySelector<HTMLInputElement>("[data-bell]")!;
        const about = { party: "counsellor", otherName: "Ana" } as const;
        const watch = new parts.PresenceWatch(socket, { ...about, appointmentId: "r1", bell, show: () => undefined });
        watch.bell.ring = () => void globalThis.log.push("rings");
        watch.stop();
        const memory = new parts.StayMemory("r1");
        const options = { page: main, media, socket, memory, watch, say, ...about };
        new parts.RoomSession(options, why);
      },
      [problem, kinds] as const,
    );

  it("begins by text in the chat, follows who is there, and joins the call when its person asks", async () => {
    await start("No camera was found.");
    expect(await done()).to.deep.equal(["room.join r1 # # false false true"]);
    expect(await shown("entry", "inside", "call-offer", "clock")).to.deep.equal(["inside", "messages"]);
    expect([await text("problem"), await text("call-words"), await text("offer-address")]).to.deep.equal([
      "No camera was found.",
      "By text",
      "Both see both.",
    ]);
    await presence(ANA);
    expect(await shown("clock"), "before it has joined").to.deep.equal(["messages"]);
    await hear("room.joined");
    await presence(ANA);
    expect(await shown("clock", "call-offer")).to.deep.equal(["clock", "call-offer", "messages"]);
    expect(await text("fate")).to.equal("");
    await presence(null);
    expect([await text("fate"), await page.locator("[data-whereabouts]").getAttribute("open")]).to.deep.equal([
      "Ana can come back as long as the room is open.",
      "",
    ]);
    await presence({ ...ANA, link: "l2" });
    await hear("room.left", { party: "counsellor" });
    await hear("room.left", { party: "client" });
    await presence({ ...ANA, arrival: "a2" });
    expect(await done()).to.deep.equal([
      "says Ana is away.",
      "says Ana is back.",
      "says Ana is away.",
      "rings",
      "says Ana is here.",
    ]);
    await hear("room.whereabouts", { place: "Home", contact: "", phone: "123", emergencyContact: "" });
    expect([await text("place"), await text("contact"), await text("phone")]).to.deep.equal([
      "Home",
      "Not given",
      "123",
    ]);
    expect(await shown("said", "not-said", "phone-row", "emergency-contact-row")).to.include.members([
      "said",
      "phone-row",
    ]);
    await page.evaluate(() => document.dispatchEvent(new Event("own-media")));
    expect(await done(), "still by text").to.deep.equal(["room.sending false false true"]);
    await click("join-call");
    expect(await shown("stage")).to.deep.equal(["stage", "stage"]);
    expect(await done()).to.deep.equal(["room.sending false false"]);
    await presence({ ...ANA, arrival: "a2" });
    expect([await done(), await text("call-words")]).to.deep.equal([["room.meeting"], "Connecting…"]);
    await page.clock.runFor(2100);
    await page.evaluate(() => until(() => globalThis.log.some((what) => what.startsWith("room.signal"))));
    expect(await done()).to.deep.equal(["room.signal # [object Object]"]);
    await hear("open");
    expect(await done(), "no longer by text").to.deep.equal(["room.join r1 # # false false"]);
    await presence({ ...ANA, byText: true });
    expect(await text("call-words")).to.equal("By text: Ana has not joined the call");
  });

  it("sends what is open, keeps the stay over a reload, and closes everything when it is left", async () => {
    await start(null, "audio", "video");
    expect(await done()).to.deep.equal(["room.join r1 # # true true"]);
    expect(await shown("inside", "own", "problem")).to.deep.equal(["inside", "own", "stage"]);
    await hear("room.joined");
    await presence(ANA);
    expect(await done()).to.deep.equal(["room.meeting"]);
    expect(await page.locator("[data-whereabouts]").getAttribute("open"), "nothing is wrong").to.equal(null);
    await presence(ANA);
    expect(await done(), "one call with each visit").to.deep.equal([]);
    await hear("room.left", { party: "client" });
    await presence(ANA);
    expect(await done()).to.deep.equal(["says Ana is away.", "room.meeting", "says Ana is back."]);
    await page.evaluate(() => {
      document.querySelector<HTMLElement>("[data-microphone]")!.click();
      return until(() => globalThis.log.length > 1);
    });
    expect(await done()).to.deep.equal(["says Your microphone is muted.", "room.sending false true"]);
    const before = await page.evaluate(() => JSON.parse(sessionStorage.getItem("room:r1:stay")!) as object);
    expect(before).to.deep.include({ kinds: ["audio", "video"], muted: true, inCall: true, bytes: 0 });
    await page.reload();
    const used = JSON.stringify({ ...before, bytes: 640_000 });
    await page.evaluate((stay) => sessionStorage.setItem("room:r1:stay", stay), used);
    await page.evaluate(() => (performance.getEntriesByType = () => [{ type: "reload" }] as never));
    await start(null);
    const after = await page.evaluate(() => JSON.parse(sessionStorage.getItem("room:r1:stay")!) as object);
    expect(after).to.deep.include({ arrival: (before as { arrival: string }).arrival, inCall: true, kinds: [] });
    expect(await done(), "in the call, without devices").to.deep.equal(["room.join r1 # # false false"]);
    await page.evaluate(() => {
      const lost = new CustomEvent("own-device-lost", { detail: "Your camera was disconnected." });
      document.dispatchEvent(lost);
    });
    expect(await text("problem")).to.equal("Your camera was disconnected.");
    await page.evaluate(() => (globalThis as unknown as { media: Media.OwnMedia }).media.turn("audio", true));
    expect((await done()).at(-1)).to.equal("room.sending true false");
    await click("leave");
    expect(await done()).to.deep.equal(["room.leave", "closed"]);
    expect(await shown("inside", "after", "rejoin", "next-week", "after-bytes")).to.deep.equal([
      "after",
      "rejoin",
      "after-bytes",
      "afterWords",
    ]);
    expect(await text("after-bytes"), "before a call begins again").to.equal("This call used 640 kB of data.");
    const left = await page.evaluate(() => {
      const { hasAny } = (globalThis as unknown as { media: Media.OwnMedia }).media;
      document.dispatchEvent(new Event("own-media"));
      return [hasAny, sessionStorage.length, globalThis.log.length];
    });
    expect(left).to.deep.equal([false, 0, 0]);
  });

  it("says how a cancelled session ended and what became of the payment, once", async () => {
    await start(null);
    await hear("room.joined");
    await hear("room.chat", { clientId: "x", text: "Hello", time: "14:05" });
    await page.evaluate(() => {
      window.fetch = () => Promise.resolve(Response.json({ outcome: "Your payment is refunded." }));
      document.querySelector("dialog")!.showModal();
    });
    await hear("room.ended", { how: "cancelled" });
    await hear("room.ended", { how: "completed" });
    await page.evaluate(() => until(() => document.querySelector("[data-after-detail]")!.textContent));
    expect([await text("after-words"), await text("after-detail")]).to.deep.equal([
      "This session was cancelled.",
      "Your payment is refunded.",
    ]);
    expect(await page.locator("li, dialog[open]").count()).to.equal(0);
    await presence(ANA);
    expect((await done()).slice(1)).to.deep.equal(["room.got x", "closed"]);
  });
});
