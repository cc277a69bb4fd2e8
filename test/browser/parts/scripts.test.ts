import { expect } from "chai";
import type { Page } from "playwright-core";
import { openParts, runScript } from "../../support/browser-parts.js";
import { ROOM_HTML } from "../../support/room-parts.js";

const HTML = `<title>Page</title><p id="live"></p><form data-sign-out="kim" action="/sign-out"></form>
<a data-unread hidden><span></span></a><main id="main"><div class="page"><div id="here"></div></div></main>`;

describe("The script of a page", () => {
  let page: Page;
  before(async () => (page = await openParts([], HTML)));
  after(() => page.context().close());
  beforeEach(async () => {
    await page.reload();
    await page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
      window.fetch = () => Promise.reject(new TypeError("off"));
      const all: object[] = [];
      Object.assign(globalThis, { all });
      window.WebSocket = class {
        static readonly OPEN = 1;
        readyState = 1;
        onopen = (): void => undefined;
        onmessage = (_event: object): void => undefined;
        onclose = (_event: object): void => undefined;
        constructor() {
          all.push(this);
          globalThis.log.push("connects");
        }
        send(text: string): void {
          globalThis.log.push(text);
        }
        close(): void {
          globalThis.log.push("closes");
        }
      } as never;
    });
  });
  const put = (html: string): Promise<void> =>
    page.evaluate((inside) => void (document.getElementById("here")!.innerHTML = inside), html);
  const done = (): Promise<string[]> => page.evaluate(() => globalThis.log.splice(0));
  const opens = (): Promise<void> =>
    page.evaluate(() => (globalThis as unknown as { all: { onopen(): void }[] }).all.at(-1)!.onopen());
  const hears = (message: object): Promise<void> =>
    page.evaluate(
      (said) =>
        (globalThis as unknown as { all: { onmessage(event: object): void }[] }).all.at(-1)!.onmessage({
          data: JSON.stringify(said),
        }),
      message,
    );
  const text = (selector: string): Promise<string | null> =>
    page.evaluate((which) => {
      const one = document.querySelector<HTMLElement>(which);
      return one && (one.hidden ? "hidden" : one.textContent);
    }, selector);

  it("of every page moves the focus, follows swaps, and says what could not be loaded", async () => {
    await put(
      '<h2 data-focus tabindex="-1">Mistakes</h2><p data-announce="3 found" tabindex="-1">3 found</p><div id="list"></div>',
    );
    await page.evaluate(() => {
      sessionStorage.setItem("room:r1:stay", "{}");
      const createPolicy = (name: string, policy: { createHTML(html: string): string }): void =>
        void globalThis.log.push(`${name} ${policy.createHTML("<p>")}`);
      Object.defineProperty(window, "trustedTypes", { value: { createPolicy } });
    });
    await runScript(page, "main");
    expect(await done()).to.deep.equal(["default <p>"]);
    expect(await page.evaluate(() => document.cookie)).to.match(/^zone=/);
    const look = (): Promise<unknown[]> =>
      page.evaluate(() => [
        document.activeElement?.textContent,
        document.querySelectorAll("[data-focus]").length,
        document.getElementById("live")!.textContent,
      ]);
    expect(await look()).to.deep.equal(["Mistakes", 0, ""]);
    expect(await page.evaluate(() => sessionStorage.length), "the stay is over").to.equal(0);
    const swap = (focus: boolean): Promise<unknown[]> =>
      page
        .evaluate((moves) => {
          document.querySelector<HTMLElement>("[data-announce]")!.toggleAttribute("data-focus", moves);
          document.dispatchEvent(new Event("htmx:after:swap"));
        }, focus)
        .then(look);
    expect(await swap(false)).to.deep.equal(["Mistakes", 0, "3 found"]);
    expect(await swap(true), "read with the focus").to.deep.equal(["3 found", 0, ""]);
    await page.evaluate(() => (document.querySelector<HTMLElement>("[data-announce]")!.dataset.announce = "4 found"));
    expect((await swap(false))[2]).to.equal("4 found");
    const fails = (target: string | null): Promise<void> =>
      page.evaluate((place) => {
        const at = place === null ? document.getElementById("list") : place;
        document.dispatchEvent(new CustomEvent("htmx:error", { detail: { ctx: { target: at } } }));
      }, target);
    const failed = "That could not be loaded. Please check your connection and try again.";
    for (const target of [null, "#list"]) await fails(target);
    expect([await text("#list"), (await look())[2]]).to.deep.equal([failed, failed]);
  });

  it("of every page keeps files, pastes and secrets where they belong, and follows what is due", async () => {
    await put(`<input id="file" type="file"><textarea maxlength="3"></textarea><input type="password" value="secret"><input autocomplete="cc-number" value="4242">
      <input autocomplete="cc-exp"><input id="kept" value="kept"><form data-send-after-ms="5000"></form><form id="twice" action="javascript:void 0"><button></button></form>`);
    await page.evaluate(() => (HTMLFormElement.prototype.submit = () => void globalThis.log.push("submits")));
    await runScript(page, "main");
    const seen = await page.evaluate(() => {
      const bring = (on: string, file: boolean, name = "drop"): boolean => {
        const data = new DataTransfer();
        if (file) data.items.add(new File(["x"], "a"));
        data.dropEffect = "copy";
        const event = new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: data });
        return !document.querySelector(on)!.dispatchEvent(event);
      };
      const files = [
        bring("#here", true),
        bring("#here", true, "dragover"),
        bring("#here", false),
        bring("#file", true),
      ];
      const effect = (): string => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(["x"], "a"));
        let shown = "copy";
        Object.defineProperty(dataTransfer, "dropEffect", {
          set(to: string) {
            shown = to;
          },
        });
        document
          .querySelector("#here")!
          .dispatchEvent(new DragEvent("dragover", { bubbles: true, cancelable: true, dataTransfer }));
        return shown;
      };
      const effects = [effect()];
      document.querySelector("#here")!.addEventListener("dragover", (event) => event.preventDefault());
      effects.push(effect());
      const field = document.querySelector("textarea")!;
      const lengths = [field.maxLength];
      field.dispatchEvent(new Event("paste", { bubbles: true }));
      lengths.push(field.maxLength);
      const expiry = document.querySelector<HTMLInputElement>("[autocomplete=cc-exp]")!;
      const slashes = [
        ["123", null, "insertText"],
        ["123", 1, "insertText"],
        ["123", null, "deleteContentBackward"],
      ].map(([value, at, inputType]) => {
        expiry.value = value as string;
        expiry.setSelectionRange((at ?? 3) as number, (at ?? 3) as number);
        expiry.dispatchEvent(new InputEvent("input", { inputType: inputType as string }));
        return expiry.value;
      });
      dispatchEvent(new Event("pagehide"));
      const values = Array.from(
        document.querySelectorAll<HTMLInputElement>("#here input:not([type=file])"),
        ({ value }) => value,
      );
      return { files, effects, lengths, slashes, values };
    });
    expect(seen).to.deep.equal({
      files: [true, true, false, false],
      effects: ["none", "copy"],
      lengths: [3, -1],
      slashes: ["12/3", "123", "123"],
      values: ["", "", "", "kept"],
    });
    await page.locator("#twice button").evaluate((button: HTMLElement) => button.click());
    await page.clock.runFor(4900);
    expect(await page.locator("#twice [aria-busy]").count(), "clicked once").to.equal(1);
    expect(await done()).to.deep.equal([]);
    await page.clock.runFor(200);
    expect(await done()).to.deep.equal(["submits"]);
    await page.reload();
    await put('<p data-reload-in-ms="9000"></p><div data-room></div>');
    await page.evaluate(() => sessionStorage.setItem("room:r1:stay", "{}"));
    await runScript(page, "main");
    expect(await page.evaluate(() => sessionStorage.length), "in the room").to.equal(1);
    const reloaded = page.waitForEvent("load");
    await page.clock.runFor(9100);
    await reloaded;
  });

  it("of signed-in people counts what is unread, and connects only where a page stays open or shows what changes", async () => {
    const keep = (): Promise<void> =>
      page.evaluate(() => localStorage.setItem("kept:kim:0123456789abcdef01234567:m", "sealed"));
    await keep();
    await runScript(page, "live");
    expect(await text(".banner")).to.match(/^A message you wrote may not have been sent yet/);
    await page.evaluate(() => localStorage.clear());
    await page.clock.runFor(1900);
    expect(await done()).to.deep.equal([]);
    await page.clock.runFor(200);
    await opens();
    expect(await done()).to.deep.equal(["connects", '{"type":"conversation.count"}']);
    await page.evaluate(() => document.body.addEventListener("unread", () => void globalThis.log.push("unread")));
    const unread = async (count: number): Promise<unknown[]> => {
      await hears({ type: "conversation.unread", count });
      return [await text("[data-unread]"), await page.title(), ...(await done())];
    };
    await page.evaluate(() => (document.querySelector("[data-unread] span")!.textContent = "2"));
    expect(await unread(2), "as drawn").to.deep.equal(["2", "(2) Page"]);
    expect(await unread(2), "others perhaps").to.deep.equal(["2", "(2) Page", "unread"]);
    expect(await unread(0)).to.deep.equal(["hidden", "Page", "unread"]);
    await page.evaluate(() =>
      (globalThis as unknown as { all: { onclose(event: object): void }[] }).all.at(-1)!.onclose({ code: 4401 }),
    );
    const watch =
      '<div data-room-watch="a1" data-opens-in-ms="9999999"><p data-room-door></p><p data-here></p><p data-bell-box><input data-bell></p></div>';
    for (const html of ["<div data-room></div>", '<div data-today data-renew-in-ms="9999999"></div>', watch]) {
      await page.reload();
      await put(html);
      if (html.includes("<div data-room>")) await keep();
      await page.evaluate(() => {
        window.WebSocket = function () {
          globalThis.log.push("connects");
        } as never;
      });
      await runScript(page, "live");
      expect(await done()).to.deep.equal(html.includes("<div data-room>") ? [] : ["connects"]);
      await page.clock.runFor(3000);
      expect(await page.locator(".banner").count(), "the room says so itself").to.equal(
        html.includes("<div data-room>") ? 0 : 1,
      );
    }
    expect(await done()).to.deep.equal([]);
  });

  it("of the session room shows who is there before one joins, and joins by text", async () => {
    await page.evaluate((html) => {
      document.body.innerHTML = html;
      document
        .querySelector("[data-entry]")!
        .insertAdjacentHTML("beforeend", "<p data-needs-script hidden></p><p data-script-missing></p>");
      document.querySelector<HTMLElement>("[name=medium][value=text]")!.click();
    }, ROOM_HTML);
    await runScript(page, "room");
    expect(await text("[data-needs-script]")).to.equal("");
    expect(await page.locator("[data-script-missing]").count()).to.equal(0);
    await page.clock.runFor(7900);
    expect(await done()).to.deep.equal(["connects"]);
    await page.clock.runFor(200);
    expect(await done(), "it is retried soon, as two people wait for it").to.deep.equal(["closes"]);
    await page.clock.runFor(500);
    await opens();
    expect(await done()).to.deep.equal(["connects", '{"type":"room.watch","appointmentId":"r1"}']);
    const presence = (client: object | null) => ({
      type: "room.presence",
      here: { client, counsellor: null },
      liveForMs: null,
      endsInMs: 1,
      refundIfAlone: null,
    });
    await hears(presence({ arrival: "a" }));
    expect(await text("[data-here]")).to.equal("Ana is here and waiting for you.");
    await page.evaluate(async () => {
      const track = new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0]!;
      navigator.mediaDevices.getUserMedia = () => Promise.resolve(new MediaStream([track]));
      const entry = document.querySelector("[data-entry]")!;
      for (const which of ["[value=audio]", "[data-check]"]) entry.querySelector<HTMLElement>(which)!.click();
      await until(() => track.onended);
      track.onended!(new Event("ended"));
      await until(() => !document.querySelector<HTMLElement>("[data-media-help]")!.hidden);
      entry.querySelector<HTMLElement>("[value=text]")!.click();
    });
    expect(await text("[data-media-help-words]")).to.match(/^Your microphone was disconnected/);
    await page.evaluate(() => document.querySelector<HTMLElement>("[data-join]")!.click());
    await page.evaluate(() => until(() => globalThis.log.some((what) => what.includes("room.join"))));
    await hears(presence(null));
    expect(await text("[data-here]"), "no longer followed from outside").to.equal("Ana is here and waiting for you.");
    expect(await text("[data-entry]")).to.equal("hidden");
    await page.evaluate(() => sessionStorage.setItem("room:r1:chat", "{}"));
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: false })));
    const reloaded = page.waitForEvent("load");
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
    await reloaded;
    expect(await page.evaluate(() => sessionStorage.length)).to.equal(0);
  });

  it("of a note, a file, a check or a relay starts its part of the page, and does nothing where that is missing", async () => {
    for (const name of ["notes", "check", "setup", "attachment"]) await runScript(page, name);
    const note = (state: string): string =>
      `<form data-note="${state}" data-about="n" data-from="w" data-keys="${Buffer.alloc(32, 7).toString("base64")}"><textarea>Text</textarea><p data-note-state></p>
       <input name="version"><input name="turn"><input name="sitting"><a data-take-theirs href="#theirs"></a></form>`;
    const turns: unknown[] = [];
    for (const state of ["open", "stale"]) {
      await put(`${note(state)}<section data-attachments><form enctype="multipart/form-data"><input type="file"></form><p data-drop-hint hidden></p>
        <ul data-uploads></ul><div data-attachment-list></div></section>`);
      await runScript(page, "notes");
      turns.push([await page.locator("[name=turn]").inputValue(), await text("[data-drop-hint]")]);
    }
    expect(turns, "which is saved while it is typed").to.deep.equal([
      ["0", ""],
      ["", ""],
    ]);
    await put(`<p data-script-missing></p><section data-device-check hidden><button data-check></button><p data-line></p><div data-devices>
      ${["camera", "microphone", "speaker"].map((name) => `<p data-device-field="${name}"><select data-device="${name}"></select></p>`).join("")}</div></section>
      <form data-relay-check="/relay" hidden><button></button><p data-relay-result></p></form><div data-pdf="/file"><p data-pdf-lost hidden></p></div>`);
    for (const name of ["check", "setup", "attachment"]) await runScript(page, name);
    const seen = await page.evaluate(async () => {
      const isHidden = (which: string): unknown => document.querySelector<HTMLElement>(which)!.hidden;
      await until(() => !isHidden("[data-pdf-lost]"));
      return [isHidden("[data-device-check]"), isHidden("[data-relay-check]")];
    });
    expect(seen).to.deep.equal([false, false]);
  });
});
