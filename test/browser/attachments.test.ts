import { expect } from "chai";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { saveNote } from "../../src/notes/save-note.js";
import { actorOf, book } from "../support/booking.js";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { findings } from "../support/findings.js";
import { makeClient, makeCounsellor, type TestPerson } from "../support/people.js";

describe("Attachments of a note, in a browser", () => {
  let site: BrowserSite;
  let ana: TestPerson;
  let kim: TestPerson;
  let note: string;

  before(async () => {
    site = await startBrowserSite();
    [ana, kim] = [await makeCounsellor(), await makeClient({ name: "Kim Weiss" })];
    const startsAt = new Date(site.clock.now().getTime() + 3 * 86_400_000);
    startsAt.setUTCHours(10, 0, 0, 0);
    const { _id } = await book(site, kim, ana, startsAt.toISOString());
    const edit = { text: "Slept better", version: 0, sitting: "a window", turn: 1, kind: "record" as const };
    await saveNote(site.services, actorOf(ana, "counsellor"), String(_id), edit);
    note = `/appointments/${String(_id)}/note`;
  });
  after(() => site.stop());

  const bring = (page: Page, name: "paste" | "drop", file: string) =>
    page.locator("h1").evaluate(
      (element, event) => {
        const data = new DataTransfer();
        data.items.add(new File(["%PDF-1.4"], event.file, { type: "application/pdf" }));
        const options = { bubbles: true, cancelable: true };
        element.dispatchEvent(
          event.name === "paste"
            ? new ClipboardEvent("paste", { ...options, clipboardData: data })
            : new DragEvent("drop", { ...options, dataTransfer: data }),
        );
      },
      { name, file },
    );

  it("are chosen by key, dropped and pasted, cancelled on their way, and shown small and large", async () => {
    const page = await (await site.newContext({ width: 320, as: ana })).newPage();
    await page.goto(note);
    const photo = await sharp({ create: { width: 900, height: 600, channels: 3, background: "#7aa" } })
      .jpeg()
      .toBuffer();
    await page.getByLabel("Files").setInputFiles([
      { name: "photo.jpg", mimeType: "image/jpeg", buffer: photo },
      { name: "text.txt", mimeType: "text/plain", buffer: Buffer.from("text") },
    ]);
    await page.getByRole("button", { name: "Attach", exact: true }).press("Enter");
    await page.getByRole("link", { name: "photo.jpg" }).waitFor();
    await page.getByText("text.txt was not attached. Please choose a PDF").waitFor();
    await page.getByRole("button", { name: "Dismiss text.txt" }).press("Enter");

    await bring(page, "drop", "dropped.pdf");
    await page.getByRole("link", { name: "dropped.pdf" }).waitFor();
    await bring(page, "paste", "pasted.pdf");
    await page.getByRole("link", { name: "pasted.pdf" }).waitFor();

    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route("**/attachments", (route) => held.then(() => route.continue().catch(() => undefined)));
    await bring(page, "drop", "slow.pdf");
    await page.getByRole("progressbar", { name: "Attaching slow.pdf" }).waitFor();
    expect(await findings(page)).to.deep.equal([]);
    await page.getByRole("button", { name: "Cancel slow.pdf" }).press("Enter");
    letGo();
    await page.unroute("**/attachments");
    await bring(page, "drop", "last.pdf");
    await page.getByRole("link", { name: "last.pdf" }).waitFor();
    expect(await page.locator(".attachment a").allTextContents()).to.deep.equal([
      "photo.jpg",
      "dropped.pdf",
      "pasted.pdf",
      "last.pdf",
    ]);
    await page.getByRole("link", { name: "photo.jpg" }).press("Enter");
    const large = page.locator(".attachment-large");
    await large.waitFor();
    expect(await large.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).to.equal(
      900,
    );
  }).timeout(150_000);

  it("have pages that pass axe and fit, as do the search, the hand-over and the log of openings", async () => {
    for (const width of [320, 1280]) {
      const page = await (await site.newContext({ width, as: ana })).newPage();
      await page.goto(note);
      const about = await page.getByRole("link", { name: "dropped.pdf" }).getAttribute("href");
      for (const address of [about!, "/notes/search", `/clients/${kim.id}/hand-over`, `/clients/${kim.id}/openings`]) {
        await page.goto(address);
        expect(await findings(page), `${address} at ${width}`).to.deep.equal([]);
      }
    }
  }).timeout(150_000);
});
