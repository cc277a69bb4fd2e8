import { expect } from "chai";
import type { Page } from "playwright-core";
import type * as Composers from "../../../src/browser/page/composer.js";
import type * as Connections from "../../../src/browser/page/connection-words.js";
import type * as Countdowns from "../../../src/browser/page/countdown.js";
import type * as Clicks from "../../../src/browser/page/double-clicks.js";
import type * as Notices from "../../../src/browser/page/notice.js";
import type * as Zones from "../../../src/browser/page/own-zone.js";
import type * as Todays from "../../../src/browser/page/today.js";
import { openParts } from "../../support/browser-parts.js";

type Parts = typeof Composers & typeof Connections & typeof Countdowns & typeof Clicks;
declare const parts: Parts & typeof Notices & typeof Zones & typeof Todays;

const HTML = `<p id="live"></p><form data-sign-out="kim"></form><p data-notice hidden></p>
<p data-seconds-left="61" data-then="#next"></p><form id="sent"><button>Send</button></form>
<form class="composer"><textarea maxlength="5"></textarea><button>Send</button></form>
<form id="zones"><select data-guess-zone><option value="">Choose</option><option selected>Etc/UTC</option><option value="Asia/Kolkata" data-others="Asia/Calcutta">India</option></select></form>
<div data-today data-watched="a b" data-renew-in-ms="60000"><a href="/clients/1">Kim</a></div>`;

