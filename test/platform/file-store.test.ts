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

      it("are null where there is none", async () => {
        for (const reference of ["0123456789abcdef01234567", "nonsense", ""]) {
          expect(await store().get(reference), reference).to.equal(null);
        }
      });
    });
  }

  it("are refused by Cloudinary with a wrong signature", async () => {
    await useCloudinary(double.url("another-secret"));
    const error = await failure(createFileStore({ CLOUDINARY_URL: double.url() }).put(Buffer.from("x")));
    expect(error.message).to.contain("Invalid Signature");
    await useCloudinary(double.url());
  });
});

/** The package reads its account from the environment, some of it when it is loaded. */
async function useCloudinary(url: string): Promise<void> {
  process.env.CLOUDINARY_URL = url;
  (await import("cloudinary")).v2.config(true);
}
