/** A sealed value in a mongoose schema. */
export const sealedShape = {
  _id: false,
  keyId: { type: String, required: true },
  box: { type: Buffer, required: true },
};

/** A sealed value that is kept in the file store, in a mongoose schema. */
export const sealedFileShape = {
  _id: false,
  keyId: { type: String, required: true },
  reference: { type: String, required: true },
};
