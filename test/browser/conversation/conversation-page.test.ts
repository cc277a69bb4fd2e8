import { expect } from "chai";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { AppointmentModel } from "../../../src/appointments/appointment-model.js";
import { ConversationModel } from "../../../src/conversations/conversation-model.js";
import { MessageModel } from "../../../src/conversations/message-model.js";
import { sendMessage } from "../../../src/conversations/send-message.js";
import { actorOf, book } from "../../support/booking.js";
import { signInOn } from "../../support/browser-site.js";
import {
  blockSockets,
  inDays,
  startConversationSite,
  write,
  type ConversationSite,
} from "../../support/conversation-site.js";
import { makeClient, makeCounsellor } from "../../support/people.js";
import { withStorage } from "../../support/with-storage.js";

const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

describe("A conversation in two browsers", () => {
  let site: ConversationSite;
  before(async () => (site = await startConversationSite()));
  after(() => site.stop());
  beforeEach(() => site.forgetMessages());
  // A page left open would go on reading.
  afterEach(() => site.closeAll());

  const send = async (text: string): Promise<unknown> => {
    const conversationId = site.path.split("/")[2]!;
    const clientMessageId = `own-id-${(sent += 1)}`;
    return sendMessage(site.services, actorOf(site.kim), { conversationId, clientMessageId, text });
  };
  let sent = 0;

  it("shows sending, sent and seen, who is writing, and waiting messages, all without reloading", async () => {
    const client = await site.open(site.kim, { width: 360 });
    const counsellor = await signInOn(await site.newContext(), site.ana);
    await write(client, "Hello");
    await client.getByText("Sent", { exact: true }).waitFor();
    await counsellor.getByRole("link", { name: "Messages 1 unread" }).click();
    await write(client, "And see https://example.org/x");
    await counsellor.getByText("And see https://example.org/x").waitFor();
    await counsellor.getByRole("main").getByRole("link", { name: "Kim Weiss" }).click();
    await client.getByText("Seen", { exact: true }).nth(1).waitFor();
    await counsellor.getByRole("link", { name: "Messages", exact: true }).waitFor();
    await counsellor.getByLabel("Message", { exact: true }).pressSequentially("I ");
    await client.getByText("Ana Moreno is writing…").waitFor();
    await write(counsellor, "I see");
    await client.getByText("I see").waitFor();
    expect(await client.getByText("is writing").count()).to.equal(0);
    await client.getByRole("button", { name: "Withdraw" }).first().click();
    await client.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
    await counsellor.getByText("Withdrawn", { exact: true }).waitFor();
    expect(await client.locator(".day-separator:visible").count()).to.equal(1);
  }).timeout(150_000);

  it("counts unread messages in the title of every page until they are read", async () => {
    const elsewhere = await site.open(site.ana, { at: "/account" });
    const titled = (page: Page, start: RegExp) => page.waitForFunction((is) => is.test(document.title), start);
    await titled(elsewhere, /^Account|^Your account/);
    await send("One");
    await titled(elsewhere, /^\(1\) \S/);
    await send("Two");
    await titled(elsewhere, /^\(2\) [^(]/);
    await site.open(site.ana);
    await titled(elsewhere, /^[^(]/);
  }).timeout(150_000);

  it("sends a file and keeps what is typed", async () => {
    const [client, counsellor] = [await site.open(site.kim), await site.open(site.ana)];
    await client.getByLabel("Message", { exact: true }).fill("Half a sentence");
    await client.getByText("Send a file").click();
    const form = client.locator("[data-send-file]");
    await form
      .getByLabel("File")
      .setInputFiles({ name: "bad.pdf", mimeType: "application/pdf", buffer: Buffer.from("x") });
    await form.getByRole("button", { name: "Send file" }).click();
    await form.getByText("Please choose a PDF or a picture").waitFor();
    await form.getByLabel("File").setInputFiles({ name: "plan.pdf", mimeType: "application/pdf", buffer: PDF });
    await form.getByRole("button", { name: "Send file" }).click();
    await counsellor.getByRole("link", { name: "plan.pdf" }).waitFor();
    await client.getByRole("link", { name: "plan.pdf" }).waitFor();
    expect(await client.getByLabel("Message", { exact: true }).inputValue()).to.equal("Half a sentence");
  }).timeout(150_000);

  it("sends no word that an input method is still composing, and no invisible text", async () => {
    const client = await site.open(site.kim);
    const box = client.getByLabel("Message", { exact: true });
    const press = (options: { keyCode?: number; isComposing?: boolean }): Promise<boolean> =>
      box.evaluate((field, init) => {
        const event = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...init });
        return field.dispatchEvent(event);
      }, options);
    await box.fill("こんにちは");
    expect(await press({ keyCode: 229 }), "after the word, as Safari tells it").to.equal(true);
    expect(await press({ isComposing: true }), "within the word").to.equal(true);
    expect(await box.inputValue()).to.equal("こんにちは");
    expect(await press({}), "a real Enter").to.equal(false);
    await client.locator("[data-state=sent], .message-own", { hasText: "こんにちは" }).first().waitFor();
    const before = await client.locator(".message-own").count();
    await box.fill("\u200b\u3164");
    await press({});
    await write(client, "Visible");
    await client.locator(".message-own", { hasText: "Visible" }).waitFor();
    expect(await client.locator(".message-own").count()).to.equal(before + 1);
  }).timeout(150_000);

  it("sends messages where the browser allows no storage", async () => {
    for (const expression of ["null", "undefined.gone"]) {
      const prepare = (context: BrowserContext) => context.addInitScript(withStorage(expression));
      const [client, counsellor] = [await site.open(site.kim, { prepare }), await site.open(site.ana)];
      await write(client, `Sent with ${expression}`);
      await client.locator(".message-own", { hasText: expression }).getByText("Sent", { exact: true }).waitFor();
      await counsellor.getByText(`Sent with ${expression}`).waitFor();
      await client.getByRole("button", { name: "Sign out" }).click();
      await client.waitForURL(/\/($|sign-in)/);
    }
  }).timeout(150_000);

  it("closes on the client's open page", async () => {
    const [client, counsellor] = [await site.open(site.kim), await site.open(site.ana)];
    await client.getByLabel("Message", { exact: true }).fill("Not sent yet");
    await counsellor.getByText("Close this conversation").click();
    await counsellor.getByRole("button", { name: "Close it" }).click();
    await client.getByText("Your counsellor has closed this conversation").waitFor();
    await client.locator("[data-closed]:focus").waitFor();
    await counsellor.getByRole("button", { name: "Reopen this conversation" }).click();
    await client.locator(".composer textarea:focus").waitFor();
    expect(await client.getByLabel("Message", { exact: true }).inputValue()).to.equal("Not sent yet");
  }).timeout(150_000);

  it("reopens on the client's open page when they book again", async () => {
    const [lee, jo] = [await makeClient(), await makeCounsellor()];
    await book(site, lee, jo, `${inDays(2)}T10:00:00.000Z`);
    const longAgo = new Date(Date.now() - 100 * 24 * 3_600_000);
    const met = { status: "completed", startsAt: longAgo, endsAt: longAgo } as const;
    await AppointmentModel.updateOne({ clientId: lee.id }, { $set: met });
    const { _id } = await ConversationModel.findOneAndUpdate({ clientId: lee.id }, { openedAt: longAgo }).orFail();
    const client = await site.open(lee, { at: `/conversations/${String(_id)}/messages` });
    await client.getByText("This conversation is closed").waitFor();
    const box = client.getByLabel("Message", { exact: true });
    expect(await box.isVisible()).to.equal(false);

    await book(site, lee, jo, `${inDays(3)}T10:00:00.000Z`);
    await box.waitFor();
    expect(await client.getByText("This conversation is closed").isVisible()).to.equal(false);
    await write(client, "Here again");
    await client.getByText("Sent", { exact: true }).waitFor();
  }).timeout(150_000);

  it("shows each text in the direction of its script: while it is written, sent, read and listed", async () => {
    const [client, counsellor] = [await site.open(site.kim), await site.open(site.ana)];
    const box = client.getByLabel("Message", { exact: true });
    for (const [text, direction] of [
      ["שלום, אני כאן.", "rtl"],
      ["مرحبا (HealSpace)", "rtl"],
      ["Hello (שלום)", "ltr"],
    ] as const) {
      await box.fill(text);
      expect(await directionOf(box), text).to.equal(direction);
      await client.getByRole("button", { name: "Send", exact: true }).click();
      for (const page of [client, counsellor]) {
        const row = page.locator(".message[data-seq] .message-body").getByText(text, { exact: true });
        expect(await directionOf(row), text).to.equal(direction);
      }
      for (const person of [client, counsellor]) {
        const list = await person.context().newPage();
        await list.goto("/conversations");
        expect(await directionOf(list.locator(".conversation-line").getByText(text)), text).to.equal(direction);
      }
    }
  }).timeout(150_000);

  it("keeps a draft over a reload, and says how much is too long instead of cutting it off", async () => {
    const client = await site.open(site.kim);
    const box = client.getByLabel("Message", { exact: true });
    await box.fill("x".repeat(4003));
    await client.getByText("This message is 3 characters too long.").waitFor();
    await box.fill("Half a sentence");
    await client.waitForFunction(() => Object.keys(sessionStorage).some((name) => name.startsWith("kept:")));
    expect(await client.evaluate(() => JSON.stringify(sessionStorage))).to.not.contain("sentence");
    await client.reload();
    await client.waitForFunction(() => document.querySelector("textarea")?.value === "Half a sentence");
  }).timeout(150_000);

  it("marks only visible messages as seen, and says when there are more", async () => {
    for (let number = 1; number <= 29; number += 1) await send(`Line ${number}\nand another`);
    const [client, counsellor] = [await site.open(site.kim, { prepare: blockSockets }), await site.open(site.ana)];
    const box = counsellor.locator(".messages");
    await box.evaluate((element) => (element.scrollTop = 0));
    await write(client, "Nobody has seen this");
    const more = counsellor.getByRole("button", { name: "New messages" });
    await more.waitFor();
    await counsellor.locator(".composer textarea").pressSequentially("Writing all the while");
    expect(await MessageModel.countDocuments({ unreadBy: site.ana.id })).to.equal(1);
    await more.click();
    await client.locator(".message-own:last-child").getByText("Seen", { exact: true }).waitFor();

    // Sockets are blocked for the client, who hears of all of it nevertheless.
    await counsellor.getByRole("button", { name: "Send", exact: true }).click();
    await client.getByText("Writing all the while").waitFor();
    await counsellor.getByRole("button", { name: "Withdraw" }).click();
    await counsellor.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
    await client.getByText("Withdrawn", { exact: true }).waitFor();
    expect(await box.evaluate((element) => element === document.activeElement)).to.equal(true);
  }).timeout(150_000);

  it("loads earlier messages without moving the visible ones", async () => {
    for (let number = 1; number <= 40; number += 1) await send(`Line ${number}`);
    const client = await site.open(site.kim);
    const box = client.locator(".messages");
    await box.evaluate((element) => (element.scrollTop = 0));
    const before = await client.getByText("Line 11", { exact: true }).boundingBox();
    await client.getByRole("link", { name: "Earlier in this conversation" }).click();
    await client.getByText("Line 1", { exact: true }).waitFor();
    const after = await client.getByText("Line 11", { exact: true }).boundingBox();
    // What stood above it, the link, is gone.
    expect(Math.abs((after?.y ?? 0) - (before?.y ?? 0))).to.be.lessThan(100);
    expect(await box.evaluate((element) => element === document.activeElement)).to.equal(true);
  }).timeout(150_000);

  it("announces each message once, earlier ones not at all, and who is writing not repeatedly", async () => {
    for (let number = 1; number <= 40; number += 1) await send(`Line ${number}`);
    const [client, counsellor] = [await site.open(site.kim), await site.open(site.ana)];
    const heard = await client.evaluateHandle(listen);
    await write(client, "Hello");
    await client.locator(".message-own[data-seq='41']").waitFor();
    await client.getByRole("link", { name: "Earlier in this conversation" }).click();
    await client.getByText("Line 1", { exact: true }).waitFor();
    // For longer than writing is told of once, with pauses shorter than it is shown.
    await counsellor.getByLabel("Message", { exact: true }).pressSequentially("I see", { delay: 1000 });
    await counsellor.getByRole("button", { name: "Send", exact: true }).click();
    await client.getByText("I see").waitFor();
    expect(await heard.jsonValue()).to.deep.equal(["Hello", "Ana Moreno is writing…", "I see"]);
  }).timeout(150_000);

  it("shows the newest message without JavaScript, and one's own message once sent", async () => {
    for (let number = 1; number <= 40; number += 1) await send(`Line ${number}`);
    const context = await site.newContext({ javaScript: false, width: 360, as: site.kim });
    const page = await context.newPage();
    await page.goto("/conversations");
    await page.getByRole("main").getByRole("link", { name: "Ana Moreno" }).click();
    await inViewport(page, "Line 40");
    await write(page, "From an old phone");
    await inViewport(page, "From an old phone");
    await page.getByRole("link", { name: "Earlier in this conversation" }).click();
    await page.getByRole("link", { name: "Latest messages" }).last().click();
    await inViewport(page, "From an old phone");
  }).timeout(150_000);
});

