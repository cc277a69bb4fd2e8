import { expect } from "chai";
import type { Page } from "playwright-core";
import type * as Saving from "../../../src/browser/note/autosave.js";
import type * as Kept from "../../../src/browser/note/kept-note.js";
import type * as Stale from "../../../src/browser/note/stale-text.js";
import { openParts } from "../../support/browser-parts.js";

declare const parts: typeof Saving & typeof Kept & typeof Stale;

const KEY = Buffer.alloc(32, 7).toString("base64");
const HTML = `<p id="live"></p><form data-sign-out="kim"></form>
<form data-note="open" data-about="note" data-from="old" data-keys="${KEY}" action="/note">
  <textarea name="text" maxlength="20">Stored</textarea><input name="version" value="3"><input name="turn">
  <input name="sitting"><p data-note-state></p><a data-take-theirs href="#theirs">Theirs</a>
</form>`;

declare global {
  /** How the page's server answers. */
  var answer: () => Promise<Response>;
  /** Lets an answer arrive that is on its way. */
  var arrive: () => void;
}

describe("The parts of a note's page", () => {
  let page: Page;
  before(async () => {
    const files = ["autosave", "kept-note", "stale-text"];
    page = await openParts(
      files.map((file) => `note/${file}`),
      HTML,
    );
  });
  after(() => page.context().close());
  beforeEach(async () => {
    await page.reload();
    await page.evaluate(() => {
      window.fetch = (_path, init) => {
        const body = init?.body as URLSearchParams;
        globalThis.log.push(`save ${body.get("text")} after ${body.get("version")}, turn ${body.get("turn")}`);
        return globalThis.answer();
      };
    });
  });

  /** Starts to save, on a page whose browser keeps texts, those of other windows among them. */
  const begin = (others: object[] = [], works = true, typedMeanwhile?: string): Promise<void> =>
    page.evaluate(
      async ([found, keeps, typed]) => {
        const did = globalThis.log;
        const kept = {
          window: "w",
          works: keeps,
          keep: (text: string, version: string) => did.push(`keep ${text} after ${version}`),
          forget: (window = "own") => did.push(`forget ${window}`),
          others: () => {
            document.querySelector("textarea")!.value = typed;
            return Promise.resolve(found);
          },
        };
        const form = document.querySelector<HTMLFormElement>("[data-note]")!;
        form.addEventListener("submit", (event) => {
          event.preventDefault();
          const fields = new FormData(form);
          const said = ["text", "version", "turn"].map((name) => fields.get(name) as string);
          did.push(`submit ${said.join()}`);
        });
        await new parts.Autosave(form, kept as never).begin();
      },
      [others, works, typedMeanwhile ?? "Stored"] as const,
    );
  const answers = (status: number, answer: object): Promise<void> =>
    page.evaluate(
      ([code, said]) => void (globalThis.answer = () => Promise.resolve(Response.json(said, { status: code }))),
      [status, answer] as const,
    );
  const choose = (): Promise<void> =>
    page.evaluate(() => document.querySelector<HTMLElement>("[data-note-state] button")!.click());
  const type = (text: string): Promise<void> =>
    page.evaluate((value) => {
      const field = document.querySelector("textarea")!;
      field.value = value;
      field.dispatchEvent(new Event("input"));
    }, text);
  const words = (): Promise<string | null> =>
    page.evaluate(() => document.querySelector("[data-note-state]")!.textContent);
  /** What was done since the last time. */
  const done = (): Promise<string[]> => page.evaluate(() => globalThis.log.splice(0));
  const saves = async (): Promise<string[]> => (await done()).filter((what) => what.startsWith("save"));

  const lost = { window: "w2", text: "Lost", version: "2", isOpen: false };
  const offered = () => page.evaluate(() => document.querySelector("[data-note-state]")!.previousSibling!.textContent);
  const compare = async (ends: string) => {
    await page.getByRole("button", { name: "Compare it with the saved one" }).click();
    await page.evaluate((what) => until(() => globalThis.log.some((did) => did.startsWith(what))), ends);
  };

  it("keep a text after 0.3 seconds, and save it 1.5 seconds after the last key, at the latest 5 after the first", async () => {
    await page.evaluate(
      () => (globalThis.answer = () => Promise.resolve(Response.json({ version: 4, words: "Saved" }))),
    );
    await begin();
    await type("One");
    await page.clock.runFor(290);
    expect(await done()).to.deep.equal([]);
    await page.clock.runFor(20);
    expect(await done()).to.deep.equal(["keep One after 3"]);
    await page.clock.runFor(1180);
    expect(await done()).to.deep.equal([]);
    await page.clock.runFor(20);
    expect(await done()).to.deep.equal(["save One after 3, turn 1", "forget own"]);
    expect(await words()).to.equal("Saved");
    expect(await page.locator("[name=sitting]").inputValue()).to.equal("w");
    for (const text of ["a", "b", "c", "d", "e"]) {
      await type(text);
      await page.clock.runFor(990);
      expect(await done()).to.deep.equal([`keep ${text} after 4`]);
    }
    await type("f");
    await page.clock.runFor(60);
    expect(await done()).to.deep.equal(["save f after 4, turn 2", "forget own"]);
    await page.clock.runFor(10_000);
    expect(await done(), "nothing is left to save").to.deep.equal([]);
  });

  it("keep what was typed while a save was on its way, and save it next", async () => {
    await page.evaluate(() => {
      globalThis.answer = () =>
        new Promise((resolve) => {
          globalThis.arrive = () => resolve(Response.json({ version: 4, words: "Saved" }));
        });
    });
    await begin();
    await type("One");
    await page.clock.runFor(1510);
    await type("Two");
    await page.clock.runFor(310);
    expect(await done()).to.deep.equal(["keep One after 3", "save One after 3, turn 1", "keep Two after 3"]);
    await page.evaluate(() => globalThis.arrive());
    await page.clock.runFor(1510);
    expect(await done()).to.deep.equal(["keep Two after 4", "save Two after 4, turn 2"]);
  });

  it("try again after 2, 5, 10 and 30 seconds, and at once when the network is back", async () => {
    await page.evaluate(() => (globalThis.answer = () => Promise.reject(new TypeError("no line"))));
    await begin();
    await type("Two");
    await page.clock.runFor(1510);
    expect(await saves()).to.deep.equal(["save Two after 3, turn 1"]);
    let turn = 1;
    for (const seconds of [2, 5, 10, 30, 30]) {
      await page.clock.runFor(seconds * 1000 - 30);
      expect(
        (await done()).filter((what) => what.startsWith("save")),
        `before ${seconds}`,
      ).to.deep.equal([]);
      await page.clock.runFor(30);
      expect(await saves(), `after ${seconds}`).to.deep.equal([`save Two after 3, turn ${(turn += 1)}`]);
    }
    expect(await words()).to.equal(
      "Not saved yet: the server cannot be reached. Your text is kept in this browser. We will keep trying.",
    );
    const announced = () => page.evaluate(() => document.getElementById("live")!.textContent);
    expect(await announced(), "once").to.equal(await words());
    await page.evaluate(() => (document.getElementById("live")!.textContent = ""));
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await page.clock.runFor(10);
    expect(await saves()).to.deep.equal([`save Two after 3, turn ${turn + 1}`]);
    expect(await announced()).to.equal("");
    await answers(200, { version: 4, words: "Saved" });
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await page.clock.runFor(10);
    await type("Three");
    await page.clock.runFor(1510);
    expect(await saves()).to.deep.equal([`save Two after 3, turn ${turn + 2}`, `save Three after 4, turn ${turn + 3}`]);
  });

  it("bring back what another window kept and did not save, unless the note has changed since", async () => {
    await answers(200, { version: 4, words: "Saved" });
    const other = (text: string, version: string, isOpen = false) => ({ window: text, text, version, isOpen });
    await begin([other("Stored", "3"), other("Open", "3", true), other("Lost", "3"), other("Older", "3")]);
    expect(await done()).to.deep.equal(["forget Stored", "keep Lost after 3", "forget Lost"]);
    expect(await words()).to.equal("This text was not saved earlier. Saving it now…");
    await page.clock.runFor(1510);
    expect(await saves()).to.deep.equal(["save Lost after 3, turn 1"]);
  });

  it("offer to compare what another window kept of a text that has changed since, and save what is typed before that", async () => {
    await begin([lost]);
    expect(await offered()).to.equal("This browser kept a text that was never saved. Compare it with the saved one");
    await page.evaluate(() => (globalThis.answer = () => Promise.reject(new TypeError("no line"))));
    await type("New");
    await compare("keep");
    expect(await done()).to.deep.equal(["save New after 3, turn 1", "keep New after 3"]);
    await answers(200, { version: 4, words: "Saved" });
    await compare("submit");
    const shown = ["save New after 3, turn 2", "forget own", "submit Lost,2,0"];
    expect(await done(), "it is kept in the other window's name").to.deep.equal(shown);
    expect(await page.locator("[name=sitting]").inputValue()).to.equal("w2");
    await page.evaluate(() => dispatchEvent(new Event("pagehide")));
    expect(await done()).to.deep.equal([]);
  });

  it("offer it too where something was typed before it was found", async () => {
    await answers(200, { version: 4, words: "Saved" });
    await begin([{ ...lost, version: "3" }], true, "Typed first");
    await compare("submit");
    expect(await done()).to.deep.equal(["save Typed first after 3, turn 1", "forget own", "submit Lost,3,0"]);
  });

  it("save what was typed before the script was there", async () => {
    await answers(200, { version: 4, words: "Saved" });
    await type("Typed early");
    await begin([], true, "Typed early");
    await page.clock.runFor(1510);
    expect(await done()).to.deep.equal(["keep Typed early after 3", "save Typed early after 3, turn 1", "forget own"]);
  });

  it("save a page that came back unsaved like a text that was typed, and forget what the earlier page kept", async () => {
    await page.evaluate(() => (document.querySelector<HTMLElement>("[data-note]")!.dataset.note = "changed"));
    await answers(200, { version: 4, words: "Saved" });
    await begin([{ window: "w2", text: "Lost", version: "3", isOpen: false }]);
    expect(await done()).to.deep.equal(["keep Stored after 3", "forget old"]);
    await page.clock.runFor(1510);
    expect(await saves()).to.deep.equal(["save Stored after 3, turn 1"]);
  });

  it("stop where another window saved the note, say why a note is refused, and go on after signing in", async () => {
    await begin();
    await answers(422, { code: "invalid", message: "That is not possible." });
    await type("One");
    await page.clock.runFor(1510);
    expect(await words()).to.equal("That is not possible. Your text is kept in this browser.");
    await page.clock.runFor(60_000);
    expect(await saves(), "not again by itself").to.deep.equal(["save One after 3, turn 1"]);
    await answers(401, { code: "signed-out", message: "" });
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await page.clock.runFor(10);
    const signedOut = "You are signed out, so this is not saved yet. Your text is kept in this browser. Sign in again";
    await page.evaluate(() => until(() => document.querySelector("[data-note-state] a")));
    expect(await words()).to.equal(signedOut);
    await answers(409, { code: "conflict", message: "" });
    await page.clock.runFor(5010);
    await page.evaluate(() => until(() => document.querySelector("[data-note-state] button")));
    expect(await words()).to.equal(
      "This note was changed in another window, so your latest words are not saved yet. See both texts",
    );
    await done();
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await page.clock.runFor(60_000);
    expect(await done()).to.deep.equal([]);
    await choose();
    expect(await done()).to.deep.equal(["submit One,3,3", "keep One after 3"]);
    expect(await page.locator("[name=turn]").inputValue(), "a turn of its own").to.equal("4");
  });

  it("warn before leaving only where the browser keeps nothing, and not of sending the form", async () => {
    const warns = (): Promise<boolean> =>
      page.evaluate(() => !dispatchEvent(new Event("beforeunload", { cancelable: true })));
    await begin([], false);
    const before = await warns();
    await type("One");
    const unsaved = await warns();
    await page.evaluate(() => (globalThis.answer = () => Promise.reject(new TypeError("no line"))));
    await page.clock.runFor(1510);
    expect(await words()).to.equal(
      "Not saved yet: the server cannot be reached. Keep this page open. We will keep trying.",
    );
    await done();
    await page.evaluate(() => dispatchEvent(new Event("pagehide")));
    expect(await done()).to.deep.equal(["keep One after 3"]);
    await page.evaluate(() => document.querySelector<HTMLFormElement>("[data-note]")!.requestSubmit());
    expect([before, unsaved, await warns()]).to.deep.equal([false, true, false]);
    await page.evaluate(() => (globalThis.onbeforeunload = null));
  });

  it("save nothing that is too long, and say by how much", async () => {
    await begin();
    await type("x".repeat(21));
    await page.clock.runFor(2000);
    expect(await words()).to.equal("This note is 1 characters too long to be saved.");
    expect(await saves()).to.deep.equal([]);
    await page.evaluate(
      () => (globalThis.answer = () => Promise.resolve(Response.json({ version: 4, words: "Saved" }))),
    );
    await type("x".repeat(20));
    await page.clock.runFor(2000);
    expect(await words()).to.equal("Saved");
  });

  it("find what other windows kept, latest first, with its version and whether that window is open", async () => {
    const seen = await page.evaluate(async () => {
      let now = Date.now();
      Date.now = () => (now += 1000);
      const form = document.querySelector<HTMLFormElement>("[data-note]")!;
      const windows = [1, 2, 3].map(() => new parts.KeptNote(form));
      windows.forEach((kept, index) => kept.keep(`Text ${index}`, String(index)));
      for (const kept of windows) await kept.settle();
      const [first, second, third] = windows.map(({ window }) => window);
      const names = new Map([
        [first, "first"],
        [second, "second"],
        [third, "third"],
      ]);
      const found = await windows[2]!.others();
      windows[2]!.forget(first);
      await windows[2]!.settle();
      const open = (await navigator.locks.query()).held!.length;
      const named = found.map(({ window, ...rest }) => ({ ...rest, window: names.get(window) }));
      const left = (await windows[2]!.others()).map(({ text }) => text);
      Object.defineProperty(navigator, "locks", { value: undefined });
      return { named, open, left, unknown: (await windows[2]!.others()).map(({ isOpen }) => isOpen) };
    });
    expect(seen).to.deep.equal({
      named: [
        { window: "second", isOpen: true, text: "Text 1", version: "1" },
        { window: "first", isOpen: true, text: "Text 0", version: "0" },
      ],
      open: 3,
      left: ["Text 1"],
      unknown: [false],
    });
  });

  it("keep the older of two texts while its reader chooses, and forget it when they take the other", async () => {
    await page.evaluate(() => {
      const did = globalThis.log;
      const kept = {
        window: "w",
        keep: (text: string, version: string) => did.push(`keep ${text}, version "${version}"`),
        forget: (window = "own") => did.push(`forget ${window}`),
        settle: () => Promise.resolve(),
      };
      parts.keepStaleText(document.querySelector<HTMLFormElement>("[data-note]")!, kept as never);
    });
    expect(await done()).to.deep.equal(['keep Stored, version ""', "forget old"]);
    await type("Both");
    await page.clock.runFor(290);
    expect(await done()).to.deep.equal([]);
    await page.clock.runFor(20);
    expect(await done()).to.deep.equal(['keep Both, version ""']);
    await type("Neither");
    await page.evaluate(() => document.querySelector<HTMLElement>("[data-take-theirs]")!.click());
    await page.evaluate(() => until(() => location.hash === "#theirs"));
    await page.clock.runFor(1000);
    expect(await done()).to.deep.equal(["forget own"]);
  });
});
