import { expect } from "chai";
import type { Page } from "playwright-core";
import type * as Chats from "../../../src/browser/room/chat.js";
import type { ChatMemory } from "../../../src/browser/room/stay-memory.js";
import { openParts } from "../../support/browser-parts.js";
import { ROOM_HTML } from "../../support/room-parts.js";

declare const parts: typeof Chats;

describe("The chat of a session room", () => {
  let page: Page;
  before(async () => (page = await openParts(["room/chat"], ROOM_HTML)));
  after(() => page.context().close());
  const open = async (): Promise<void> => {
    await page.reload();
    await page.evaluate(() => (document.querySelector<HTMLElement>("[data-inside]")!.hidden = false));
  };
  const done = (): Promise<string[]> => page.evaluate(() => globalThis.log.splice(0));

  it("sends a message until the other person has it, again to one who came in again, and shows each once", async () => {
    const start = (before: ChatMemory | null): Promise<void> =>
      page.evaluate((memory) => {
        const section = document.querySelector<HTMLElement>("[data-chat]")!;
        const chat = new parts.RoomChat({
          section,
          otherName: "Ana",
          socket: globalThis.socket as never,
          before: memory,
          keep: (kept) => Object.assign(globalThis, { kept: structuredClone(kept) }),
          onMessage: () => void globalThis.log.push("news"),
        });
        Object.assign(globalThis, { chat });
      }, before);
    const meet = (arrival: string | null, link = "1"): Promise<void> =>
      page.evaluate(
        (other) => (globalThis as unknown as { chat: { meet(other: unknown): void } }).chat.meet(other),
        arrival && { arrival, link },
      );
    const write = (text: string): Promise<string> =>
      page.evaluate((words) => {
        const form = document.querySelector<HTMLFormElement>("[data-chat] form")!;
        form.querySelector("textarea")!.value = words;
        form.requestSubmit();
        return document.querySelector<HTMLElement>(".message:last-child")!.dataset.clientId!;
      }, text);
    const hear = (name: string, message: object): Promise<void> =>
      page.evaluate(([what, said]) => globalThis.hears(what as string, said as object), [name, message]);
    const rows = (): Promise<string[]> =>
      page.evaluate(() =>
        Array.from(
          document.querySelectorAll<HTMLElement>("li"),
          (one) => `${one.innerText.replace(/\s+/g, " ").trim()} [${one.dataset.state ?? ""}]`,
        ),
      );
    await open();
    await start(null);
    const first = await write("One");
    expect(await rows()).to.deep.equal(["One Arrives when Ana is here [sending]"]);
    expect(await done()).to.deep.equal([]);
    await meet("a");
    expect(await done()).to.deep.equal([`room.chat ${first} One`]);
    await hear("room.sent", { clientId: first, time: "10:05" });
    await hear("room.sent", { clientId: "unknown", time: "10:05" });
    expect(await rows()).to.deep.equal(["One 10:05 Sending… [sending]"]);
    await hear("room.chat", { clientId: "x", text: "Hello", time: "10:06" });
    await hear("room.chat", { clientId: "x", text: "Hello", time: "10:06" });
    await hear("room.chat", { clientId: "y", text: "You", time: "10:07" });
    expect(await done()).to.deep.equal(["room.got x", "news", "room.got x", "room.got y", "news"]);
    await hear("room.got", { clientId: first });
    expect(await rows()).to.deep.equal(["One 10:05 [sent]", "Hello 10:06 []", "You 10:07 []"]);
    await meet("a", "2");
    expect(await done(), "has it").to.deep.equal([]);
    const second = await write("Two");
    await page.clock.runFor(200);
    await meet("b", "3");
    await page.clock.runFor(2000);
    expect(await done()).to.deep.equal([`room.chat ${second} Two`, `room.chat ${first} One`]);
    for (const clientId of [first, second]) await hear("room.got", { clientId });
    await page.clock.runFor(200);
    await hear("error", { about: "room.chat", clientId: second, message: "Too long." });
    const third = await write("Three");
    await page.clock.runFor(200);
    await hear("error", { about: "room.chat", clientId: third, message: "Too long." });
    expect((await rows()).at(-1)).to.equal("Three Not sent. Too long. Try again [failed]");
    await done();
    await page.locator("li button").click();
    expect((await rows()).at(-1)).to.equal("Three Sending… [sending]");
    await page.clock.runFor(200);
    expect(await done()).to.deep.equal([`room.chat ${third} Three`]);
    const kept = await page.evaluate(() => (globalThis as unknown as { kept: ChatMemory }).kept);
    expect(kept.messages.map(({ whose, text }) => `${whose} ${text}`)).to.deep.equal([
      "own One",
      "other Hello",
      "other You",
      "own Two",
      "own Three",
    ]);
    await open();
    await start({ ...kept, draft: "Half a" });
    expect(await rows()).to.deep.equal(["One 10:05 []", "Hello 10:06 []", "You 10:07 []", "Two []", "Three []"]);
    expect(await page.locator("[data-chat] textarea").inputValue()).to.equal("Half a");
    await page.evaluate(() => (globalThis as unknown as { chat: { clear(): void } }).chat.clear());
    expect([await rows(), await page.locator("[data-chat] textarea").inputValue()]).to.deep.equal([[], ""]);
  });
});
