import { expect } from "chai";
import mongoose from "mongoose";
import { MAY_LEAD_NOWHERE, RECORD_REFERENCES, referringFirst } from "../../src/backup/record-references.js";
// Loads every model of the site.
import "../../src/start-site.js";

describe("References among records", () => {
  it("are known, or known to lead nowhere at times, for every id in every model", () => {
    const missing = Object.values(mongoose.models).flatMap(({ schema, collection: { name } }) => {
      const known = [...Object.keys(RECORD_REFERENCES[name] ?? {}), ...(MAY_LEAD_NOWHERE[name] ?? []), "_id"];
      return idsIn(schema).flatMap((field) => (known.includes(field) ? [] : [`${name}.${field}`]));
    });
    expect(missing).to.deep.equal([]);
  });

  it("name only fields and collections that are there", () => {
    const models = new Map(Object.values(mongoose.models).map((model) => [model.collection.name, model.schema]));
    for (const [name, fields] of Object.entries(RECORD_REFERENCES)) {
      expect([...models.keys()]).to.include.members([name, ...Object.values(fields)]);
      expect(idsIn(models.get(name)!).concat("_id"), name).to.include.members(Object.keys(fields));
    }
  });

  it("put each collection before those that it refers to", () => {
    const order = referringFirst();
    for (const [name, fields] of Object.entries(RECORD_REFERENCES)) {
      for (const target of Object.values(fields).filter((each) => each !== name))
        expect(order.indexOf(name), `${name} before ${target}`).to.be.below(order.indexOf(target));
    }
  });
});

/** The fields that hold an id, also within other fields and in lists. */
function idsIn(schema: mongoose.Schema, above = ""): string[] {
  return Object.entries(schema.paths).flatMap(([name, type]) => {
    const field = above + name;
    const { schema: inner, embeddedSchemaType: of } = type as {
      schema?: mongoose.Schema;
      embeddedSchemaType?: { instance: string };
    };
    if (inner) return idsIn(inner, `${field}.`);
    return [type.instance, of?.instance].includes("ObjectId") ? [field] : [];
  });
}
