import { expect } from "chai";
import { readFile } from "node:fs/promises";
import path from "node:path";
import sharp, { type Sharp } from "sharp";
import { cleanFile, type CleanFile } from "../../src/files/clean-file.js";
import { decodeHeic } from "../../src/files/decode-heic.js";
import { PictureTooLarge } from "../../src/files/file-rules.js";
import { makeThumbnail } from "../../src/files/make-thumbnail.js";
import { withPicture } from "../../src/files/with-picture.js";
import { writeWithin } from "../../src/files/write-picture.js";
import { InvalidInput } from "../../src/platform/errors.js";
import { FILE_BYTES } from "../../src/protocol/limits.js";
import { makePhoto } from "../../src/files/make-photo.js";
import { failure } from "../support/failure.js";

const clean = (bytes: Buffer, name = "a file"): Promise<CleanFile> => cleanFile({ name, bytes });

/** Red on the left and blue on the right, 300 by 200. */
async function twoColours(): Promise<Sharp> {
  const blue = await sharp({ create: { width: 150, height: 200, channels: 3, background: "blue" } })
    .png()
    .toBuffer();
  const red = sharp({ create: { width: 300, height: 200, channels: 3, background: "red" } });
  return sharp(
    await red
      .composite([{ input: blue, left: 150, top: 0 }])
      .png()
      .toBuffer(),
  );
}

/** What a phone adds to a photo: its make, where it was, and which side is up. */
const PHONE = { IFD0: { Make: "ACME Phone" }, IFD3: { GPSLatitudeRef: "N", GPSLatitude: "48/1 12/1 0/1" } };
const byPhone = async (orientation: number): Promise<Sharp> =>
  (await twoColours()).withMetadata({ orientation, exif: PHONE });

async function colourAt(bytes: Buffer, left: number, top: number): Promise<"red" | "blue" | "neither"> {
  const [red = 0, , blue = 0] = await sharp(bytes).extract({ left, top, width: 1, height: 1 }).raw().toBuffer();
  if (red > 200 && blue < 60) return "red";
  return blue > 200 && red < 60 ? "blue" : "neither";
}

/** Where the scan of a JPEG begins. */
const scanOf = (jpeg: Buffer): number => jpeg.indexOf(Buffer.from([0xff, 0xda]));

/** A JPEG whose scan says that it ends with its first coefficient, as some phones write them. */
function withShortScan(jpeg: Buffer): Buffer {
  const copy = Buffer.from(jpeg);
  const scan = scanOf(copy);
  copy[scan + 4 + 1 + 2 * (copy[scan + 4] ?? 0) + 1] = 0;
  return copy;
}

/** A JPEG with bytes before its scan that belong to nothing. */
const withStrayBytes = (jpeg: Buffer): Buffer =>
  Buffer.concat([jpeg.subarray(0, scanOf(jpeg)), Buffer.alloc(8), jpeg.subarray(scanOf(jpeg))]);

/** A small file that claims 70 million pixels. */
const huge = (): Promise<Buffer> =>
  sharp({ create: { width: 10_000, height: 7_000, channels: 3, background: "white" }, limitInputPixels: false })
    .png()
    .toBuffer();

