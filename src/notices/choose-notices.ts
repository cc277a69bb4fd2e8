import { authorize, type Person } from "../access/permissions.js";
import { NoticeChoiceModel } from "./notice-choice-model.js";
import { KINDS, type Kind } from "./notice-rules.js";

/** Sets which notices the actor gets from now on; those that are already planned heed it too. */
export async function chooseNotices(actor: Person, wanted: readonly Kind[]): Promise<void> {
  authorize(actor, "notices.choose", {});
  const unwanted = (Object.keys(KINDS) as Kind[]).filter((kind) => !wanted.includes(kind));
  await NoticeChoiceModel.updateOne({ _id: actor.id }, { $set: { unwanted } }, { upsert: true });
}
