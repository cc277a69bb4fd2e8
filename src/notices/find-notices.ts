import { authorize, type Person } from "../access/permissions.js";
import { NoticeChoiceModel } from "./notice-choice-model.js";
import { NoticeModel, type Notice } from "./notice-model.js";
import type { NoticeKind } from "./notice-rules.js";
import { askTogether } from "../platform/ask-together.js";
import { pageOf, pageStart } from "../platform/paging.js";

export interface OwnNotices {
  notices: Notice[];
  page: number;
  pages: number;
  unwanted: NoticeKind[];
  isDiscreet: boolean;
}

/** A page of the actor's notices, latest due first, and the kinds that they turned off. */
export async function findNotices(actor: Person, asked: number): Promise<OwnNotices> {
  authorize(actor, "notices.see", {});
  const own = NoticeModel.find({ personId: actor.id }).sort({ dueAt: -1, _id: -1 }).lean<Notice[]>();
  const find = ({ skip, limit }: { skip: number; limit: number }) => own.clone().skip(skip).limit(limit);
  const { found, choice } = await askTogether({
    found: find(pageStart(asked)),
    choice: NoticeChoiceModel.findById(actor.id).lean(),
  });
  const count = () => NoticeModel.countDocuments({ personId: actor.id });
  const { shown: notices, ...place } = await pageOf(asked, found, { count, find });
  return { notices, ...place, unwanted: choice?.unwanted ?? [], isDiscreet: choice?.isDiscreet ?? false };
}
