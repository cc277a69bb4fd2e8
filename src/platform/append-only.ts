import type { Schema } from "mongoose";

/** Every operation of mongoose that could change an entry or take one out. */
const CHANGES = [
  "updateOne",
  "updateMany",
  "replaceOne",
  "findOneAndUpdate",
  "findOneAndReplace",
  "findOneAndDelete",
  "deleteOne",
  "deleteMany",
] as const;

/** Lets a log's entries be added and nothing else. Mongoose then throws for every change of one, naming the log. */
export function keepAppendOnly<T>(schema: Schema<T>, log: string): void {
  const refuse = (): never => {
    throw new Error(`The ${log} is append-only`);
  };
  for (const change of CHANGES) schema.pre(change, refuse);
  schema.pre("bulkWrite", refuse);
  schema.pre("save", function () {
    if (!this.isNew) refuse();
  });
}
