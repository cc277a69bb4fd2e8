import type mongoose from "mongoose";
import { referencesIn } from "../platform/file-places.js";
import type { SiteData } from "./back-up.js";
import { MAY_LEAD_NOWHERE } from "./record-references.js";

const AT_ONCE = 1000;

interface Waiting {
  /** "collection.field" of the record that refers. */
  from: string;
  id: mongoose.Types.ObjectId;
}

/** Looks up, some at a time, what the records of one collection refer to, and counts in `dangling` what is not there. */
export class ReferenceCheck {
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #fileFields: string[];
  #files: { from: string; reference: string }[] = [];

  /** `fields`: which field refers to which collection. */
  constructor(
    private readonly site: Pick<SiteData, "db" | "files" | "filePlaces">,
    private readonly collection: string,
    private readonly fields: Record<string, string>,
    private readonly dangling: Record<string, number>,
  ) {
    this.#fileFields = site.filePlaces
      .filter((place) => place.collection === collection)
      .flatMap(({ fields: each }) => each)
      .filter((field) => !MAY_LEAD_NOWHERE[collection]?.includes(field));
  }

  async add(record: Record<string, unknown>): Promise<void> {
    for (const [field, target] of Object.entries(this.fields)) {
      for (const id of idsAt(record, field.split("."))) await this.#look(target, { from: this.#name(field), id });
    }
    for (const field of this.#fileFields) {
      for (const reference of referencesIn(record[field])) this.#files.push({ from: this.#name(field), reference });
    }
    if (this.#files.length >= AT_ONCE) await this.#lookForFiles();
  }

  async finish(): Promise<void> {
    for (const target of this.#waiting.keys()) await this.#lookUp(target);
    await this.#lookForFiles();
  }

  async #look(target: string, waiting: Waiting): Promise<void> {
    const line = this.#waiting.get(target) ?? [];
    this.#waiting.set(target, line);
    line.push(waiting);
    if (line.length >= AT_ONCE) await this.#lookUp(target);
  }

  async #lookUp(target: string): Promise<void> {
    const line = this.#waiting.get(target) ?? [];
    this.#waiting.set(target, []);
    if (line.length === 0) return;
    const found = await this.site.db
      .collection(target)
      .find({ _id: { $in: line.map(({ id }) => id) } }, { projection: { _id: 1 } })
      .toArray();
    const there = new Set(found.map(({ _id }) => String(_id)));
    for (const { from, id } of line) if (!there.has(String(id))) this.#count(`${from} -> ${target}`);
  }

  async #lookForFiles(): Promise<void> {
    for (const { from, reference } of this.#files) {
      if (!(await this.site.files.has(reference))) this.#count(`${from} -> file`);
    }
    this.#files = [];
  }

  #name(field: string): string {
    return `${this.collection}.${field}`;
  }

  #count(which: string): void {
    this.dangling[which] = (this.dangling[which] ?? 0) + 1;
  }
}

/** The ids at a path, into lists too. */
function idsAt(value: unknown, [name, ...rest]: string[]): mongoose.Types.ObjectId[] {
  if (Array.isArray(value)) return value.flatMap((each) => idsAt(each, name === undefined ? [] : [name, ...rest]));
  if (value === undefined || value === null) return [];
  if (name === undefined) return [value as mongoose.Types.ObjectId];
  return idsAt((value as Record<string, unknown>)[name], rest);
}
