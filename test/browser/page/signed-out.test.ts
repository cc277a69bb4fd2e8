import { expect } from "chai";
import type { Page } from "playwright-core";
import { MessageModel } from "../../../src/conversations/message-model.js";
import { blockSockets, startConversationSite, write, type ConversationSite } from "../../support/conversation-site.js";
import { PASSWORD } from "../../support/people.js";

describe("A conversation after signing out elsewhere", () => {
  let site: ConversationSite;
  before(async () => (site = await startConversationSite()));
  after(() => site.stop());
  beforeEach(() => site.forgetMessages());
  afterEach(() => site.closeAll());

  const signInAgain = async (page: Page): Promise<void> => {
    await page.waitForURL("**/sign-in?*");
    await page.getByLabel("E-mail").fill(site.kim.email);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  };

  it("keeps further messages, says so, and sends them after signing in again", async () => {
    const client = await site.open(site.kim, { prepare: blockSockets });
    await write(client, "While signed in");
    await client.locator(".message[data-seq]").getByText("While signed in").waitFor();
    // Until it has written, the page cannot find out.
    await client.route("**/conversations/**", (route) => route.abort());
    const elsewhere = await client.context().newPage();
    await elsewhere.goto("/conversations");
    await elsewhere.getByRole("button", { name: "Sign out" }).click();
    await elsewhere.getByRole("link", { name: "Sign in", exact: true }).waitFor();
    await write(client, "Signed out");
    await client.unroute("**/conversations/**");
    await client.getByText("Saved here. It will be sent when you sign in again.").waitFor();
    await client.getByText("You are signed out.").waitFor();
    await write(client, "And after that");
    await client.waitForURL("**/sign-in?*");
    expect(await MessageModel.countDocuments()).to.equal(1);
    await signInAgain(client);
    const texts = client.locator(".message[data-seq] .message-body");
    await texts.nth(2).waitFor();
    expect(await texts.allTextContents()).to.deep.equal(["While signed in", "Signed out", "And after that"]);
    expect(await MessageModel.countDocuments()).to.equal(3);
    expect(await client.getByLabel("Message", { exact: true }).inputValue()).to.equal("");
  }).timeout(150_000);

  it("brings back a text after signing in again when nothing else waited", async () => {
    const client = await site.open(site.kim);
    const elsewhere = await client.context().newPage();
    await elsewhere.goto("/conversations");
    await elsewhere.getByRole("button", { name: "Sign out" }).click();
    await client.getByText("You are signed out.").waitFor();
    await write(client, "After that");
    await signInAgain(client);
    expect(await client.getByLabel("What you wrote").inputValue()).to.equal("After that");
    expect(await MessageModel.countDocuments()).to.equal(0);
  }).timeout(150_000);
});
