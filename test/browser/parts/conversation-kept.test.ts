import { expect } from "chai";
import type { Page } from "playwright-core";
import type * as Drafts from "../../../src/browser/conversation/draft.js";
import type * as Kept from "../../../src/browser/conversation/kept-texts.js";
import type * as Own from "../../../src/browser/conversation/own-messages.js";
import type * as Unsent from "../../../src/browser/conversation/unsent.js";
import type * as Storage from "../../../src/browser/page/safe-storage.js";
import { openParts } from "../../support/browser-parts.js";
import { CONVERSATION_HTML, KEYS } from "../../support/conversation-parts.js";

declare const parts: typeof Drafts & typeof Kept & typeof Own & typeof Unsent & typeof Storage;

describe("What a conversation's page keeps in the browser", () => {
  let page: Page;
  before(
    async () =>
      (page = await openParts(
        [
          "conversation/draft",
          "conversation/kept-texts",
          "conversation/own-messages",
          "conversation/unsent",
          "page/safe-storage",
        ],
        CONVERSATION_HTML,
      )),
  );
  after(() => page.context().close());
  beforeEach(async () => {
    await page.reload();
    await page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
  });

  it("is sealed and in order, for their reader alone, and nothing that none of the keys opens for more than a day", async () => {
    const seen = await page.evaluate(async (keys) => {
      const texts = (reader: string, own = keys, about = "0123456789abcdef01234567") =>
        new parts.KeptTexts(parts.browserStorage, { reader, about, keys: own });
      const kim = texts("kim");
      for (const id of ["b", "a", "c"]) kim.keep(id, `Text ${id}`);
      kim.forget("c");
      const found = (await kim.all()).map(({ id, text }) => `${id} ${text}`);
      const raw = JSON.stringify(localStorage);
      const newer = (await texts("kim", ["A".repeat(43) + "=", keys[0]!]).all()).length;
      const others = [(await texts("ana").all()).length, (await texts("kim", [keys[1]!]).all()).length];
      texts("kim", keys, "note:1").keep("n", "A note");
      await until(() => localStorage.length === 3);
      const about = parts.conversationsKept("kim");
      const anything = [parts.keepsAnything("kim"), parts.keepsAnything("ana")];
      const now = Date.now();
      Date.now = () => now + 23.9 * 3_600_000;
      await texts("kim", [keys[1]!]).all();
      const day = localStorage.length;
      Date.now = () => now + 24.1 * 3_600_000;
      await texts("kim", [keys[1]!]).all();
      const left = localStorage.length;
      sessionStorage.setItem("kept:kim:c1:draft", "sealed");
      parts.forgetKept("kim");
      texts("kim").keep("late", "Too late");
      await texts("kim").all();
      return {
        found,
        hasWords: raw.includes("Text"),
        newer,
        others,
        about,
        anything,
        day,
        left,
        after: localStorage.length + sessionStorage.length,
      };
    }, KEYS);
    expect(seen).to.deep.equal({
      found: ["b Text b", "a Text a"],
      hasWords: false,
      newer: 2,
      others: [0, 0],
      about: ["0123456789abcdef01234567"],
      anything: [true, false],
      day: 3,
      left: 1,
      after: 0,
    });
  });

  it("is told of each unsent message, once its writer is signed out", async () => {
    const seen = await page.evaluate(async () => {
      const stored = new Map<string, string>();
      const kept = {
        keep: (id: string, text: string) => stored.set(id, text),
        forget: (id: string) => stored.delete(id),
        all: () => Promise.resolve(Array.from(stored, ([id, text]) => ({ id, text, at: 0 }))),
      };
      const rows = {
        hasOwn: (id: string) => id === "shown",
        addOwn: (_id: string, text: string) => globalThis.log.push(`adds ${text}`),
        showState: (_id: string, state: string, words: string) => globalThis.log.push(`${state}: ${words}`),
      };
      stored.set("shown", "Drawn by the server, not confirmed").set("earlier", "One");
      const own = new parts.OwnMessages(rows as never, kept as never, () => false);
      const all = [await own.keepsWaiting()];
      own.write("Two");
      await until(() => own.queue.unconfirmed.length === 3);
      const two = own.queue.unconfirmed[2]!.clientId;
      stored.delete(two);
      all.push(await own.keepsWaiting());
      own.signedOut();
      await until(() => globalThis.log.length === 5);
      own.write("Three");
      await until(() => globalThis.log.length === 7);
      const three = own.queue.unconfirmed[3]!.clientId;
      const said = globalThis.log.splice(0);
      for (const clientId of ["shown", two, "earlier", three]) own.queue.confirm(clientId);
      return { all: [...all, await own.keepsWaiting()], said, left: stored.size };
    });
    expect(seen).to.deep.equal({
      all: [true, false, false],
      said: [
        "adds One",
        "adds Two",
        "failed: Saved here. It will be sent when you sign in again.",
        "failed: Saved here. It will be sent when you sign in again.",
        "failed: Not sent.",
        "adds Three",
        "failed: Saved here. It will be sent when you sign in again.",
      ],
      left: 0,
    });
  });

  it("is named on other pages, and forgotten on signing out, which asks first where something is unsent", async () => {
    const [own, other] = ["0123456789abcdef01234567", "abcdef0123456789abcdef01"];
    const seen = await page.evaluate(
      ([here, there]) => {
        document.body.insertAdjacentHTML("afterbegin", '<main id="main"><div class="page"></div></main>');
        const says = (openHere?: string): string | null => {
          const place = document.querySelector("#main > .page")!;
          place.replaceChildren();
          parts.sayUnsent("kim", openHere);
          const link = place.querySelector("a")?.getAttribute("href");
          return link ? `${link} ${place.querySelector("[role=status]")!.textContent}` : place.textContent;
        };
        const nothing = says();
        localStorage.setItem(`kept:kim:${here}:m`, "sealed");
        const words = [nothing, says(here), says(there)];
        const form = document.querySelector<HTMLFormElement>("[data-sign-out]")!;
        parts.forgetOnSignOut("kim");
        let asked = 0;
        let online = true;
        Object.defineProperty(navigator, "onLine", { get: () => online });
        const signOut = (agrees: boolean): (number | boolean)[] => {
          window.confirm = () => {
            asked += 1;
            return agrees;
          };
          const goes = form.dispatchEvent(new Event("submit", { cancelable: true }));
          return [goes, asked, localStorage.length];
        };
        online = false;
        const offline = signOut(true);
        online = true;
        return { words, outs: [offline, signOut(false), signOut(true), signOut(false)] };
      },
      [own, other],
    );
    expect(seen).to.deep.equal({
      words: [
        "",
        "",
        `/conversations/${own}/messages A message you wrote may not have been sent yet. Open the conversation to send it`,
      ],
      outs: [
        [true, 0, 1],
        [false, 1, 1],
        [true, 2, 0],
        [true, 2, 0],
      ],
    });
  });

  it("is a draft too, over a reload of the tab, until it is sent", async () => {
    const keep = (): Promise<string> =>
      page.evaluate(async (keys) => {
        const form = document.querySelector<HTMLFormElement>(".composer")!;
        await parts.keepDraft(form, { reader: "kim", about: "c1", keys });
        const field = form.querySelector("textarea")!;
        return `${field.value} ${field.autocomplete}`;
      }, KEYS);
    const type = (text: string): Promise<void> =>
      page.locator("textarea").evaluate((field: HTMLTextAreaElement, value) => {
        field.value = value;
        field.dispatchEvent(new Event("input"));
      }, text);
    const stored = (): Promise<number> => page.evaluate(() => sessionStorage.length);
    expect(await keep()).to.equal(" off");
    await type("Half a");
    await page.clock.runFor(290);
    expect(await stored()).to.equal(0);
    await page.clock.runFor(20);
    await page.evaluate(() => until(() => sessionStorage.length === 1));
    await page.reload();
    expect(await keep()).to.equal("Half a off");
    await page.reload();
    await type("Written before");
    expect(await keep(), "both").to.equal("Half a\nWritten before off");
    await type("");
    await page.clock.runFor(310);
    await page.evaluate(() => until(() => sessionStorage.length === 0));
    const submit = (): Promise<unknown> =>
      page.evaluate(() => document.querySelector(".composer")!.dispatchEvent(new SubmitEvent("submit")));
    await type("Too long");
    await page.evaluate(() => dispatchEvent(new Event("pagehide")));
    await page.evaluate(() => until(() => sessionStorage.length === 1));
    await submit();
    await page.evaluate(() => until(() => sessionStorage.length === 0));
    await page.reload();
    await page.evaluate(() => Object.defineProperty(crypto, "subtle", { value: undefined }));
    expect(await keep(), "where it cannot be sealed").to.equal(" ");
  });
});
