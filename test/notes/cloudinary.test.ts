import { expect } from "chai";
import { AttachmentModel } from "../../src/notes/attachment-model.js";
import { attachFile } from "../../src/notes/attach-file.js";
import { openToRead } from "../../src/notes/open-attachment.js";
import { createFileStore } from "../../src/platform/create-file-store.js";
import { actorOf, book } from "../support/booking.js";
import { startCloudinaryDouble, type CloudinaryDouble } from "../support/cloudinary-double.js";
import { failure } from "../support/failure.js";
import { makeClient, makeCounsellor } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const PDF = Buffer.from(`%PDF-1.4\n${"a plan for the nights ".repeat(200)}\n%%EOF\n`);

describe("Attachments at Cloudinary", () => {
  let double: CloudinaryDouble;
  let site: TestSite;

  before(async () => {
    double = await startCloudinaryDouble();
    process.env.CLOUDINARY_URL = double.url();
    (await import("cloudinary")).v2.config(true);
    site = await startTestSite({ replace: { files: createFileStore({ CLOUDINARY_URL: double.url() }) } });
  });
  after(async () => {
    delete process.env.CLOUDINARY_URL;
    await site.stop();
    await double.stop();
  });

  it("arrive there sealed, and come back opened", async () => {
    const counsellor = await makeCounsellor();
    const { _id } = await book(site, await makeClient(), counsellor, "2026-11-24T09:00:00.000Z");
    const author = actorOf(counsellor, "counsellor");
    await attachFile(
      site.services,
      author,
      { appointmentId: String(_id), noteKind: "record" },
      { name: "plan.pdf", bytes: PDF },
    );

    const [there] = [...double.files.values()];
    expect(there?.length).to.be.greaterThan(PDF.length);
    expect(there?.toString("latin1")).not.to.contain("nights").and.not.to.contain("%PDF");
    const attachment = await AttachmentModel.findOne({ appointmentId: _id }).orFail().lean();
    const opened = await openToRead(site.services, author, String(attachment._id));
    expect(opened.name).to.equal("plan.pdf");
    expect(opened.bytes.equals(PDF)).to.equal(true);
  });

  it("leave nothing behind when they cannot be written down", async () => {
    const counsellor = await makeCounsellor();
    const { _id } = await book(site, await makeClient(), counsellor, "2026-11-24T09:00:00.000Z");
    const before = double.files.size;
    const failing = { ...site.services, clock: { now: () => new Date(NaN) } };
    const author = actorOf(counsellor, "counsellor");
    await failure(
      attachFile(failing, author, { appointmentId: String(_id), noteKind: "record" }, { name: "plan.pdf", bytes: PDF }),
    );
    expect(double.files.size).to.equal(before);
  });
});
