import { expect } from "chai";
import type { Page } from "playwright-core";
import { makeAdminLink } from "../../src/accounts/make-admin-link.js";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { fill, press } from "../support/keyboard.js";

const PASSWORD = "a quiet afternoon";
const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

describe("From an empty site to its first booking, at 320 px and by keyboard", () => {
  let site: BrowserSite;
  beforeEach(async () => (site = await startBrowserSite()));
  afterEach(() => site.stop());

  for (const javaScript of [true, false]) {
    it(`works ${javaScript ? "with" : "without"} JavaScript`, async () => {
      const open = async (): Promise<Page> => (await site.newContext({ width: 320, javaScript })).newPage();
      const owner = await open();
      await becomeAdmin(site, owner);
      await setUp(owner);
      const counsellor = await open();
      await register(counsellor, "Ida Lund", "/register?as=counsellor");
      await confirmEmail(counsellor);
      await writeProfile(counsellor);
      await setHours(counsellor);
      await askForVerification(counsellor);
      await verify(owner);
      await book(await open());
      expect(await AppointmentModel.countDocuments({ status: "booked" })).to.equal(1);
    }).timeout(180_000);
  }
});

/** Presses a button or a link, and waits for the page that it leads to. */
async function go(page: Page, words: string): Promise<void> {
  const next = page.waitForEvent("load");
  await press(page, words);
  await next;
}

async function becomeAdmin(site: BrowserSite, page: Page): Promise<void> {
  const { path } = await makeAdminLink(site.services, "owner@example.org");
  await page.goto(path);
  await fill(page, "Name", "Robin Owner");
  await fill(page, "Password", PASSWORD);
  await go(page, "Create admin account");
  await page.waitForURL("**/admin");
}

async function setUp(page: Page): Promise<void> {
  await go(page, "Setup");
  await page.getByRole("heading", { name: "Address of the site" }).waitFor();
  await go(page, "Site");
  await fill(page, "Name of the site", "Lund Counselling");
  await fill(page, "Contact address (optional)", "hello@example.org");
  await go(page, "Save settings");
  await page.getByText("Lund Counselling").first().waitFor();
}

/** Chooses the time zone as where no script can tell it. */
async function register(page: Page, name: string, path: string): Promise<void> {
  await page.goto(path);
  await fill(page, "Name", name);
  await fill(page, "E-mail", `${name.split(" ")[0]!.toLowerCase()}@example.org`);
  await fill(page, "Password", PASSWORD);
  await page.getByLabel("Time zone").selectOption("Europe/Berlin");
  await go(page, "Create account");
  await page.waitForURL(/welcome|confirm-email/);
}

async function confirmEmail(page: Page): Promise<void> {
  if (!page.url().includes("/confirm-email")) await go(page, "confirm your e-mail address");
  await page.getByRole("heading", { name: "Confirm your e-mail address" }).waitFor();
  const [, code = ""] = /here is the code: (\d{6})/.exec(await page.getByRole("main").innerText()) ?? [];
  await fill(page, "Code", code);
  await go(page, "Confirm");
  await page.getByRole("heading", { name: "Confirm your e-mail address" }).waitFor({ state: "detached" });
}

async function writeProfile(page: Page): Promise<void> {
  await go(page, "Write your profile");
  await fill(page, "Credentials", "MSc Psychology, licensed");
  await fill(
    page,
    "How you work",
    "Listening first, then small steps that fit your week and your strength. ".repeat(2),
  );
  for (const name of ["Anxiety and worry", "Video", "English"]) {
    await page.getByRole("checkbox", { name, exact: true }).press("Space");
  }
  const individual = page.getByRole("group", { name: "Individual" });
  await individual.getByLabel("Minutes").fill("50");
  await individual.getByLabel(/^Price/).fill("60");
  await go(page, "Save profile");
  await page.getByText("Your profile is saved").first().waitFor();
}

async function setHours(page: Page): Promise<void> {
  await go(page, "Dashboard");
  await go(page, "Availability");
  for (const day of ["monday", "tuesday", "wednesday", "thursday", "friday"]) {
    await page.locator(`[name="${day}.0.from"]`).fill("09:00");
    await page.locator(`[name="${day}.0.to"]`).fill("17:00");
  }
  await go(page, "Save your hours");
  await page.getByText(/saved/i).first().waitFor();
}

async function askForVerification(page: Page): Promise<void> {
  await page.goto("/profile/verification");
  await fill(page, "Who issued it", "Chamber of Psychotherapists");
  await fill(page, "Number", "4711");
  await page.getByLabel("Country").selectOption("DE");
  await go(page, "Save licence");
  for (const purpose of ["Licence or registration", "Identity (passport or identity card)"]) {
    await page.getByRole("radio", { name: purpose }).press("Space");
    await page.getByLabel("File").setInputFiles({ name: "paper.pdf", mimeType: "application/pdf", buffer: PDF });
    await go(page, "Add document");
    await page.getByText(`${purpose},`).waitFor();
  }
  await go(page, "Ask for verification");
  await page.getByText("You have asked for verification.").first().waitFor();
}

async function verify(owner: Page): Promise<void> {
  await go(owner, "Verification");
  await go(owner, "Ida Lund");
  await owner.getByLabel("What you verified").fill("Licence 4711 at the chamber");
  await go(owner, "Verify");
  await owner.getByText("Nobody is waiting to be verified.").waitFor();
}

async function book(page: Page): Promise<void> {
  await register(page, "Kim Weiss", "/register");
  await confirmEmail(page);
  await page.goto("/counsellors");
  await go(page, "Ida Lund");
  await page
    .getByRole("link", { name: /\d free/ })
    .first()
    .waitFor();
  await page
    .getByRole("link", { name: /^\d\d:\d\d/ })
    .first()
    .press("Enter");
  await page.getByRole("button", { name: "Book" }).press("Enter");
  await page.getByRole("heading", { name: "Pay & Book" }).waitFor();
  await fill(page, "Card number", "4242 4242 4242 4242");
  await fill(page, "Expires", "12/99");
  await fill(page, "Security code", "123");
  await page.getByRole("button", { name: /Pay & Book/ }).press("Enter");
  await page.getByRole("heading", { name: "Session with Ida Lund" }).waitFor();
}
