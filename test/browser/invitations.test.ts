import { expect } from "chai";
import type { Page } from "playwright-core";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { fill, press } from "../support/keyboard.js";
import { makeCounsellor, PASSWORD } from "../support/people.js";
import { until } from "../support/soon.js";

describe("An invitation, at 320 px and by keyboard", () => {
  let site: BrowserSite;
  before(async () => (site = await startBrowserSite()));
  after(() => site.stop());

  it("leads from the counsellor's list by a mail to an account, and back to the list", async () => {
    const ana = await makeCounsellor({ name: "Ana Moreno" });
    const [hers, theirs] = [await (await site.newContext({ width: 320, as: ana })).newPage(), await newPage()];
    await hers.goto("/clients");
    await fill(hers, "Their e-mail", "kim@example.org");
    await press(hers, "Send invitation");
    await hers.getByText("The invitation is on its way.").first().waitFor();
    await press(hers, "1 invitation not accepted yet");
    await hers.getByText("kim@example.org", { exact: true }).waitFor();

    await theirs.goto(await linkInOutbox(hers));
    await theirs.getByRole("heading", { name: "Ana Moreno invites you" }).waitFor();
    await fill(theirs, "Name", "Kim Weiss");
    await fill(theirs, "Password", PASSWORD);
    await press(theirs, "Create account and accept");
    await theirs.getByRole("heading", { name: "You are connected" }).waitFor();
    await press(theirs, "Write a message");
    await theirs.getByText("Ana Moreno").first().waitFor();

    await hers.goto("/clients");
    await press(hers, "Kim Weiss");
    await hers.getByRole("heading", { name: "Kim Weiss", exact: true }).waitFor();
    expect(await hers.getByRole("main").innerText()).to.contain("Your client since");
  }).timeout(120_000);

  const newPage = async (): Promise<Page> => (await site.newContext({ width: 320 })).newPage();
});

/** The path of the link in the mail that a trial site keeps. */
async function linkInOutbox(page: Page): Promise<string> {
  let link: string | undefined;
  await until("the mail in the outbox", async () => {
    await page.goto("/outbox");
    link = /http\S+(\/invitation\/\S+)/.exec(await page.getByRole("main").innerText())?.[1];
    return link !== undefined;
  });
  return link!;
}
