/** The collection that lists what is at Cloudinary. */
export const CLOUD_FILES = "cloudFiles";

/** Whether a collection is the file store's own: the records that hold references are in the others. */
export const isOfFileStore = (collection: string): boolean =>
  /\.(files|chunks)$/.test(collection) || collection === CLOUD_FILES;
