import { expect } from "chai";
import type { Page } from "playwright-core";
import { AppointmentModel, type Appointment } from "../../src/appointments/appointment-model.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { ChargeModel } from "../../src/payments/charge-model.js";
import { actorOf, wanted } from "../support/booking.js";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { noWakeUps } from "../support/no-wake-ups.js";
import { makeClient, makeCounsellor, type TestPerson } from "../support/people.js";

const DAY_MS = 24 * 60 * 60_000;

describe("Checkout in a browser", function () {
  this.timeout(60_000);
  let site: BrowserSite;
  let counsellor: TestPerson;
  let client: TestPerson;
  let page: Page;

  before(async () => {
    site = await startBrowserSite({ replace: { wakeUps: noWakeUps } });
    counsellor = await makeCounsellor();
    client = await makeClient();
    const context = await site.newContext({ width: 360, as: client });
    // A phone whose clock is four minutes ahead.
    await context.addInitScript("const now = Date.now; Date.now = () => now() + 240_000;");
    page = await context.newPage();
  });
  after(() => site.stop());

  /** Holds ten o'clock UTC on the day after tomorrow or later. */
  async function hold(days: number): Promise<Appointment> {
    const startsAt = new Date((Math.floor(Date.now() / DAY_MS) + days) * DAY_MS + 10 * 60 * 60_000).toISOString();
    return placeHold(site.services, actorOf(client), wanted(counsellor, startsAt));
  }

  it("counts down the server's remaining time, whatever the phone's clock shows, and continues at the end", async () => {
    const { _id, holdId } = await hold(2);
    await page.goto(`/appointments/${String(holdId)}/checkout`);
    expect(await page.locator("[data-seconds-left]").textContent()).to.match(/^(10:00|9:\d\d)$/);
    const deadlineAt = new Date(site.clock.now().getTime() + 3000);
    await AppointmentModel.updateOne({ _id }, { $set: { deadlineAt } });
    await page.reload();
    await page.getByRole("heading", { name: "Your hold has expired" }).waitFor();
    await page.getByText("All free times of").waitFor();
  });

  it("pays once for a double click, and leads back to the session", async () => {
    const { _id, holdId } = await hold(3);
    await fillIn(String(holdId), "4242 4242 4242 4242");
    await page.getByRole("button", { name: /^Pay & Book/ }).dblclick();
    await page.getByText("is booked").waitFor();
    expect(await ChargeModel.countDocuments({ key: new RegExp(`^${String(_id)}`) })).to.equal(1);
    await page.goBack();
    await page.waitForURL(`**/appointments/${String(_id)}`);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).to.contain("Session with");
  });

  it("continues by itself once a slow bank is done", async () => {
    const { _id, holdId } = await hold(4);
    await fillIn(String(holdId), "4000 0000 0000 0077");
    await page.getByRole("button", { name: /^Pay & Book/ }).click();
    await page.getByRole("heading", { name: "Your payment is being confirmed" }).waitFor();
    await ChargeModel.updateMany({ status: "processing" }, { $set: { approvedFrom: site.clock.now() } });
    await page.waitForURL(`**/appointments/${String(_id)}?booked=1`, { timeout: 8000 });
  });

  it("adds the slash of the expiry while it is typed, without moving the caret", async () => {
    const { holdId } = await hold(5);
    await page.goto(`/appointments/${String(holdId)}/checkout`);
    const expiry = page.getByLabel("Expires");
    expect(await expiry.getAttribute("inputmode")).to.equal("numeric");
    await expiry.pressSequentially("0499");
    expect(await expiry.inputValue()).to.equal("04/99");
    for (let typed = 0; typed < 4; typed += 1) await expiry.press("ArrowLeft");
    await expiry.press("Delete");
    await expiry.pressSequentially("5");
    expect(await expiry.inputValue()).to.equal("05/99");
    expect(await expiry.evaluate((field: HTMLInputElement) => field.selectionStart)).to.equal(2);
    for (let typed = 0; typed < 3; typed += 1) await expiry.press("End").then(() => expiry.press("Backspace"));
    expect(await expiry.inputValue()).to.equal("05");
  });

  async function fillIn(holdId: string, cardNumber: string): Promise<void> {
    await page.goto(`/appointments/${holdId}/checkout`);
    await page.getByLabel("Card number").fill(cardNumber);
    await page.getByLabel("Expires").pressSequentially("1299");
    await page.getByLabel("Security code").fill("123");
  }
});
