import { expect } from "chai";
import type { Page } from "playwright-core";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { stayInRoom } from "../support/attend.js";
import { signInOn, startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { makeCounsellor, type TestPerson } from "../support/people.js";

const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

describe("From registration to history, in two browsers", () => {
  let site: BrowserSite;
  let ana: TestPerson;

  before(async () => {
    site = await startBrowserSite();
    ana = await makeCounsellor({ name: "Ana Moreno", slug: "ana-moreno" });
  });
  after(() => site.stop());

  it("brings a client and a counsellor together", async () => {
    const clientContext = await site.newContext({ width: 390 });
    const client = await clientContext.newPage();
    await register(client, "Kim Weiss", "kim@example.org");
    await bookFirstFreeTime(client);

    const counsellor = await signInOn(await site.newContext(), ana);
    await counsellor
      .getByRole("link", { name: /\d\d:\d\d/ })
      .first()
      .click();
    await counsellor.getByRole("heading", { name: "Session with Kim Weiss" }).waitFor();

    await writeToEachOther(client, counsellor);
    await moveToStart(site);
    await meet(site, client, counsellor);
    await endSession(counsellor, client);
    await keepNote(counsellor, client);
  }).timeout(300_000);

  it("works without JavaScript up to the room", async () => {
    const context = await site.newContext({ javaScript: false, width: 360 });
    const client = await context.newPage();
    await register(client, "Lou Berg", "lou@exmaple.org", "Europe/Berlin");
    await bookFirstFreeTime(client, "lou@example.org");
    await client.getByRole("textbox", { name: "Message" }).fill("Hello from a very old phone");
    await client.getByRole("button", { name: "Send" }).click();
    await client.getByText("Hello from a very old phone").waitFor();
    await client.getByRole("link", { name: "Session room" }).click();
    expect(await client.getByRole("main").innerText()).to.match(/opens/i);
  }).timeout(150_000);
});

/** Chooses the time zone where no script can tell it. */
async function register(page: Page, name: string, email: string, zone?: string): Promise<void> {
  await page.goto("/");
  await page.getByRole("link", { name: "Register" }).first().click();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill("a quiet afternoon");
  if (zone) await page.getByLabel("Time zone").selectOption(zone);
  await page
    .getByRole("main")
    .getByRole("button", { name: /register|create/i })
    .click();
  await page.waitForURL("**/welcome/you");
}

/** With `corrected`, the address was mistyped when its owner registered. */
async function bookFirstFreeTime(page: Page, corrected?: string): Promise<void> {
  await page.goto("/counsellors");
  await page.getByText("Helps with", { exact: true }).click();
  await page.getByRole("checkbox", { name: "Anxiety and worry" }).check();
  await page.getByRole("button", { name: /search|show/i }).click();
  await page.getByRole("link", { name: "Ana Moreno" }).click();
  await page
    .getByRole("link", { name: /\d free/ })
    .first()
    .click();
  await page
    .getByRole("link", { name: /^\d\d:\d\d/ })
    .first()
    .click();
  await page.getByRole("button", { name: "Book" }).click();
  await confirmEmail(page, corrected);
  await page.getByRole("heading", { name: "Pay & Book" }).waitFor();
  await page.getByLabel("Card number").fill("4242 4242 4242 4242");
  await page.getByLabel("Expires").fill("12/99");
  await page.getByLabel("Security code").fill("123");
  await page.getByRole("button", { name: /Pay & Book/ }).click();
  await page.getByRole("heading", { name: "Session with Ana Moreno" }).waitFor();
}

async function confirmEmail(page: Page, corrected?: string): Promise<void> {
  await page.getByRole("heading", { name: "Confirm your e-mail address" }).waitFor();
  if (corrected) {
    await page.getByLabel(/Is the address wrong/).fill(corrected);
    await page.getByRole("button", { name: "Send the e-mail to this address" }).click();
    await page.getByText(`We have sent an e-mail to ${corrected}`).waitFor();
  }
  const [, code = ""] = /here is the code: (\d{6})/.exec(await page.getByRole("main").innerText()) ?? [];
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Confirm", exact: true }).click();
}

async function writeToEachOther(client: Page, counsellor: Page): Promise<void> {
  await client.getByRole("textbox", { name: "Message" }).fill("I am a little nervous.");
  await client.getByRole("button", { name: "Send" }).click();
  await counsellor.getByText("I am a little nervous.").waitFor();
  await counsellor.getByRole("textbox", { name: "Message" }).fill("That is quite all right.");
  await counsellor.getByRole("button", { name: "Send" }).click();
  await client.getByText("That is quite all right.").waitFor();
  await client.reload();
  for (const text of ["I am a little nervous.", "That is quite all right."]) {
    expect(await client.getByText(text).count()).to.equal(1);
  }
}

/** Moves the site to the moment at which the latest booking starts. */
async function moveToStart(site: BrowserSite): Promise<void> {
  const { startsAt } = await AppointmentModel.findOne({ status: "booked" }).sort({ _id: -1 }).orFail().lean();
  site.clock.moveTo(startsAt);
}

async function meet(site: BrowserSite, client: Page, counsellor: Page): Promise<void> {
  for (const page of [client, counsellor]) {
    await page.reload();
    await page.getByRole("link", { name: "Join session" }).click();
    await page.getByRole("button", { name: "Join session" }).click();
  }
  for (const page of [client, counsellor]) {
    await page.waitForFunction(() => {
      const remote = document.querySelector<HTMLElement>("[data-frames-decoded]");
      return Number(remote?.dataset.framesDecoded ?? 0) > 10;
    });
  }
  const live = await AppointmentModel.findOne({ status: "live" }).orFail().lean();
  await stayInRoom(site, String(live._id), 3);
  await client.getByLabel(/message/i).fill("Can you hear me?");
  await client.getByRole("button", { name: "Send" }).click();
  await counsellor.getByText("Can you hear me?").waitFor();
}

async function endSession(counsellor: Page, client: Page): Promise<void> {
  await counsellor
    .getByRole("button", { name: /end session/i })
    .first()
    .click();
  await counsellor.getByRole("dialog").getByRole("button", { name: /end/i }).click();
  await client
    .getByText(/session (has )?ended|is over/i)
    .first()
    .waitFor();
  for (const page of [client, counsellor]) {
    await page.goto("/appointments");
    await page.getByRole("region", { name: "History" }).getByText("Completed").first().waitFor();
    expect(await page.getByText("Can you hear me?").count()).to.equal(0);
  }
}

async function keepNote(counsellor: Page, client: Page): Promise<void> {
  await counsellor
    .getByRole("region", { name: "History" })
    .getByRole("link", { name: /\d\d:\d\d/ })
    .first()
    .click();
  await counsellor.getByRole("link", { name: "Session note" }).click();
  await counsellor.getByRole("textbox", { name: "Record" }).fill("First session. Sleeps badly.");
  await counsellor.getByRole("button", { name: "Save", exact: true }).click();
  await counsellor
    .locator("input[type=file]")
    .setInputFiles({ name: "plan.pdf", mimeType: "application/pdf", buffer: PDF });
  await counsellor.getByRole("button", { name: /attach/i }).click();
  const attachment = counsellor.getByRole("link", { name: /plan\.pdf/ });
  const address = ((await attachment.getAttribute("href")) ?? "").replace(/\/about$/, "");
  const opened = await counsellor.request.get(address);
  expect((await opened.body()).equals(PDF)).to.equal(true);

  for (const path of [address, new URL(counsellor.url()).pathname]) {
    const refused = await client.request.get(path);
    const absent = await client.request.get("/appointments/000000000000000000000000/note");
    expect(refused.status()).to.equal(404);
    expect((await refused.text()).replace(/content="[^"]*"|headers[^>]*/g, "")).to.have.length.greaterThan(0);
    expect(absent.status()).to.equal(404);
  }
}
