import type { Services } from "../services.js";
import { collectNotices } from "./collect-notices.js";
import { NoticeModel } from "./notice-model.js";
import { sendNotices } from "./send-notices.js";
import type { Writing } from "./write-mail.js";
import { after } from "../platform/queries.js";

/**
 * Tells people what they are to be told by now: makes the notices of what has changed and sends what is due. Doing it twice, or
 * from two processes at once, tells nobody twice.
 */
export async function tellPeople(services: Services, writing: Writing): Promise<void> {
  await collectNotices();
  await sendNotices(services, writing);
  await wakeForNext(services, writing);
}

async function wakeForNext(services: Services, writing: Writing): Promise<void> {
  const ahead = { tryAt: after(services.clock.now()) };
  const next = await NoticeModel.findOne(ahead, { tryAt: 1 }).sort({ tryAt: 1 }).lean();
  if (next?.tryAt) services.wakeUps.at(next.tryAt, () => tellPeople(services, writing));
}