describe("A picture", () => {
  const fixture = (name: string): Promise<Buffer> => readFile(path.join(import.meta.dirname, name));
  const heic = (): Promise<Buffer> => fixture("phone.heic");

  for (const format of ["jpeg", "png", "webp"] as const) {
    it(`as ${format} is turned upright and keeps nothing of where and with what it was taken`, async () => {
      const original = await (await byPhone(6))[format]().toBuffer();
      expect(original.includes("ACME Phone"), "before").to.equal(true);
      const { kind, bytes } = await clean(original);
      expect(kind).to.equal(`image/${format}`);
      expect(bytes.includes("ACME Phone")).to.equal(false);
      const { width, height, exif, orientation, xmp, icc } = await sharp(bytes).metadata();
      expect({ width, height, exif, orientation, xmp, icc }).to.deep.equal({
        width: 200,
        height: 300,
        exif: undefined,
        orientation: undefined,
        xmp: undefined,
        icc: undefined,
      });
      expect([await colourAt(bytes, 100, 20), await colourAt(bytes, 100, 280)]).to.deep.equal(["red", "blue"]);
    });
  }

  it("keeps its pixels: all of them as PNG, and as JPEG as far as anyone can see", async () => {
    const noise = { type: "gaussian" as const, mean: 128, sigma: 20 };
    const made = sharp({ create: { width: 200, height: 160, channels: 3, noise, background: "black" } }).blur(2);
    const raw = (bytes: Buffer): Promise<Buffer> => sharp(bytes).raw().toBuffer();
    const png = await made.clone().png().toBuffer();
    expect((await raw((await clean(png)).bytes)).equals(await raw(png))).to.equal(true);
    const jpeg = await made.clone().jpeg({ quality: 85 }).toBuffer();
    const again = (await clean(jpeg)).bytes;
    expect((await sharp(again).metadata()).chromaSubsampling).to.equal("4:4:4");
    const [before, after] = [await raw(jpeg), await raw(again)];
    const off = before.reduce((sum, value, place) => sum + Math.abs(value - (after[place] ?? 0)), 0) / before.length;
    expect(off).to.be.lessThan(1.5);
  });

  it("that is animated stays animated", async () => {
    const frames = Buffer.concat([Buffer.alloc(20 * 20 * 3, 255), Buffer.alloc(20 * 20 * 3, 0)]);
    const raw = { width: 20, height: 40, channels: 3 as const, pageHeight: 20 };
    const moving = await sharp(frames, { raw })
      .webp({ delay: [100, 100] })
      .toBuffer();
    expect((await sharp((await clean(moving)).bytes).metadata()).pages).to.equal(2);
  });

  it("with the faults of some phones is taken, as browsers show it", async () => {
    const jpeg = await (await twoColours()).jpeg().toBuffer();
    for (const odd of [withShortScan(jpeg), withStrayBytes(jpeg)]) {
      expect(odd.equals(jpeg)).to.equal(false);
      const { bytes } = await clean(odd);
      expect([await colourAt(bytes, 20, 100), await colourAt(bytes, 280, 100)]).to.deep.equal(["red", "blue"]);
      expect((await makeThumbnail(odd)).width).to.equal(300);
      expect(await sharp((await makePhoto(odd)).large).metadata()).to.include({ width: 224, height: 224 });
    }
  });

  it("as HEIC or AVIF becomes a JPEG of the same name", async () => {
    const avif = await (await byPhone(1)).avif().toBuffer();
    for (const [name, original] of [
      ["IMG_0001.HEIC", await heic()],
      ["IMG_0001.avif", avif],
    ] as const) {
      expect(original.includes("ACME Phone"), name).to.equal(true);
      const taken = await clean(original, name);
      expect(taken).to.include({ name: "IMG_0001.jpg", kind: "image/jpeg" });
      const { width, height, format, exif } = await sharp(taken.bytes).metadata();
      expect({ width, height, format, exif }).to.deep.equal({
        width: 300,
        height: 200,
        format: "jpeg",
        exif: undefined,
      });
      const ends = [await colourAt(taken.bytes, 20, 100), await colourAt(taken.bytes, 280, 100)];
      expect(ends).to.deep.equal(["red", "blue"]);
    }
    expect(await sharp((await makePhoto(await heic())).small).metadata()).to.include({ width: 128, height: 128 });
  });

  it("as HEIC or AVIF is known by the brands that its file begins with, whatever stands elsewhere", async () => {
    const [hevc, odd] = [await heic(), await heic()];
    const avif = await (await twoColours()).avif().toBuffer();
    hevc.write("hevc", 8, "latin1");
    odd.write("avif", odd.indexOf("pict") + 4, "latin1");
    for (const one of [odd, avif]) one.write("mif1", 8, "latin1");
    for (const one of [hevc, odd, avif]) {
      const { kind, bytes } = await clean(one);
      expect(kind).to.equal("image/jpeg");
      expect([await colourAt(bytes, 20, 100), await colourAt(bytes, 280, 100)]).to.deep.equal(["red", "blue"]);
    }
  });

  it("as HEIC shrinks by whole squares of pixels, to no more than are wanted", async () => {
    const bytes = await heic();
    for (const [mostReturned, width, height] of [
      [15_000, 150, 100],
      [14_999, 100, 66],
      [3750, 75, 50],
    ] as const) {
      const { data, ...size } = await decodeHeic(bytes, { mostPixels: 60_000, mostReturned });
      expect(size).to.deep.equal({ width, height });
      const at = (left: number, top: number): number[] => [...data.subarray((top * width + left) * 3).subarray(0, 3)];
      for (const top of [0, height - 1]) {
        expect(at(0, top)[0]).to.be.greaterThan(250);
        expect(at(width - 1, top)[2]).to.be.greaterThan(250);
      }
      if (width === 75) expect(at(37, 25)[0], "where both meet").to.be.within(100, 200);
    }
    expect(await failure(decodeHeic(bytes, { mostPixels: 59_999, mostReturned: 1 }))).to.be.instanceOf(PictureTooLarge);
  });

  it("of more than 12.5 million pixels becomes half as wide and high", async () => {
    for (const [width, kept] of [
      [5000, { width: 5000, height: 2500 }],
      [5001, { width: 2501, height: 1250 }],
    ] as const) {
      const jpeg = await sharp({ create: { width, height: 2500, channels: 3, background: "red" } })
        .jpeg()
        .toBuffer();
      const { info } = await withPicture(jpeg, (picture) => picture.raw().toBuffer({ resolveWithObject: true }));
      expect(info).to.include(kept);
    }
    expect(sharp.cache().memory.max, "megabytes kept of what was decoded").to.equal(0);
  });

  it("that would have too many bytes is made smaller until it fits", async () => {
    const noise = { type: "gaussian" as const, mean: 128, sigma: 60 };
    const grain = sharp({ create: { width: 400, height: 300, channels: 3, noise, background: "black" } });
    for (const kind of ["image/jpeg", "image/png", "image/webp"]) {
      expect(await sharp(await writeWithin(FILE_BYTES, grain, kind)).metadata(), kind).to.include({ width: 400 });
      const bytes = await writeWithin(30_000, grain, kind);
      expect(bytes.length, kind).to.be.within(15_000, 30_000);
      const { width, height } = await sharp(bytes).metadata();
      expect(width / height, kind).to.be.closeTo(4 / 3, 0.02);
    }
  });

  it("whose animation would be lost is refused, with the formats that would keep it", async () => {
    const png = await (await twoColours()).png().toBuffer();
    const frames = Buffer.from([0, 0, 0, 8, ...Buffer.from("acTL"), 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0]);
    const afterHeader = 8 + 12 + 13;
    const moving = Buffer.concat([png.subarray(0, afterHeader), frames, png.subarray(afterHeader)]);
    const avif = await (await twoColours()).avif().toBuffer();
    avif.write("avis", 8, "latin1");
    for (const bytes of [moving, avif]) {
      const { file } = ((await failure(clean(bytes))) as InvalidInput).fields;
      expect(file).to.contain("This picture is animated");
      expect(file).to.contain("a WebP");
    }
    expect((await makePhoto(moving)).small.length).to.be.greaterThan(0);
    moving.writeUInt32BE(1, moving.indexOf("acTL") + 4);
    for (const still of [png, moving]) expect((await clean(still)).kind).to.equal("image/png");
  });

  it("as HEIC of 24 million pixels is made half as wide and high, and of more is refused in words that help", async () => {
    const { bytes } = await clean(await fixture("24-megapixels.heic"));
    expect(await sharp(bytes).metadata()).to.include({ width: 2856, height: 2142 });
    expect([await colourAt(bytes, 50, 50), await colourAt(bytes, 2800, 2100)]).to.deep.equal(["red", "blue"]);
    for (const large of [await fixture("large.heic"), await huge()]) {
      const words = (error: unknown): (string | undefined)[] => Object.values((error as InvalidInput).fields);
      for (const use of [clean, makeThumbnail, makePhoto]) {
        expect(words(await failure(use(large)))).to.deep.equal([
          "This picture has too many pixels for this site. Please choose a smaller copy of it.",
        ]);
      }
    }
  });

  it("that is cut off, or far too large to be decoded, is refused", async () => {
    const cut = (await (await twoColours()).jpeg().toBuffer()).subarray(0, 600);
    const large = await huge();
    expect(large.length).to.be.lessThan(1_000_000);
    const largeHeic = await fixture("large.heic");
    for (const bytes of [cut, large, largeHeic, (await heic()).subarray(0, 700), Buffer.from("\0\0\0\x18ftypheic")]) {
      expect(await failure(clean(bytes))).to.be.instanceOf(InvalidInput);
      expect(await failure(makeThumbnail(bytes))).to.be.instanceOf(InvalidInput);
      expect(await failure(makePhoto(bytes))).to.be.instanceOf(InvalidInput);
    }
  });

  it("waits until the one before it is done, also when that one fails", async () => {
    const jpeg = await (await twoColours()).jpeg().toBuffer();
    const done: string[] = [];
    let end!: () => void;
    const held = new Promise<void>((resolve) => (end = resolve));
    const first = withPicture(jpeg, async () => {
      await held;
      done.push("first");
      throw new Error("no");
    });
    const second = withPicture(jpeg, async (picture) => {
      done.push("second");
      return (await picture.metadata()).width;
    });
    for (let look = 0; look < 5; look += 1) await sharp(jpeg).raw().toBuffer();
    expect(done).to.deep.equal([]);
    end();
    expect((await failure(first)).message).to.equal("no");
    expect(await second).to.equal(300);
    expect(done).to.deep.equal(["first", "second"]);
  });
});

