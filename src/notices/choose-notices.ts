import { authorize, type Person } from "../access/permissions.js";
import { NoticeChoiceModel } from "./notice-choice-model.js";
import { NOTICE_KINDS, type NoticeKind } from "./notice-rules.js";

export interface NoticeWish {
  wanted: readonly NoticeKind[];
  isDiscreet: boolean;
}

/** Sets which notices the actor gets and whether they are discreet; this also applies to planned ones. */
export async function chooseNotices(actor: Person, { wanted, isDiscreet }: NoticeWish): Promise<void> {
  authorize(actor, "notices.choose", {});
  const unwanted = (Object.keys(NOTICE_KINDS) as NoticeKind[]).filter((kind) => !wanted.includes(kind));
  await NoticeChoiceModel.updateOne({ _id: actor.id }, { $set: { unwanted, isDiscreet } }, { upsert: true });
}
