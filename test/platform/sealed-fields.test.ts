import { expect } from "chai";
import mongoose from "mongoose";
import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { createGridfsFileStore } from "../../src/platform/gridfs-file-store.js";
import { rotateKeys } from "../../src/platform/rotate-keys.js";
import { createSecrets, type Place, type SealingKey } from "../../src/platform/secrets.js";
// Loads every model of the site.
import "../../src/start-site.js";
import { sealedPlaces } from "../../src/sealed-places.js";
import { freshDatabaseUri } from "../support/database.js";

const src = path.resolve(import.meta.dirname, "../../src");
const key = (id: string): SealingKey => ({ id, key: randomBytes(32) });
const [oldKey, newKey] = [key("old"), key("new")];
const [old, both, afterwards] = [createSecrets([oldKey]), createSecrets([newKey, oldKey]), createSecrets([newKey])];

type Doc = Record<string, unknown> & { _id: mongoose.Types.ObjectId };
interface SealedField {
  collection: string;
  field: string;
  isFile: boolean;
  schema: mongoose.Schema;
}

/** The fields of a schema that hold sealed values, however deep; a field of a map stands for each of its entries. */
function sealedFields(schema: mongoose.Schema, collection: string, above = ""): SealedField[] {
  const paths = Object.keys(schema.paths);
  const isSealed = paths.includes("keyId") && (paths.includes("box") || paths.includes("reference"));
  if (isSealed) return [{ collection, field: above.slice(0, -1), isFile: !paths.includes("box"), schema }];
  return Object.entries(schema.paths).flatMap(([name, type]) => {
    const inner = (type as { schema?: mongoose.Schema }).schema ?? entriesOf(type);
    return inner ? sealedFields(inner, collection, `${above}${name.replace(/\.?\$\*$/, ".entry")}.`) : [];
  });
}

async function modelFiles(): Promise<string[]> {
  return (await readdir(src, { recursive: true })).filter((file) => file.endsWith("-model.ts"));
}

const entriesOf = (type: mongoose.SchemaType): mongoose.Schema | undefined =>
  (type as { $__schemaType?: { schema?: mongoose.Schema } }).$__schemaType?.schema;

describe("Every sealed field of every model", () => {
  const files = createGridfsFileStore();
  let fields: SealedField[];

  before(async () => {
    fields = Object.values(mongoose.models).flatMap((model) =>
      sealedFields(model.schema, model.collection.collectionName),
    );
    await mongoose.connect(freshDatabaseUri(), { promoteBuffers: true });
  });
  after(async () => {
    await mongoose.connection.dropDatabase();
    await mongoose.disconnect();
  });

  it("is declared by its model, which the rotation loads", async () => {
    expect(fields.length).to.be.greaterThan(25);
    const collections = new Set(fields.map(({ collection }) => collection));
    expect(Object.keys(sealedPlaces)).to.have.members([...collections]);
    const loaded = await readFile(path.join(src, "sealed-places.ts"), "utf8");
    for (const file of await modelFiles()) {
      const declares = (await readFile(path.join(src, file), "utf8")).includes("sealedIn");
      if (declares) expect(loaded, file).to.contain(`"./${file.replace(/ts$/, "js")}"`);
    }
  });

  it("has a place of its own, in its record", () => {
    const record = { _id: new mongoose.Types.ObjectId() };
    for (const { collection, field } of fields) {
      const place = sealedPlaces[collection]!(record as never, field);
      expect(place).to.include({ collection, id: record._id, field });
    }
  });

  it("is re-encrypted when keys are rotated, and then opens without the old key", async () => {
    const { db } = mongoose.connection;
    const places: [SealedField, Place, Doc][] = [];
    for (const each of fields) {
      const record = { _id: new mongoose.Types.ObjectId(), ...filled(each.collection) } as Doc;
      const place = sealedPlaces[each.collection]!(record as never, each.field);
      const sealed = old.seal(each.field, place);
      const value = each.isFile ? { keyId: sealed.keyId, reference: await files.put(sealed.box) } : sealed;
      await db!.collection<Doc>(each.collection).insertOne(record);
      await db!.collection<Doc>(each.collection).updateOne({ _id: record._id }, { $set: { [each.field]: value } });
      places.push([each, place, record]);
    }
    const result = await rotateKeys(db!, both, files, sealedPlaces);
    expect(result).to.deep.equal({ changed: fields.length, unreadable: 0, kept: 0 });
    for (const [{ collection, field, isFile }, place, { _id }] of places) {
      const stored = (await db!.collection<Doc>(collection).findOne({ _id }))!;
      const value = field.split(".").reduce<unknown>((inner, name) => (inner as Doc)[name], stored) as {
        keyId: string;
        box: Buffer;
        reference: string;
      };
      const box = isFile ? (await files.get(value.reference))! : value.box;
      expect(afterwards.open({ keyId: value.keyId, box }, place).toString()).to.equal(field);
    }
  });

  /** Values for the fields that a record's sealed ones may be bound to, with times that no index takes for over. */
  function filled(collection: string): object {
    const model = Object.values(mongoose.models).find((one) => one.collection.collectionName === collection)!;
    const values = Object.entries(model.schema.paths).flatMap(([name, { instance }]) => {
      if (name === "_id" || name.includes(".")) return [];
      const value = {
        ObjectId: new mongoose.Types.ObjectId(),
        Number: 3,
        String: "private",
        Date: new Date("2100-01-01"),
      }[instance];
      return value === undefined ? [] : [[name, value]];
    });
    return Object.fromEntries(values) as object;
  }
});
