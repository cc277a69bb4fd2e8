import mongoose from "mongoose";
import { authorize, type Actor } from "../access/permissions.js";
import { NoticeChoiceModel } from "./notice-choice-model.js";
import { NoticeModel, type Notice } from "./notice-model.js";
import type { Kind } from "./notice-rules.js";

const PER_PAGE = 20;

export interface OwnNotices {
  notices: Notice[];
  page: number;
  pages: number;
  unwanted: Kind[];
}

/** A page of the actor's notices, what is to come first, and which kinds they chose not to get. */
export async function findNotices(actor: Actor, page: number): Promise<OwnNotices> {
  authorize(actor, "notices.see", {});
  const personId = new mongoose.Types.ObjectId(actor.id ?? "");
  const [count, choice] = await Promise.all([
    NoticeModel.countDocuments({ personId }),
    NoticeChoiceModel.findById(personId).lean(),
  ]);
  const pages = Math.max(1, Math.ceil(count / PER_PAGE));
  const shown = Math.min(page, pages);
  const notices = await NoticeModel.find({ personId })
    .sort({ dueAt: -1, _id: -1 })
    .skip((shown - 1) * PER_PAGE)
    .limit(PER_PAGE)
    .lean();
  return { notices, page: shown, pages, unwanted: choice?.unwanted ?? [] };
}