describe("A file", () => {
  const PDF = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
  const words = async (bytes: Buffer): Promise<string | undefined> =>
    ((await failure(clean(bytes))) as InvalidInput).fields.file;

  it("is a PDF with up to a kilobyte before its header, and stays as it is", async () => {
    for (const before of ["", "\n", "\r\n\r\n", "\ufeff", "x".repeat(1000)]) {
      const bytes = Buffer.from(before + PDF);
      const taken = await clean(bytes, "plan");
      expect(taken).to.include({ kind: "application/pdf", name: "plan.pdf" });
      expect(taken.bytes.equals(bytes)).to.equal(true);
    }
    expect(await words(Buffer.from("x".repeat(1100) + PDF))).to.contain("This file is something else");
  });

  it("that is empty is called empty", async () => {
    expect(await words(Buffer.alloc(0))).to.equal("This file is empty. Please choose another one.");
    const refused = (await failure(makePhoto(Buffer.alloc(0)))) as InvalidInput;
    expect(refused.fields.photo).to.equal("This file is empty. Please choose another one.");
  });

  it("of another kind is refused, whatever its name says", async () => {
    for (const other of ["<html><script>alert(1)</script>", "MZ\u0090\u0000", "GIF89a\x01\0\x01\0\0\0\0;"]) {
      expect(await words(Buffer.from(other, "latin1"))).to.contain("Please choose a PDF or a picture");
    }
  });
});
