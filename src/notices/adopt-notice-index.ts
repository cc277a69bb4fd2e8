import { NoticeModel } from "./notice-model.js";

const FORMER = "appointmentId_1_entry_1_personId_1_kind_1";

/** Removes the index from before notices could be about a conversation, which would keep them apart wrongly. */
export async function adoptNoticeIndex(): Promise<void> {
  const indexes = await NoticeModel.collection.indexes();
  if (indexes.some(({ name }) => name === FORMER)) await NoticeModel.collection.dropIndex(FORMER);
}
