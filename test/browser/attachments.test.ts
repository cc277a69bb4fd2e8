import { expect } from "chai";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { demoPdf, pdfOf } from "../../src/demo/demo-pdf.js";
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

  it("show a PDF in a frame that can read neither the page around it nor the site, and load its viewer only then", async () => {
    const page = await (await site.newContext({ width: 360, as: ana })).newPage();
    const viewer: string[] = [];
    page.on("request", (request) => {
      if (/\/build\/pdf-|pdf-frame/.test(request.url())) viewer.push(request.url());
    });
    await page.goto(note);
    await page
      .getByLabel("Files")
      .setInputFiles([{ name: "letter.pdf", mimeType: "application/pdf", buffer: demoPdf(["Dear Ana"]) }]);
    await page.getByRole("button", { name: "Attach", exact: true }).click();
    await page.getByRole("link", { name: "letter.pdf" }).waitFor();
    expect(viewer).to.deep.equal([]);

    await page.getByRole("link", { name: "letter.pdf" }).click();
    const inside = page.frameLocator("iframe[title='letter.pdf']");
    await inside.getByRole("img", { name: "Page 1 of 1. Dear Ana" }).waitFor();
    const frame = page.frames().find((each) => each.url().endsWith("/pdf-frame"))!;
    const dark = await frame.evaluate(() => {
      const canvas = document.querySelector("canvas")!;
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((value, at) => at % 4 === 0 && value < 128).length;
    });
    expect(dark, "dark pixels of the letters").to.be.above(20);
    const reached = await frame.evaluate(async () => {
      const attempts: (() => unknown)[] = [
        () => window.parent.document.title,
        () => document.cookie,
        () => localStorage.length,
      ];
      const results = attempts.map((attempt) => {
        try {
          return `reached ${String(attempt())}`;
        } catch (error) {
          return (error as Error).name;
        }
      });
      const fetched = await fetch("/dashboard").then(
        ({ status }) => `reached ${status}`,
        (error: Error) => error.name,
      );
      return [self.origin, ...results, fetched];
    });
    expect(reached).to.deep.equal(["null", "SecurityError", "SecurityError", "SecurityError", "TypeError"]);
    expect(await findings(page)).to.deep.equal([]);
  }).timeout(150_000);

  it("show the letters of a Chinese PDF without fonts of its own, with the tables that it needs and no others", async () => {
    const page = await (await site.newContext({ width: 360, as: ana })).newPage();
    const tables: string[] = [];
    page.on("response", (answer) => {
      if (answer.url().includes("/pdf-tables-")) tables.push(`${answer.url().split("/").at(-1)} ${answer.status()}`);
    });
    await page.goto(note);
    await page
      .getByLabel("Files")
      .setInputFiles([{ name: "chinese.pdf", mimeType: "application/pdf", buffer: chinesePdf("\u4f60\u597d") }]);
    await page.getByRole("button", { name: "Attach", exact: true }).click();
    await page.getByRole("link", { name: "chinese.pdf" }).click();
    const inside = page.frameLocator("iframe[title='chinese.pdf']");
    await inside.getByRole("img", { name: "Page 1 of 1. \u4f60\u597d" }).waitFor();
    expect(tables.sort()).to.deep.equal(["Adobe-GB1-UCS2.bcmap 200", "UniGB-UCS2-H.bcmap 200"]);
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

/** A PDF that names its letters by their codes and counts on the reader's device for the font. */
function chinesePdf(text: string): Buffer {
  const codes = [...text].map((letter) => letter.charCodeAt(0).toString(16)).join("");
  const drawing = `BT /F1 40 Tf 56 700 Td <${codes}> Tj ET`;
  const system = "<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>";
  return pdfOf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
    `<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo ${system} /FontDescriptor 7 0 R >>`,
    "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
  ]);
}
