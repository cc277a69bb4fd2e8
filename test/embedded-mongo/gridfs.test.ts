import { expect } from "chai";
import { randomBytes } from "node:crypto";
import { GridFSBucket, withServer } from "./support.js";

describe("GridFS in the embedded database", () => {
  const running = withServer();

  async function read(stream: AsyncIterable<Buffer>): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  it("keeps files, reads parts of them, and deletes them", async () => {
    const bucket = new GridFSBucket(running.db);
    const content = randomBytes(20_000_000);
    const upload = bucket.openUploadStream("large.bin", { metadata: { kind: "test" } });
    await new Promise<void>((resolve, reject) => upload.on("finish", resolve).on("error", reject).end(content));
    expect((await read(bucket.openDownloadStream(upload.id))).equals(content)).to.equal(true);
    const part = await read(bucket.openDownloadStream(upload.id, { start: 300_000, end: 700_000 }));
    expect(part.equals(content.subarray(300_000, 700_000))).to.equal(true);
    expect((await bucket.find({ "metadata.kind": "test" }).next())?.length).to.equal(20_000_000);
    await bucket.delete(upload.id);
    expect(await running.db.collection("fs.chunks").countDocuments()).to.equal(0);
  });
});