describe("The parts of every page", () => {
  let page: Page;
  before(async () => {
    const files = "composer connection-words countdown double-clicks notice own-zone today".split(" ");
    page = await openParts(
      files.map((file) => `page/${file}`),
      HTML,
    );
  });
  after(() => page.context().close());
  beforeEach(() => page.reload());
  const done = (): Promise<string[]> => page.evaluate(() => globalThis.log.splice(0));

  it("count the server's time down, and go on at its end unless a form is being sent", async () => {
    const left = (): Promise<string | null> => page.locator("[data-seconds-left]").textContent();
    await page.evaluate(() => parts.runCountdown());
    expect(await left()).to.equal("1:01");
    await page.clock.runFor(1600);
    await page.evaluate(
      () =>
        (Date.now = (
          (now) => () =>
            now() - 400
        )(Date.now)),
    );
    await page.clock.runFor(400);
    expect(await left(), "whole seconds, rounded up").to.equal("1:00");
    await page.evaluate(
      () =>
        (Date.now = (
          (now) => () =>
            now() + 400
        )(Date.now)),
    );
    await page.clock.runFor(58_000);
    expect(await left()).to.equal("0:01");
    expect(await page.evaluate(() => location.hash)).to.equal("");
    await page.clock.runFor(1000);
    expect(await page.evaluate(() => [location.hash, document.getElementById("live")!.textContent])).to.deep.equal([
      "#next",
      "The time is over.",
    ]);
    await page.evaluate(() => {
      location.hash = "";
      document.querySelector("button")!.setAttribute("aria-busy", "true");
      parts.runCountdown();
    });
    await page.clock.runFor(62_000);
    expect(await page.evaluate(() => location.hash)).to.equal("");
  });

  it("take one click on a form's button, until it has had time to be sent or the page is shown again", async () => {
    await page.evaluate(() => {
      parts.tameDoubleClicks();
      const form = document.getElementById("sent") as HTMLFormElement;
      form.action = "javascript:void 0";
      form.addEventListener("submit", () => void globalThis.log.push("sent"));
      document.querySelector(".composer")!.addEventListener("submit", (event) => event.preventDefault());
    });
    const click = (form: string): Promise<boolean> =>
      page.evaluate((which) => {
        const button = document.querySelector<HTMLButtonElement>(`${which} button`)!;
        button.click();
        return button.disabled;
      }, form);
    const isBusy = (form: string): Promise<boolean> =>
      page.evaluate((which) => {
        const button = document.querySelector<HTMLButtonElement>(`${which} button`)!;
        return button.disabled && button.getAttribute("aria-busy") === "true";
      }, form);
    expect(await click("#sent"), "it is sent with its button").to.equal(false);
    await click(".composer");
    await page.clock.runFor(10);
    expect([await isBusy("#sent"), await isBusy(".composer")]).to.deep.equal([true, false]);
    await click("#sent");
    await page.clock.runFor(9900);
    expect(await isBusy("#sent")).to.equal(true);
    await page.clock.runFor(200);
    expect(await isBusy("#sent")).to.equal(false);
    await click("#sent");
    await page.clock.runFor(10);
    await page.evaluate(() => dispatchEvent(new Event("pageshow")));
    expect(await page.locator("[aria-busy]").count()).to.equal(0);
    expect(await done()).to.deep.equal(["sent", "sent"]);
  });

  it("send what is written with Enter, say by how much it is too long, and keep it then", async () => {
    await page.evaluate(() => {
      new parts.Composer(
        document.querySelector<HTMLFormElement>(".composer")!,
        (text) => void globalThis.log.push(text),
      );
    });
    const write = (text: string, init: KeyboardEventInit["key"] = "Enter", shiftKey = false): Promise<string[]> =>
      page.evaluate(
        ([words, key, shift]) => {
          const field = document.querySelector("textarea")!;
          field.value = words as string;
          field.dispatchEvent(new Event("input"));
          field.dispatchEvent(
            new KeyboardEvent("keydown", { key: key as string, shiftKey: shift as boolean, cancelable: true }),
          );
          return [field.value, document.querySelector(".composer-problem")!.textContent ?? ""];
        },
        [text, init, shiftKey],
      );
    expect(await write(" 12345 ")).to.deep.equal(["", ""]);
    expect(await write("1234567")).to.deep.equal([
      "1234567",
      "This message is 2 characters too long. Please send it in parts.",
    ]);
    expect((await write("12345678", "8"))[1], "as it is typed").to.equal(
      "This message is 3 characters too long. Please send it in parts.",
    );
    expect(await write("   ")).to.deep.equal(["", ""]);
    expect(await write("One", "Enter", true)).to.deep.equal(["One", ""]);
    expect(await write("Three", "a"), "as long as it may be").to.deep.equal(["Three", ""]);
    expect(await done()).to.deep.equal(["12345"]);
  });

  it("say that the connection is lost after two seconds, not while requests work, and nothing more once it is back", async () => {
    await page.evaluate(() => {
      const notice = new parts.NoticeLine(document.querySelector<HTMLElement>("[data-notice]")!);
      parts.sayConnection(notice, globalThis.socket as never, "Lost.", () => "works" in document.body.dataset);
      parts.sayDelayed(notice, globalThis.socket as never, "Late.");
    });
    const after = async (name: string, ms: number): Promise<string> => {
      await page.evaluate((what) => globalThis.hears(what, "You are signed out." as never), name);
      await page.clock.runFor(ms);
      return page.evaluate(() => {
        const place = document.querySelector<HTMLElement>("[data-notice]")!;
        return place.hidden ? "" : place.textContent;
      });
    };
    expect(await after("lost", 1900)).to.equal("");
    expect(await after("none", 200)).to.equal("Lost.");
    await page.evaluate(() => (document.body.dataset.works = ""));
    expect(await after("none", 2000)).to.equal("");
    await page.evaluate(() => delete document.body.dataset.works);
    expect(await after("none", 2000)).to.equal("Lost.");
    expect(await after("answered", 10)).to.equal("");
    expect(await after("none", 10_000)).to.equal("");
    await after("lost", 1000);
    await after("lost", 100);
    expect(await after("answered", 10_000), "back in time").to.equal("");
    expect([await after("delayed", 1900), await after("none", 200), await after("lost", 10)]).to.deep.equal([
      "",
      "Late.",
      "",
    ]);
    expect(await after("signedOut", 10_000)).to.equal("You are signed out. Sign in again");
  });

  it("preselect the device's zone under any of its names, unless someone chose already or the form has come back with a mistake", async () => {
    const chosen = (before: string, mistake = ""): Promise<string> =>
      page.evaluate(
        ([was, html]) => {
          Intl.DateTimeFormat.prototype.resolvedOptions = () => ({ timeZone: "Asia/Calcutta" }) as never;
          const form = document.getElementById("zones")!;
          form.insertAdjacentHTML("beforeend", html);
          const select = form.querySelector("select")!;
          select.value = was;
          parts.rememberZone();
          return `${select.value} ${document.cookie}`;
        },
        [before, mistake] as const,
      );
    expect(await chosen("Etc/UTC")).to.equal("Asia/Kolkata zone=Asia%2FCalcutta");
    expect(await chosen(""), "chosen to choose later").to.equal(" zone=Asia%2FCalcutta");
    expect(await chosen("Etc/UTC", "<input aria-invalid=true>")).to.equal("Etc/UTC zone=Asia%2FCalcutta");
    await page.evaluate(() => {
      document.querySelector("#zones [aria-invalid]")!.remove();
      document.querySelector("#zones [selected]")!.removeAttribute("selected");
    });
    expect(await chosen("")).to.equal("Asia/Kolkata zone=Asia%2FCalcutta");
    expect(await chosen("Etc/UTC")).to.equal("Etc/UTC zone=Asia%2FCalcutta");
  });

  it("write times again in the device's zone unless another was chosen, and say where to turn in a crisis there", async () => {
    const seen = await page.evaluate(async () => {
      const answers: Record<string, () => void> = {};
      let status = 200;
      window.fetch = (path, init) => {
        const address = path as string;
        const part = (init!.headers as Record<string, string>)["HX-Request"] === "true";
        return new Promise((resolve) => {
          answers[address.includes("crisis") ? "crisis" : "times"] = () =>
            resolve(
              new Response(
                `<p data-focus tabindex="-1">${part ? address.split("#")[0] : "whole"}</p><p hx-swap-oob="true">Off</p>`,
                { status },
              ),
            );
        });
      };
      const processed: string[] = [];
      Object.assign(window, { htmx: { process: (root: Element) => void processed.push(root.id) } });
      const forget = (name: string): string => (document.cookie = `${name}=; Max-Age=0; Path=/`);
      const visit = async (act: () => void = () => undefined, focus = false): Promise<string[]> => {
        forget("zone");
        document.body.insertAdjacentHTML(
          "beforeend",
          '<div id="times" data-own-zone><button>Old</button></div><div id="crisis" data-awaits-country>None</div>',
        );
        if (focus) document.querySelector<HTMLElement>("#times button")!.focus();
        parts.rememberZone();
        const asked = Object.keys(answers).sort().join();
        act();
        for (const name of Object.keys(answers)) {
          answers[name]!();
          delete answers[name];
        }
        let turns = 0;
        await until(() => (turns += 1) > 100);
        const times = document.getElementById("times")!;
        const after = [
          asked,
          times.textContent,
          document.getElementById("crisis")?.textContent ?? "numbers",
          String(times.contains(document.activeElement)),
        ];
        times.remove();
        document.querySelectorAll("#crisis, body > [data-focus], body > [hx-swap-oob]").forEach((one) => one.remove());
        return after;
      };
      const all = [await visit(), await visit(undefined, true)];
      all.push(await visit(() => (location.hash = "moved")));
      status = 500;
      all.push(await visit());
      status = 200;
      document.cookie = "chosen-zone=Asia%2FTokyo; Path=/";
      all.push(await visit());
      forget("chosen-zone");
      const known = document.cookie;
      parts.rememberZone();
      return { all, processed, isKnown: known.startsWith("zone="), again: Object.keys(answers) };
    });
    expect(seen).to.deep.equal({
      all: [
        ["crisis,times", "https://parts.example/", "numbers", "false"],
        ["crisis,times", "https://parts.example/", "numbers", "true"],
        ["crisis,times", "Old", "numbers", "false"],
        ["crisis,times", "Old", "None", "false"],
        ["crisis", "Old", "numbers", "false"],
      ],
      processed: ["times", "times"],
      isKnown: true,
      again: [],
    });
  });

  it("follow each room of a day once over each connection, and fetch changes that come together once", async () => {
    await page.evaluate(() => {
      let answers = 0;
      window.fetch = (path, init) => {
        const { "HX-Request": part } = init!.headers as Record<string, string>;
        globalThis.log.push(`${path as string}${part === "true" ? "" : " whole"}`);
        answers += 1;
        const html = `<div data-today data-answer="${answers}" data-watched="b c" data-renew-in-ms="60000"><a href="/clients/1">Kim</a><b data-waiting>Kim waits.</b></div>`;
        return Promise.resolve(new Response(html));
      };
      new parts.LiveToday(document.querySelector<HTMLElement>("[data-today]")!, globalThis.socket as never);
    });
    const hear = (name: string): Promise<void> => page.evaluate((what) => globalThis.hears(what), name);
    await hear("open");
    expect(await done()).to.deep.equal(["room.watch a", "room.watch b"]);
    await page.evaluate(() => document.querySelector("a")!.focus());
    for (const name of ["room.presence", "room.ended", "room.presence"]) await hear(name);
    await page.clock.runFor(210);
    await page.evaluate(() => until(() => globalThis.log.length === 2));
    expect(await done()).to.deep.equal(["/dashboard/today", "room.watch c"]);
    const seen = () =>
      page.evaluate(() => [document.activeElement?.textContent, document.getElementById("live")!.textContent]);
    expect(await seen()).to.deep.equal(["Kim", "Kim waits."]);
    await page.evaluate(() => (document.getElementById("live")!.textContent = ""));
    await page.clock.runFor(61_000);
    await page.evaluate(() => until(() => globalThis.log.length === 1));
    expect([await done(), (await seen())[1]], "in time, and nothing new").to.deep.equal([["/dashboard/today"], ""]);
    const hide = (isHidden: boolean): Promise<void> =>
      page.evaluate((value) => void Object.defineProperty(document, "hidden", { value, configurable: true }), isHidden);
    await hide(true);
    await page.clock.runFor(61_000);
    expect(await done(), "nobody looks").to.deep.equal([]);
    await hide(false);
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await page.clock.runFor(210);
    await page.evaluate(() => until(() => globalThis.log.length === 1));
    expect(await done()).to.deep.equal(["/dashboard/today"]);
    await hear("open");
    expect(await done()).to.deep.equal(["room.watch b", "room.watch c"]);
  });
});
