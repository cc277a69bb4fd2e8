import { expect } from "chai";
import type { BrowserContext, Page, WebSocketRoute } from "playwright-core";
import { MessageModel } from "../../../src/conversations/message-model.js";
import { signInOn } from "../../support/browser-site.js";
import { startConversationSite, write, type ConversationSite } from "../../support/conversation-site.js";
import { findings } from "../../support/findings.js";
import { makeClient, type TestPerson } from "../../support/people.js";

const OTHER_ACCOUNT = "You are now signed in to a different account, so this page cannot send.";
const KEPT = "Saved here. It will be sent when you sign in again.";

describe("A conversation in a browser that several people use", () => {
  let site: ConversationSite;
  let people: Record<"kim" | "ana" | "lee", TestPerson>;
  let path: string;
  let context: BrowserContext;

  before(async () => {
    site = await startConversationSite();
    people = { kim: site.kim, ana: site.ana, lee: await makeClient({ name: "Lee Okafor" }) };
    path = site.path;
  });
  after(() => site.stop());
  beforeEach(async () => {
    await site.forgetMessages();
    context = await site.newContext();
  });
  afterEach(() => context.close());

  /** Kim's conversation, live, with a line of its own. */
  const openWithLine = async (): Promise<[Page, Line]> => {
    const page = await signInOn(context, people.kim);
    const line = await lineOf(page);
    await page.goto(path);
    await page.locator(".conversation-live").waitFor();
    return [page, line];
  };
  const openAs = async (person: TestPerson): Promise<Page> => {
    const page = await signInOn(context, person);
    await page.goto(path);
    return page;
  };
  /** As after twelve hours, or at another place's doing: nobody pressed a button here. */
  const loginRunsOut = (): Promise<void> => context.clearCookies();
  const signOutOn = async (page: Page): Promise<void> => {
    page.once("dialog", (question) => void question.accept());
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("link", { name: "Sign in", exact: true }).waitFor();
  };
  const signOutElsewhere = async (): Promise<Page> => {
    const page = await context.newPage();
    await page.goto("/appointments");
    await signOutOn(page);
    return page;
  };
  const allKept = (page: Page): Promise<string[]> =>
    page.evaluate(() => [JSON.stringify(localStorage), JSON.stringify(sessionStorage)]);

  for (const other of ["ana", "lee"] as const) {
    it(`sends nothing under the account of ${other}, who has signed in since, and shows them nothing of it`, async () => {
      const [page, line] = await openWithLine();
      line.cut();
      await write(page, "For Ana, from Kim");
      await page.waitForFunction(() => Object.keys(localStorage).length === 1);
      await loginRunsOut();
      const next = await signInOn(context, people[other]);
      line.mend();
      await page.getByText(OTHER_ACCOUNT).waitFor();
      await page.getByText(KEPT).waitFor();
      await write(page, "And this");
      await page.getByText(KEPT).nth(1).waitFor();

      await next.goto(path);
      await next.locator("h1").waitFor();
      expect(await next.getByText("from Kim").count()).to.equal(0);
      expect(await next.locator(".message[data-client-id]").count()).to.equal(0);
      expect((await allKept(next)).join())
        .not.to.contain(people[other].id)
        .and.not.contain("from Kim");
      expect(await MessageModel.countDocuments()).to.equal(0);

      await loginRunsOut();
      const again = await openAs(people.kim);
      for (const text of ["For Ana, from Kim", "And this"]) {
        await again.locator(".message-own[data-seq]").getByText(text, { exact: true }).waitFor();
      }
      expect(await MessageModel.countDocuments({ senderId: people.kim.id })).to.equal(2);
    }).timeout(150_000);
  }

  it("keeps texts written while signed out, offline or after someone else has signed in", async () => {
    const [page, line] = await openWithLine();
    await signOutElsewhere();
    await page.getByText("You are signed out.").waitFor();
    line.cut();
    await write(page, "From Kim, without a line");
    await page.getByText(KEPT).waitFor();
    await page.waitForFunction(() => sessionStorage.length === 0);
    line.mend();
    const next = await openAs(people.ana);
    await write(page, "For Ana, from Kim");
    await page.getByText(KEPT).nth(1).waitFor();
    await next.reload();
    expect(await next.getByText("from Kim").count()).to.equal(0);
    expect(await MessageModel.countDocuments()).to.equal(0);

    await signOutOn(next);
    await signInOn(context, people.kim);
    await page.goto(path);
    await page.locator(".message-own[data-seq]").getByText("For Ana, from Kim").waitFor();
    const texts = page.locator(".message-own[data-seq] .message-body");
    expect(await texts.allTextContents()).to.deep.equal(["From Kim, without a line", "For Ana, from Kim"]);
    expect(await page.getByLabel("Message", { exact: true }).inputValue()).to.equal("");
  }).timeout(150_000);

  it("sends a message written on an old page after signing in again elsewhere", async () => {
    const page = await openAs(people.kim);
    await page.locator(".conversation-live").waitFor();
    await signOutElsewhere();
    await page.getByText("You are signed out.").waitFor();
    await signInOn(context, people.kim);
    await write(page, "Here again");
    await page.locator(".message-own[data-seq]").getByText("Here again").waitFor();
  }).timeout(150_000);

  it("sends waiting messages before new ones after signing in again elsewhere", async () => {
    const [page, line] = await openWithLine();
    line.cut();
    await write(page, "While signed in");
    await page.waitForFunction(() => localStorage.length === 1);
    await loginRunsOut();
    line.mend();
    await page.getByText(KEPT).waitFor();
    await signInOn(context, people.kim);
    await write(page, "Here again");
    const texts = page.locator(".message-own[data-seq] .message-body");
    await texts.nth(1).waitFor();
    expect(await texts.allTextContents()).to.deep.equal(["While signed in", "Here again"]);
    expect(await MessageModel.countDocuments()).to.equal(2);
  }).timeout(150_000);

  it("shows a draft to its writer only, even in the same tab", async () => {
    const page = await openAs(people.kim);
    const box = page.getByLabel("Message", { exact: true });
    await box.fill("Half a sentence");
    await page.waitForFunction(() => sessionStorage.length === 1);
    await page.goto("/appointments");
    await loginRunsOut();
    await signInOn(context, people.ana);
    await page.goBack();
    await page.getByRole("heading", { name: "Conversation with Kim Weiss" }).first().waitFor();
    await page.locator(".conversation-live").waitFor();
    expect(await box.inputValue()).to.equal("");
    await page.reload();
    expect((await allKept(page)).join()).not.to.contain(people.ana.id);

    await loginRunsOut();
    await signInOn(context, people.kim);
    await page.reload();
    await page.waitForFunction(() => document.querySelector("textarea")?.value === "Half a sentence");
  }).timeout(150_000);

  it("forgets unsent messages when their writer signs out", async () => {
    const [page, line] = await openWithLine();
    line.cut();
    await write(page, "Not sent yet");
    await page.getByLabel("Message", { exact: true }).fill("Half a sentence");
    await page.waitForFunction(() => localStorage.length === 1 && sessionStorage.length === 1);
    await signOutOn(page);
    expect((await allKept(page)).join()).not.to.contain("kept:");
  }).timeout(150_000);

  it("says on other pages that something waits to be sent, and asks before signing out gives it up", async () => {
    const [page, line] = await openWithLine();
    line.cut();
    await write(page, "Not sent yet");
    await page.waitForFunction(() => localStorage.length === 1);
    const elsewhere = await context.newPage();
    await elsewhere.goto("/notices");
    await elsewhere.getByText("A message you wrote may not have been sent yet.").waitFor();
    expect(await findings(elsewhere)).to.deep.equal([]);
    const asked = elsewhere.waitForEvent("dialog");
    await Promise.all([
      elsewhere.getByRole("button", { name: "Sign out" }).click(),
      asked.then((one) => one.dismiss()),
    ]);
    expect((await asked).message()).to.equal("Something you wrote is not sent or saved yet. Sign out and lose it?");
    await elsewhere.getByRole("link", { name: "Open the conversation to send it" }).click();
    await elsewhere.locator(".message-own[data-seq]").getByText("Not sent yet").waitFor();
    await elsewhere.goto("/notices");
    await elsewhere.getByRole("heading", { level: 1 }).waitFor();
    expect(await elsewhere.getByText("may not have been sent").count()).to.equal(0);
  }).timeout(150_000);

  it("discards messages that no key opens", async () => {
    const page = await openAs(people.kim);
    const name = `kept:${people.kim.id}:${path.split("/")[2]}:old`;
    await page.evaluate((key) => localStorage.setItem(key, JSON.stringify({ at: 1, box: btoa("x".repeat(40)) })), name);
    await page.reload();
    await page.waitForFunction(() => localStorage.length === 0);
    expect(await page.getByText("may not have been sent").count(), "not said of the conversation itself").to.equal(0);
  }).timeout(150_000);

  it("says on any page that its reader is signed out, and leads back to it", async () => {
    const page = await signInOn(context, people.kim);
    const opened = page.waitForEvent("websocket");
    await page.goto("/account");
    await (await opened).waitForEvent("framereceived");
    await signOutElsewhere();
    await page.getByText("You are signed out.").waitFor();
    await page.getByRole("link", { name: "Sign in again" }).click();
    await page.waitForURL("**/sign-in?next=%2Faccount");
  }).timeout(150_000);

  it("shows on an open page which messages a sign-out on another page deleted", async () => {
    const [page, line] = await openWithLine();
    line.cut();
    await write(page, "Not sent yet");
    await page.waitForFunction(() => localStorage.length === 1);
    const elsewhere = await signOutElsewhere();
    expect((await allKept(elsewhere)).join()).not.to.contain("kept:");
    line.mend();
    await page.getByText("You are signed out.").waitFor();
    await page.getByText("Not sent.", { exact: true }).waitFor();
  }).timeout(150_000);
});

interface Line {
  cut(): void;
  mend(): void;
}

/** The line of one page, to be cut while the browser's other pages keep theirs. */
async function lineOf(page: Page): Promise<Line> {
  let isCut = false;
  const open = new Set<WebSocketRoute>();
  await page.routeWebSocket(/./, (socket) => {
    if (isCut) return void socket.close();
    open.add(socket);
    socket.connectToServer();
  });
  await page.route("**/conversations/**", (route) => (isCut ? route.abort() : route.continue()));
  return {
    cut() {
      isCut = true;
      for (const socket of open) void socket.close();
    },
    mend: () => void (isCut = false),
  };
}
