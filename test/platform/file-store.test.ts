import { expect } from "chai";
import { randomBytes } from "node:crypto";
import { connectModels, disconnectModels } from "../../src/platform/database.js";
import { createFileStore } from "../../src/platform/create-file-store.js";
import type { FileStore } from "../../src/platform/file-store.js";
import { startCloudinaryDouble, type CloudinaryDouble } from "../support/cloudinary-double.js";
import { freshDatabaseUri } from "../support/database.js";
import { failure } from "../support/failure.js";

describe("Files", () => {
  let double: CloudinaryDouble;

  before(async () => {
    double = await startCloudinaryDouble();
    await connectModels(freshDatabaseUri());
    await useCloudinary(double.url());
  });
  after(async () => {
    delete process.env.CLOUDINARY_URL;
    await disconnectModels();
    await double.stop();
  });

  const places: [string, () => FileStore][] = [
    ["in the database", () => createFileStore({})],
    ["at Cloudinary", () => createFileStore({ CLOUDINARY_URL: double.url() })],
  ];
  for (const [where, store] of places) {
    describe(where, () => {
      it("come back as they were stored, from one byte to ten megabytes", async () => {
        for (const size of [1, 300_000, 10 * 1024 * 1024]) {
          const bytes = randomBytes(size);
          const found = await store().get(await store().put(bytes));
          expect(found?.equals(bytes)).to.equal(true);
        }
      });

      it("are told apart, and are gone once removed", async () => {
        const [one, other] = [await store().put(Buffer.from("one")), await store().put(Buffer.from("other"))];
        await store().remove(one);
        await store().remove(one);
        expect(await store().get(one)).to.equal(null);
        expect((await store().get(other))?.toString()).to.equal("other");
      });

      it("are listed by when they were stored, until they are removed", async () => {
        const began = Date.now();
        const reference = await store().put(Buffer.from("one"));
        const isListed = async (stored: Parameters<FileStore["list"]>[0]): Promise<boolean> => {
          for await (const file of store().list(stored)) if (file.reference === reference) return true;
          return false;
        };
        const [earlier, later] = [new Date(began - 60_000), new Date(began + 60_000)];
        expect(await isListed({})).to.equal(true);
        expect(await isListed({ since: earlier, before: later })).to.equal(true);
        expect(await isListed({ since: later })).to.equal(false);
        expect(await isListed({ before: earlier })).to.equal(false);
        expect(await store().has(reference)).to.equal(true);
        await store().remove(reference);
        expect(await isListed({})).to.equal(false);
        expect(await store().has(reference)).to.equal(false);
      });

      it("can be stored again by the same reference", async () => {
        const reference = await store().put(Buffer.from("one"), "0123456789abcdef01234568");
        expect(await store().put(Buffer.from("one"), reference)).to.equal(reference);
        expect((await store().get(reference))?.toString()).to.equal("one");
      });

      it("are null where there is none", async () => {
        for (const reference of ["0123456789abcdef01234567", "nonsense", ""]) {
          expect(await store().get(reference), reference).to.equal(null);
        }
      });
    });
  }

  it("are refused by Cloudinary with a wrong signature, and stay on the list until a sweep", async () => {
    await useCloudinary(double.url("another-secret"));
    const store = createFileStore({ CLOUDINARY_URL: double.url() });
    for (const ask of [store.put(Buffer.from("x"), "half-stored"), store.get("half-stored")])
      expect((await failure(ask)).message).to.match(/Invalid Signature|answered 401/);
    const listed: string[] = [];
    for await (const { reference } of store.list({})) listed.push(reference);
    expect(listed).to.include("half-stored");
    await useCloudinary(double.url());
  });
});

/** The package reads its account from the environment, some of it when it is loaded. */
async function useCloudinary(url: string): Promise<void> {
  process.env.CLOUDINARY_URL = url;
  (await import("cloudinary")).v2.config(true);
}
