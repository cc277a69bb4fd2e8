import { expect } from "chai";
import type { Page } from "playwright-core";
import { createLog } from "../../src/platform/log.js";
import { createSmtpMailer } from "../../src/platform/mailer-smtp.js";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { findings } from "../support/findings.js";
import { fill, press } from "../support/keyboard.js";
import { startMailServer, type MailServer } from "../support/mail-server.js";
import { FROM } from "../support/notices-site.js";
import { makeClient } from "../support/people.js";

const NEW = "a quiet afternoon";

describe("From a forgotten password back in", () => {
  let site: BrowserSite;
  let server: MailServer;

  before(async () => {
    server = await startMailServer();
    const mailer = createSmtpMailer(server.url, FROM, createLog("silent"));
    site = await startBrowserSite({ replace: { mailer } });
  });
  after(async () => {
    await site.stop();
    await server.stop();
  });

  for (const javaScript of [true, false]) {
    it(`by keyboard at 320 px, ${javaScript ? "with" : "without"} JavaScript`, async () => {
      const client = await makeClient();
      const page = await (await site.newContext({ width: 320, javaScript })).newPage();
      const look = async (): Promise<void> => {
        if (javaScript) expect(await findings(page), page.url()).to.deep.equal([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).to.be.at.most(320);
      };
      await page.goto("/sign-in");
      await press(page, "Forgot your password?");
      await page.waitForURL("**/forgot-password");
      await look();
      await fill(page, "E-mail", "not an address");
      await press(page, "Send the link");
      await page.getByRole("alert").getByText("Please enter an e-mail address").waitFor();
      await fill(page, "E-mail", client.email);
      await press(page, "Send the link");
      await page.getByRole("heading", { name: "Check your e-mail" }).waitFor();
      await look();

      await server.holds(javaScript ? 1 : 3);
      await open(page, server.to(client)[0]?.parts.get("text/plain"));
      await look();
      await fill(page, "New password", "short");
      await press(page, "Change password");
      await page.locator(".field-error").getByText("at least 10 characters").waitFor();
      await look();
      await fill(page, "New password", NEW);
      await press(page, "Change password");
      await page.getByText("Your password has changed").waitFor();
      await fill(page, "E-mail", client.email);
      await fill(page, "Password", NEW);
      await press(page, "Sign in");
      await page.waitForURL("**/appointments");
      await server.holds(javaScript ? 2 : 4);

      await open(page, server.to(client)[0]?.parts.get("text/plain"));
      await page.getByRole("heading", { name: "This link has been used" }).waitFor();
      await look();
    }).timeout(120_000);
  }

  /** Opens the link of a mail on this site, which is not where the mail says. */
  async function open(page: Page, text = ""): Promise<void> {
    await page.goto(/\/reset-password\/\S+/.exec(text)?.[0] ?? "/no-link");
  }
});
