import type { UploadApiOptions, v2 } from "cloudinary";
import { randomUUID } from "node:crypto";
import type { FileStore } from "./file-store.js";

const KIND: UploadApiOptions = { resource_type: "raw", type: "authenticated" };

/**
 * Keeps files at Cloudinary, in the account that the environment's CLOUDINARY_URL names. They are of its "authenticated"
 * kind and come back through signed addresses only. The package takes 17 MB of memory, so it is loaded when first needed.
 */
export function createCloudinaryFileStore(): FileStore {
  return {
    async put(bytes) {
      const { uploader } = await cloudinary();
      const reference = randomUUID();
      await new Promise<void>((resolve, reject) => {
        const upload = uploader.upload_stream({ ...KIND, public_id: reference }, (error) =>
          error ? reject(new Error(`Cloudinary refused a file: ${error.message}`)) : resolve(),
        );
        upload.end(bytes);
      });
      return reference;
    },
    async get(reference) {
      const { utils } = await cloudinary();
      const answer = await fetch(utils.private_download_url(reference, "", KIND), {
        signal: AbortSignal.timeout(15_000),
      });
      if (answer.status === 404) return null;
      if (!answer.ok) throw new Error(`Cloudinary answered ${answer.status} for a file`);
      return Buffer.from(await answer.arrayBuffer());
    },
    async remove(reference) {
      const { uploader } = await cloudinary();
      await uploader.destroy(reference, { resource_type: "raw", type: "authenticated", invalidate: true });
    },
  };
}

async function cloudinary(): Promise<typeof v2> {
  return (await import("cloudinary")).v2;
}
