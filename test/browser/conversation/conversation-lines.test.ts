import { expect } from "chai";
import { MessageModel } from "../../../src/conversations/message-model.js";
import { blockSockets, startConversationSite, write, type ConversationSite } from "../../support/conversation-site.js";

/** After so long a socket that nothing came through is given up, and so often a page asks that has none. */
const [ANSWER_MS, POLL_MS] = [10_000, 5000];

describe("A conversation over a bad connection", () => {
  let site: ConversationSite;
  before(async () => (site = await startConversationSite()));
  after(() => site.stop());
  beforeEach(() => site.forgetMessages());
  afterEach(() => site.closeAll());

  it("falls back to plain requests where sockets are blocked, in both directions", async () => {
    const client = await site.open(site.kim, { prepare: blockSockets });
    const counsellor = await site.open(site.ana);
    await write(client, "From behind a strict network");
    await counsellor.getByText("From behind a strict network").waitFor();
    await write(counsellor, "I can read you");
    await client.getByText("I can read you").waitFor();
    await counsellor.getByText("Seen").waitFor();
    expect(await client.locator(".message[data-seq]").count()).to.equal(2);
    expect(await MessageModel.countDocuments()).to.equal(2);
    await client.getByRole("button", { name: "Withdraw" }).click();
    await client.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
    await counsellor.getByText("Withdrawn", { exact: true }).waitFor();
    await client.getByText("Withdrawn", { exact: true }).waitFor();
  }).timeout(150_000);

  it("counts and shows new messages in a hidden page where sockets are blocked", async () => {
    // On a busy machine the page may have asked before the other one is open.
    let polled: Promise<unknown> | undefined;
    const client = await site.open(site.kim, {
      prepare: async (context) => {
        polled = context.waitForEvent("response", { predicate: (response) => /changes/.test(response.url()) });
        await context.clock.install();
        await context.addInitScript(() => Object.defineProperty(document, "hidden", { value: true }));
        await blockSockets(context);
      },
    });
    const counsellor = await site.open(site.ana);
    await client.clock.fastForward(1000);
    await polled;
    await write(counsellor, "While you were away");
    await client.clock.fastForward(60_000);
    await client.getByText("While you were away").waitFor();
    await client.waitForFunction(() => document.title.startsWith("(1)"));
  }).timeout(150_000);

  it("falls back to plain requests where sockets open but carry nothing, and says when those fail too", async () => {
    const context = await site.newContext({ as: site.kim });
    let opened = (): void => undefined;
    await context.clock.install();
    await context.routeWebSocket(/./, (socket) => socket.onMessage(() => opened()));
    const client = await context.newPage();
    const asked = new Promise<void>((resolve) => (opened = resolve));
    await client.goto(site.path);
    await client.route("**/conversations/**", (route) => route.abort());
    await asked;
    await write(client, "Into a void");
    const lost = client.getByText("Connection lost.");
    await client.clock.fastForward(ANSWER_MS);
    await lost.waitFor();
    await new Promise<void>((resolve) => (opened = resolve));
    expect(await lost.isVisible()).to.equal(true);

    await client.unroute("**/conversations/**");
    await client.clock.fastForward(POLL_MS);
    await client.locator(".message[data-seq]").getByText("Into a void").waitFor();
    await lost.waitFor({ state: "hidden" });
    const counsellor = await site.open(site.ana);
    await write(counsellor, "I can read you");
    await counsellor.getByText("Sent", { exact: true }).waitFor();
    await client.clock.fastForward(POLL_MS);
    await client.getByText("I can read you").waitFor();
    expect(await MessageModel.countDocuments()).to.equal(2);
  }).timeout(150_000);

  it("withdraws a message over a connection that died silently, and says so while nothing comes through", async () => {
    const context = await site.newContext({ as: site.kim });
    let isDead = false;
    await context.routeWebSocket(/./, (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((message) => isDead || server.send(message));
      server.onMessage((message) => isDead || socket.send(message));
    });
    const client = await context.newPage();
    await client.goto(site.path);
    const counsellor = await site.open(site.ana);
    await write(client, "A slip");
    await counsellor.getByText("A slip").waitFor();
    isDead = true;
    await client.route("**/withdraw", (route) => route.abort());
    await client.getByRole("button", { name: "Withdraw" }).click();
    await client.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
    const words = client.getByText("Not withdrawn yet. We will withdraw it as soon as the connection is back.");
    await words.waitFor();
    await client.unroute("**/withdraw");
    await counsellor.getByText("Withdrawn", { exact: true }).waitFor();
    await words.waitFor({ state: "detached" });
  }).timeout(150_000);

  it("shows a withdrawn message as withdrawn, even if its older row arrives later", async () => {
    const context = await site.newContext({ as: site.ana });
    const late: (() => void)[] = [];
    await context.routeWebSocket(/./, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => {
        const pass = (): void => socket.send(message);
        if (String(message).includes("A slip")) late.push(pass);
        else pass();
        if (String(message).includes('"conversation.changed"')) late.forEach((passLate) => passLate());
      });
    });
    const counsellor = await context.newPage();
    await counsellor.goto(site.path);
    const client = await site.open(site.kim);
    await write(client, "A slip");
    await client.getByRole("button", { name: "Withdraw" }).click();
    await client.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
    await client.getByText("Withdrawn", { exact: true }).waitFor();
    await write(client, "What I meant");
    await counsellor.getByText("What I meant").waitFor();
    const texts = counsellor.locator(".message[data-seq] .message-body");
    expect(await texts.allTextContents()).to.deep.equal(["Withdrawn", "What I meant"]);
    expect(late).to.have.length(1);
  }).timeout(150_000);
});
