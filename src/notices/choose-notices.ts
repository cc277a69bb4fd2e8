import { authorize, type Actor } from "../access/permissions.js";
import { NoticeChoiceModel } from "./notice-choice-model.js";
import { CHOOSABLE, type ChoosableKind } from "./notice-rules.js";

/** Sets which notices the actor gets from now on; those that are already planned heed it too. */
export async function chooseNotices(actor: Actor, wanted: readonly ChoosableKind[]): Promise<void> {
  authorize(actor, "notices.choose", {});
  const unwanted = CHOOSABLE.filter((kind) => !wanted.includes(kind));
  await NoticeChoiceModel.updateOne({ _id: actor.id }, { $set: { unwanted } }, { upsert: true });
}
