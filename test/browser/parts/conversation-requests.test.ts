import { expect } from "chai";
import type { Page } from "playwright-core";
import type * as Files from "../../../src/browser/conversation/file-form.js";
import type * as Polls from "../../../src/browser/conversation/poll.js";
import type * as Requests from "../../../src/browser/page/request.js";
import type * as Withdraw from "../../../src/browser/conversation/withdraw.js";
import { openParts } from "../../support/browser-parts.js";
import { CONVERSATION_HTML } from "../../support/conversation-parts.js";

declare const parts: typeof Files & typeof Polls & typeof Requests & typeof Withdraw;

describe("The parts of a conversation's page that ask the server", () => {
  let page: Page;
  before(
    async () =>
      (page = await openParts(
        ["conversation/file-form", "conversation/poll", "conversation/withdraw", "page/request"],
        CONVERSATION_HTML,
      )),
  );
  after(() => page.context().close());
  beforeEach(() => page.reload());
  const done = (): Promise<string[]> => page.evaluate(() => globalThis.log.splice(0));

  it("withdraw one message after the other, by socket or by request, until each is settled", async () => {
    await page.evaluate(() => {
      const said = (words: string): unknown => words !== "" && globalThis.log.push(words);
      window.fetch = (_path, init) => {
        globalThis.log.push(`asks for ${String((init!.body as URLSearchParams).get("seq"))}`);
        return Promise.reject(new TypeError("no line"));
      };
      new parts.Withdrawing(document.querySelector("section")!, globalThis.socket as never, said);
    });
    const want = (seq: number): Promise<void> =>
      page.evaluate(async (value) => {
        const button = Object.assign(document.createElement("button"), { value: String(value) });
        document.getElementById("withdraw")!.append(button);
        button.click();
        const dialog = document.querySelector("dialog")!;
        let isClosed = false;
        dialog.addEventListener("close", () => (isClosed = true), { once: true });
        dialog.close("withdraw");
        await until(() => isClosed);
      }, seq);
    const hear = (name: string, message: object): Promise<void> =>
      page.evaluate(([what, said]) => globalThis.hears(what as string, said as object), [name, message]);
    for (const seq of [4, 6, 4]) await want(seq);
    expect(await done()).to.deep.equal([
      "conversation.withdraw c1 4",
      "conversation.withdraw c1 4",
      "conversation.withdraw c1 6",
    ]);
    await hear("conversation.changed", { conversationId: "another", seq: 6 });
    await hear("error", { about: "conversation.send", message: "Not this" });
    expect(await done()).to.deep.equal([]);
    await hear("conversation.changed", { conversationId: "c1", seq: 6 });
    expect(await done()).to.deep.equal(["conversation.withdraw c1 4"]);
    await hear("conversation.changed", { conversationId: "c1", seq: 77 });
    expect(await done(), "which nobody wanted withdrawn").to.deep.equal([]);
    await page.clock.runFor(4990);
    expect(await done()).to.deep.equal([]);
    await page.clock.runFor(20);
    await page.evaluate(() => until(() => globalThis.log.length > 2));
    const notYet = "Not withdrawn yet. We will withdraw it as soon as the connection is back.";
    expect(await done()).to.deep.equal([notYet, "asks for 4", notYet]);
    await page.clock.runFor(5000);
    expect(await done()).to.deep.equal(["conversation.withdraw c1 4"]);
    await hear("error", { about: "conversation.withdraw", message: "Busy.", later: true });
    await hear("error", { about: "conversation.withdraw", message: "Too late." });
    expect(await done()).to.deep.equal(["Busy.", "Not withdrawn. Too late."]);
    await hear("open", {});
    expect(await done(), "nothing is left").to.deep.equal([]);
    await want(9);
    await hear("conversation.messages", { conversationId: "another", changed: [{ seq: 9 }] });
    await hear("open", {});
    await hear("conversation.messages", { conversationId: "c1", changed: [{ seq: 9 }] });
    await hear("open", {});
    expect(await done()).to.deep.equal(["conversation.withdraw c1 9", "conversation.withdraw c1 9"]);
    await page.evaluate(() => {
      globalThis.socket.isOpen = false;
      const answers = [{ code: "unavailable" }, { code: "conflict" }, { code: "signed-out" }];
      window.fetch = () => Promise.resolve(Response.json({ ...answers.shift(), message: "No." }, { status: 400 }));
    });
    const settled = async (count: number): Promise<string[]> => {
      await page.evaluate((least) => until(() => globalThis.log.length >= least), count);
      return (await done()).filter((what) => !what.startsWith("conversation."));
    };
    await want(10);
    expect(await settled(2)).to.deep.equal([notYet]);
    await page.clock.runFor(5000);
    expect(await settled(2)).to.deep.equal(["Not withdrawn. No."]);
    await want(11);
    expect(await settled(3)).to.deep.equal(["signed out: No.", "Not withdrawn. No."]);
  });

  it("ask for changes a second after the socket is lost, then every five, at once for more, and each minute in the background", async () => {
    await page.evaluate(() => {
      const busy = new parts.Refused("unavailable", "Busy.");
      const answers = [{ more: true }, { more: false }, null, { more: false }, busy, "end"] as const;
      const left = [...answers];
      const asks = (): Promise<{ more: boolean }> => {
        globalThis.log.push("asks");
        const answer = left.shift();
        if (answer === "end") return new Promise((resolve) => Object.assign(globalThis, { late: resolve }));
        if (answer === undefined) return Promise.reject(new parts.Refused("signed-out", "Signed out."));
        return answer && "more" in answer
          ? Promise.resolve(answer)
          : Promise.reject(answer ?? new TypeError("no line"));
      };
      const poll = new parts.Poll(globalThis.socket as never, asks, ({ more }) => {
        globalThis.log.push(`takes, works ${poll.works}`);
        return more;
      });
      Object.assign(globalThis, { poll });
    });
    const passes = async (ms: number): Promise<string[]> => {
      await page.clock.runFor(ms);
      await page.evaluate(() => {
        let turns = 0;
        return until(() => (turns += 1) > 20);
      });
      return done();
    };
    const say = (name: string): Promise<void> => page.evaluate((what) => globalThis.hears(what), name);
    const works = (): Promise<boolean> =>
      page.evaluate(() => (globalThis as unknown as { poll: { works: boolean } }).poll.works);
    await say("lost");
    await say("lost");
    expect(await passes(990)).to.deep.equal([]);
    const twice = ["asks", "takes, works true", "asks", "takes, works true"];
    expect(await passes(20), "again at once, for there is more").to.deep.equal(twice);
    expect(await passes(4970)).to.deep.equal([]);
    expect(await passes(40)).to.deep.equal(["asks"]);
    expect(await works()).to.equal(false);
    await page.evaluate(() => Object.defineProperty(document, "hidden", { value: true, configurable: true }));
    expect(await passes(5000)).to.deep.equal(["asks", "takes, works true"]);
    expect(await passes(59_900)).to.deep.equal([]);
    expect(await passes(200)).to.deep.equal(["asks"]);
    await say("answered");
    expect([await works(), await passes(120_000)]).to.deep.equal([false, []]);
    await page.evaluate(() => Object.defineProperty(document, "hidden", { value: false, configurable: true }));
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    expect(await passes(10_000), "while the socket works").to.deep.equal([]);
    await say("lost");
    await page.clock.runFor(1000);
    await say("answered");
    await page.evaluate(() => (globalThis as unknown as { late: (answer: object) => void }).late({ more: false }));
    expect([await passes(0), await works()], "what comes too late").to.deep.equal([["asks"], false]);
    await say("lost");
    expect(await passes(1000)).to.deep.equal(["asks", "signed out: Signed out."]);
    await say("signedOut");
    expect(await passes(10_000)).to.deep.equal([]);
  });

  it("hold a file until it is sent, and none that comes while another is on its way or nobody can write", async () => {
    const seen = await page.evaluate(async () => {
      const details = document.querySelector<HTMLDetailsElement>("[data-send-file]")!;
      const [field, id] = [details.querySelector<HTMLInputElement>("[type=file]")!, details.querySelector("input")!];
      const button = details.querySelector("button")!;
      const state = details.querySelector("[data-sending]")!;
      let settle = (_answer: Response): void => undefined;
      window.fetch = () => new Promise((resolve) => (settle = resolve));
      const form = new parts.FileForm(details, globalThis.socket as never);
      const names = (): string[] => Array.from(field.files!, ({ name }) => name);
      details.hidden = true;
      form.attach(new File(["x"], "closed.pdf"));
      details.hidden = false;
      const closed = [...names(), details.open];
      form.attach(new File(["x"], "a.pdf"));
      const ready = [...names(), details.open, state.textContent, document.activeElement === button];
      const first = id.value;
      button.click();
      const during = [button.disabled, state.textContent];
      form.attach(new File(["x"], "b.pdf"));
      const kept = names();
      settle(Response.json({ code: "invalid", message: "No PDF." }, { status: 422 }));
      await until(() => !button.disabled);
      const refused = [state.textContent, ...names(), ...globalThis.log];
      button.click();
      settle(Response.json({ code: "signed-out", message: "Signed out." }, { status: 401 }));
      await until(() => !button.disabled);
      const failed = [state.textContent, ...names(), id.value === first, ...globalThis.log];
      button.click();
      settle(Response.json({}));
      await until(() => !button.disabled);
      return {
        closed,
        ready,
        during,
        kept,
        refused,
        failed,
        sent: [state.textContent, details.open, names().length, id.value === first],
      };
    });
    expect(seen).to.deep.equal({
      closed: [false],
      ready: ["a.pdf", true, "“a.pdf” is ready to send.", true],
      during: [true, "Sending…"],
      kept: ["a.pdf"],
      refused: ["Not sent. No PDF.", "a.pdf"],
      failed: ["Not sent. Signed out.", "a.pdf", true, "signed out: Signed out."],
      sent: ["", false, 0, false],
    });
  });

  it("offer to withdraw each message only while that is possible, whatever the clock says", async () => {
    await page.evaluate(() => {
      const section = document.querySelector("section")!;
      for (const ms of [1000, 5000])
        section.insertAdjacentHTML("beforeend", `<button data-withdraw-ms="${ms}">${ms}</button>`);
      parts.expireWithdrawing(section);
    });
    const left = (): Promise<string[]> => page.locator("[data-withdraw-ms]").allTextContents();
    expect(await left()).to.deep.equal(["1000", "5000"]);
    await page.clock.runFor(2100);
    await page.evaluate(() =>
      document
        .querySelector("section")!
        .insertAdjacentHTML("beforeend", '<button data-withdraw-ms="3000">new</button>'),
    );
    await page.clock.runFor(2000);
    expect(await left()).to.deep.equal(["5000", "new"]);
    await page.clock.runFor(4000);
    expect(await left()).to.deep.equal([]);
  });
});
