import { expect } from "chai";
import sharp from "sharp";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("A counsellor's photo", () => {
  let site: TestSite;
  let ana: TestPerson;
  let reader: Reader;
  before(async () => {
    site = await startTestSite();
    ana = await makeCounsellor();
    reader = await signedIn(site, ana);
  });
  after(() => site.stop());

  const upload = async (bytes: Buffer, name = "me.jpg"): Promise<Page> => {
    const body = await emptyUpload(reader);
    body.set("photo", new Blob([new Uint8Array(bytes)]), name);
    return reader.request("/profile/photo", { method: "POST", body });
  };
  const bytesAt = async (address: string): Promise<Buffer> =>
    Buffer.from(await (await fetch(new URL(address, site.url))).arrayBuffer());

  /** Red on the left and blue on the right as stored, which is red on top once turned upright. */
  const sideways = async (): Promise<Buffer> => {
    const half = (colour: string) =>
      sharp({ create: { width: 300, height: 400, channels: 3, background: colour } })
        .png()
        .toBuffer();
    return sharp({ create: { width: 600, height: 400, channels: 3, background: "white" } })
      .composite([
        { input: await half("red"), left: 0, top: 0 },
        { input: await half("blue"), left: 300, top: 0 },
      ])
      .jpeg()
      .withMetadata({ orientation: 6, exif: { IFD0: { Artist: "Someone private" } } })
      .toBuffer();
  };

  it("is turned upright, cut square, small, in two sizes, with nothing else of the file", async () => {
    const page = await upload(await sideways());
    expect(page.text).to.contain("Your profile is saved");
    const { photo } = await CounsellorModel.findById(ana.id).orFail().lean();
    for (const [reference, side] of [
      [photo?.small, 128],
      [photo?.large, 224],
    ] as const) {
      const bytes = await bytesAt(`/photos/${reference}`);
      const { format, width, height, exif, orientation } = await sharp(bytes).metadata();
      expect({ format, width, height, exif, orientation }).to.deep.equal({
        format: "webp",
        width: side,
        height: side,
        exif: undefined,
        orientation: undefined,
      });
      expect(bytes.includes("Someone private")).to.equal(false);
      expect(bytes.length).to.be.lessThan(5000);
      const [top] = [
        ...(await sharp(bytes)
          .extract({ left: side / 2, top: 4, width: 1, height: 1 })
          .raw()
          .toBuffer()),
      ];
      expect(top, "red is on top").to.be.greaterThan(150);
    }
    const card = await site.newReader().get("/counsellors");
    expect(card.html).to.contain(`src="/photos/${photo?.small}"`);
  });

  it("is taken in place where htmx sends it, so that nothing typed beside it is lost", async () => {
    const headers = { "HX-Request": "true", "HX-Request-Type": "partial" };
    const send = async (bytes: Buffer): Promise<Page> => {
      const body = await emptyUpload(reader);
      body.set("photo", new Blob([new Uint8Array(bytes)]), "me.jpg");
      return reader.request("/profile/photo", { method: "POST", body, headers });
    };
    const taken = await send(await sideways());
    expect(taken.status).to.equal(200);
    expect(taken.html).not.to.contain("<html").and.not.to.contain('name="approach"');
    expect(taken.text).to.contain("Your photo is saved.");
    expect((await send(Buffer.from("no photo"))).document.getElementById("field-photo-error")).not.to.equal(null);
  });

  it("replaces the earlier one and deletes its files", async () => {
    const before = (await CounsellorModel.findById(ana.id).orFail().lean()).photo;
    await upload(
      await sharp(await sideways())
        .png()
        .toBuffer(),
      "new.png",
    );
    expect((await fetch(new URL(`/photos/${before?.small}`, site.url))).status).to.equal(404);
    expect(await site.services.files.get(before?.small ?? "")).to.equal(null);
    await reader.submit(await reader.get("/profile"), "form[action='/profile/photo/remove']");
    expect((await CounsellorModel.findById(ana.id).orFail().lean()).photo).to.equal(undefined);
  });

  it("is refused with a reason when it is no photo, or too small", async () => {
    const text = await upload(Buffer.from("<svg onload=alert(1)></svg>"));
    expect(text.status).to.equal(422);
    expect(text.text).to.contain("This file is something else");
    const cut = (await sideways()).subarray(0, 900);
    expect((await upload(cut)).text).to.contain("cannot be opened");
    const tiny = await sharp({ create: { width: 60, height: 900, channels: 3, background: "red" } })
      .png()
      .toBuffer();
    expect((await upload(tiny)).text).to.contain("at least 200 by 200 pixels. This one has 60 by 900.");
    const none = await reader.request("/profile/photo", { method: "POST", body: await emptyUpload(reader) });
    expect(none.text).to.contain("Please choose a photo");
  });

  it("opens nothing but photos, and hides with its profile", async () => {
    const sealed = await site.services.files.put(Buffer.from("an attachment, sealed"));
    expect((await fetch(new URL(`/photos/${sealed}`, site.url))).status).to.equal(404);
    await upload(await sideways());
    const { photo } = await CounsellorModel.findById(ana.id).orFail().lean();
    await CounsellorModel.updateOne({ _id: ana.id }, { $set: { published: false } });
    expect((await fetch(new URL(`/photos/${photo?.large}`, site.url))).status).to.equal(404);
    expect((await reader.get(`/photos/${photo?.large}`)).status).to.equal(200);
  });
});

async function emptyUpload(reader: Reader): Promise<FormData> {
  const body = new FormData();
  body.set("_csrf", await reader.csrfToken("/profile"));
  return body;
}
