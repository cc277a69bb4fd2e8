import { expect } from "chai";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { becomeClient } from "../../src/clients/become-client.js";
import { AddendumModel } from "../../src/notes/addendum-model.js";
import { AttachmentModel } from "../../src/notes/attachment-model.js";
import { NoteModel } from "../../src/notes/note-model.js";
import { stayInRoom } from "../support/attend.js";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { fill, press } from "../support/keyboard.js";
import { join, openSession, spoken, type OpenSession } from "../support/room-browsers.js";

const WEEK_MS = 7 * 24 * 60 * 60_000;
const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

describe("A counsellor's day by keyboard: dashboard, session, signed record, and the next session accepted", () => {
  let site: BrowserSite;
  let session: OpenSession;
  let picture: Buffer;

  before(async () => {
    site = await startBrowserSite();
    const side = { width: 40, height: 40, channels: 3 as const, background: "teal" };
    picture = await sharp({ create: side }).png().toBuffer();
  });
  after(() => site.stop());
  beforeEach(async () => {
    session = await openSession(site);
    const { clientId, counsellorId } = await AppointmentModel.findById(session.id).orFail().lean();
    await becomeClient({ clientId, counsellorId }, site.clock.now());
  });
  afterEach(() => site.closeAll());

  for (const width of [360, 1280]) {
    it(`works at ${width} px`, async () => {
      const ana = await session.asAna({ width });
      await ana.goto("/dashboard");
      const kim = await session.asKim({ width });
      await join(kim, "Text");
      await meet(ana, kim);
      await writeRecord(ana);
      await sign(ana);
      await offerNextWeek(ana);
      await accept(kim);
      await check();
    }).timeout(120_000);
  }

  async function meet(ana: Page, kim: Page): Promise<void> {
    await ana.locator("[data-waiting]", { hasText: "Kim Weiss is waiting for you." }).waitFor();
    await go(ana, "Join session");
    await ana.getByRole("radio", { name: "Text" }).press("Space");
    await press(ana, "Join session");
    await spoken(kim, "Ana Moreno is here.");
    const live = await AppointmentModel.findOne({ status: "live" }).orFail().lean();
    await stayInRoom(site, String(live._id), 3);
    await press(ana, "End session");
    await ana.getByRole("dialog").getByRole("button", { name: "End session" }).press("Enter");
    for (const page of [ana, kim]) await page.getByRole("heading", { name: "The session has ended." }).waitFor();
  }

  async function writeRecord(ana: Page): Promise<void> {
    await go(ana, "Back to the appointment");
    await go(ana, "Session note");
    await ana.locator("[data-note] textarea").focus();
    await ana.keyboard.type("## Plan\nBegin the diary.");
    await ana.locator("[data-note-state]", { hasText: "Saved" }).waitFor();
    await ana.getByLabel("Files").setInputFiles([
      { name: "diary.pdf", mimeType: "application/pdf", buffer: PDF },
      { name: "drawing.png", mimeType: "image/png", buffer: picture },
    ]);
    if (await ana.getByRole("button", { name: "Attach" }).isVisible()) await press(ana, "Attach");
    await ana.getByRole("link", { name: "drawing.png" }).waitFor();
    await ana.getByRole("link", { name: "diary.pdf" }).waitFor();
  }

  async function sign(ana: Page): Promise<void> {
    await go(ana, "Review and sign");
    await go(ana, "Sign and lock");
    await fill(ana, "Addendum", "They rang to say that they will be late next time.");
    await go(ana, "Sign and add");
    await ana.getByText("They rang to say").waitFor();
  }

  async function offerNextWeek(ana: Page): Promise<void> {
    await go(ana, "Back to the session");
    await go(ana, "Offer the same time next week");
    await ana.getByText("You offered Kim Weiss this time.").waitFor();
  }

  async function accept(kim: Page): Promise<void> {
    await kim.goto("/appointments");
    await go(kim, "Answer");
    await kim.getByRole("button", { name: /^Accept and pay/ }).press("Enter");
    await kim.waitForURL("**/checkout");
    await kim.getByLabel("Card number").fill("4242 4242 4242 4242");
    await kim.getByLabel("Expires").fill("04/29");
    await kim.getByLabel("Security code").fill("123");
    await kim.getByRole("button", { name: /^Pay/ }).press("Enter");
    await kim.waitForURL(/booked=1/);
  }

  async function check(): Promise<void> {
    const next = { startsAt: new Date(session.startsAt.getTime() + WEEK_MS), status: "booked" as const };
    const [record, files, addenda, booked] = await Promise.all([
      NoteModel.findOne({ appointmentId: session.id, kind: "record" }).orFail().lean(),
      AttachmentModel.countDocuments({ appointmentId: session.id }),
      AddendumModel.countDocuments({ noteId: (await NoteModel.findOne({ appointmentId: session.id }).orFail())._id }),
      AppointmentModel.countDocuments(next),
    ]);
    expect(record.signed).to.have.property("name", "Ana Moreno");
    expect([files, addenda, booked]).to.deep.equal([2, 1, 1]);
  }
});

/** Presses a button or a link, and waits for the page that it leads to. */
async function go(page: Page, words: string): Promise<void> {
  const next = page.waitForEvent("load");
  await press(page, words);
  await next;
}