/** The direction in which what is written there is set. */
const directionOf = (place: Locator): Promise<string> =>
  place.evaluate((element) => getComputedStyle(element).direction);

/** Notes what a screen reader would read out of what comes: as it is at the end of a frame, when browsers tell of it. */
function listen(): string[] {
  const heard: string[] = [];
  for (const place of document.querySelectorAll("[role=log] ol, [role=status][data-typing]")) {
    new MutationObserver((changes) => {
      requestAnimationFrame(() => {
        for (const added of changes.flatMap((change) => [...change.addedNodes])) {
          const words = added instanceof Element ? added.querySelector(".message-body") : added;
          const isQuiet = added instanceof Element && added.matches("[aria-live=off]");
          if (words && !isQuiet && words.textContent?.trim()) heard.push(words.textContent);
        }
      });
    }).observe(place, { childList: true });
  }
  return heard;
}

/** Waits until this text is on the screen: the page may still be on its way there. */
async function inViewport(page: Page, text: string): Promise<void> {
  const row = page.getByText(text, { exact: true });
  await row.waitFor();
  const height = page.viewportSize()?.height ?? 0;
  for (const end = Date.now() + 30_000; ; await page.waitForTimeout(50)) {
    const place = await row.boundingBox();
    if (place && place.y >= 0 && place.y <= height - place.height) return;
    if (Date.now() > end) throw new Error(`"${text}" is not on the screen`);
  }
}
