import { expect } from "chai";
import type { BrowserContext, Locator, Page, WebSocketRoute } from "playwright-core";
import { openConnected, startConversationSite, write, type ConversationSite } from "../../support/conversation-site.js";

describe("A conversation on a device whose clock is set back", () => {
  let site: ConversationSite;
  before(async () => (site = await startConversationSite()));
  after(() => site.stop());
  beforeEach(() => site.forgetMessages());
  afterEach(() => site.closeAll());

  it("still shows who is writing, and sends immediately", async () => {
    const [client, counsellor] = await Promise.all([
      openConnected(site, site.kim, { prepare: hasOwnClock }),
      openConnected(site, site.ana),
    ]);
    const box = client.getByLabel("Message", { exact: true });
    const words = counsellor.getByText("Kim Weiss is writing…");
    await typeUntilSeen(box, words);
    await setBack(client);
    await words.waitFor({ state: "detached" });
    await typeUntilSeen(box, words);
    await box.press("Enter");
    await write(client, "Three");
    await client.getByText("Sent", { exact: true }).nth(1).waitFor();
  }).timeout(150_000);

  it("notices that its connection is dead", async () => {
    const sockets: WebSocketRoute[] = [];
    let isDead = false;
    const prepare = async (context: BrowserContext): Promise<void> => {
      await hasOwnClock(context);
      await context.routeWebSocket(/./, (socket) => {
        const server = socket.connectToServer();
        if (sockets.push(socket) > 1) return;
        socket.onMessage((message) => isDead || server.send(message));
        server.onMessage((message) => isDead || socket.send(message));
      });
    };
    const client = await site.open(site.kim, { prepare });
    await write(client, "Before");
    await client.getByText("Sent", { exact: true }).waitFor();
    isDead = true;
    await setBack(client);
    await write(await site.open(site.ana), "Can you read this?");
    await client.getByText("Can you read this?").waitFor();
    expect(sockets).to.have.length(2);
  }).timeout(150_000);

  it("keeps the order of messages from before and after a reload", async () => {
    let isCut = true;
    const prepare = async (context: BrowserContext): Promise<void> => {
      await hasOwnClock(context);
      await context.routeWebSocket(/./, (socket) => (isCut ? void socket.close() : void socket.connectToServer()));
      await context.route("**/changes?*", (route) => (isCut ? route.abort() : route.continue()));
    };
    const client = await site.open(site.kim, { prepare });
    await write(client, "First");
    await client.waitForFunction(() => localStorage.length === 1);
    await setBack(client);
    await client.reload();
    await client.getByText("First", { exact: true }).waitFor();
    await write(client, "Second");
    await client.waitForFunction(() => localStorage.length === 2);
    isCut = false;
    await client.reload();
    await client.locator(".message[data-seq] .message-body").nth(1).waitFor();
    const texts = client.locator(".message .message-body");
    expect(await texts.allTextContents()).to.deep.equal(["First", "Second"]);
  }).timeout(150_000);
});

/** Types on until the other page says so: a letter typed while a connection is being opened again is not told. */
async function typeUntilSeen(box: Locator, words: Locator): Promise<void> {
  for (let letters = 0; letters < 20 && !(await words.isVisible()); letters += 1) {
    await box.press("x");
    await words.waitFor({ timeout: 1000 }).catch(() => undefined);
  }
  await words.waitFor();
}

/** Lets the device's clock be set back by `setBack`, over a reload too. */
function hasOwnClock(context: BrowserContext): Promise<unknown> {
  return context.addInitScript(() => {
    const now = Date.now.bind(Date);
    Date.now = () => now() - Number(sessionStorage.getItem("set-back") ?? 0);
  });
}

function setBack(page: Page): Promise<void> {
  return page.evaluate(() => sessionStorage.setItem("set-back", String(3 * 3_600_000)));
}
