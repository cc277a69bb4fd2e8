import mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { NoticeChoiceModel } from "./notice-choice-model.js";
import { NoticeModel, type Notice } from "./notice-model.js";
import type { NoticeKind } from "./notice-rules.js";
import { page } from "../platform/paging.js";

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
  const personId = new mongoose.Types.ObjectId(actor.id);
  const [count, choice] = await Promise.all([
    NoticeModel.countDocuments({ personId }),
    NoticeChoiceModel.findById(personId).lean(),
  ]);
  const { skip, limit, ...shown } = page(count, asked);
  const notices = await NoticeModel.find({ personId }).sort({ dueAt: -1, _id: -1 }).skip(skip).limit(limit).lean();
  return { notices, ...shown, unwanted: choice?.unwanted ?? [], isDiscreet: choice?.isDiscreet ?? false };
}
