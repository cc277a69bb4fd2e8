import { createCloudinaryFileStore } from "./cloudinary-file-store.js";
import type { Env } from "./env.js";
import type { FileStore } from "./file-store.js";
import { createGridfsFileStore } from "./gridfs-file-store.js";

/** Files go to Cloudinary where CLOUDINARY_URL is set, else into the database. */
export function createFileStore(env: Pick<Env, "CLOUDINARY_URL">): FileStore {
  return env.CLOUDINARY_URL ? createCloudinaryFileStore() : createGridfsFileStore();
}
