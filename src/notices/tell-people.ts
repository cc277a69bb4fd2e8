import type { Services } from "../services.js";
import { collectNotices } from "./collect-notices.js";
import { NoticeModel } from "./notice-model.js";
import { sendNotices } from "./send-notices.js";
import type { MailRendering } from "./write-mail.js";
import { after } from "../platform/queries.js";

/** Creates and sends due notices. Nobody is told twice, however often and in however many processes it runs. */
export async function tellPeople(services: Services, rendering: MailRendering): Promise<void> {
  await collectNotices();
  await sendNotices(services, rendering);
  await wakeForNext(services, rendering);
}

async function wakeForNext(services: Services, rendering: MailRendering): Promise<void> {
  const ahead = { tryAt: after(services.clock.now()) };
  const next = await NoticeModel.findOne(ahead, { tryAt: 1 }).sort({ tryAt: 1 }).lean();
  if (next?.tryAt) services.wakeUps.at(next.tryAt, () => tellPeople(services, rendering));
}
