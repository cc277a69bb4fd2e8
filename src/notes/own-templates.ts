import mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict, InvalidInput, NotFound } from "../platform/errors.js";
import type { Services } from "../services.js";
import { NoteTemplatesModel, templatesPlace } from "./template-model.js";
import { MOST_TEMPLATES, type Template } from "./template-rules.js";

const TRIES = 5;

/** The actor's own templates by name. */
export async function findTemplates(services: Services, actor: Person): Promise<Template[]> {
  authorize(actor, "note.write", { counsellorId: actor.id });
  return (await read(services, actor)).list;
}

/** Adds a template. Throws InvalidInput beyond twenty. */
export function addTemplate(services: Services, actor: Person, added: Omit<Template, "id">): Promise<void> {
  return change(services, actor, (list) => {
    if (list.length >= MOST_TEMPLATES) {
      throw new InvalidInput({ name: `You can keep ${MOST_TEMPLATES} templates. Please remove one first.` });
    }
    return [...list, { id: new mongoose.Types.ObjectId().toString(), ...added }];
  });
}

/** Changes a template. Throws NotFound where the actor has none of this id. */
export function editTemplate(services: Services, actor: Person, edited: Template): Promise<void> {
  return change(services, actor, (list) => {
    if (!list.some(({ id }) => id === edited.id)) throw new NotFound();
    return list.map((one) => (one.id === edited.id ? edited : one));
  });
}

/** Removes a template; does nothing where it is gone. */
export function removeTemplate(services: Services, actor: Person, id: string): Promise<void> {
  return change(services, actor, (list) => list.filter((one) => one.id !== id));
}

async function change(services: Services, actor: Person, changed: (list: Template[]) => Template[]): Promise<void> {
  authorize(actor, "note.write", { counsellorId: actor.id });
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { list, version } = await read(services, actor);
    const after = changed(list).toSorted((a, b) => a.name.localeCompare(b.name));
    if (await write(services, actor, after, version)) return;
  }
  throw new Conflict();
}

async function read({ secrets }: Services, { id }: Person): Promise<{ list: Template[]; version: number }> {
  const stored = await NoteTemplatesModel.findById(id).lean();
  if (!stored) return { list: [], version: 0 };
  const { list, version } = stored;
  return { list: JSON.parse(secrets.open(list, templatesPlace(stored, "list")).toString()) as Template[], version };
}

/** False where another change was faster. */
async function write({ secrets }: Services, { id }: Person, list: Template[], version: number): Promise<boolean> {
  const sealed = secrets.seal(JSON.stringify(list), templatesPlace({ _id: id }, "list"));
  try {
    const { matchedCount, upsertedCount } = await NoteTemplatesModel.updateOne(
      { _id: id, version },
      { $set: { list: sealed, version: version + 1 } },
      { upsert: version === 0 },
    );
    return matchedCount + upsertedCount === 1;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}
