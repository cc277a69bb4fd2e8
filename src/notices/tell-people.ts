import { wakeForNext } from "../letters/send-queue.js";
import type { Services } from "../services.js";
import { collectNotices } from "./collect-notices.js";
import { collectWaiting } from "./collect-waiting.js";
import { noticeQueue, sendNotices } from "./send-notices.js";
import type { MailRendering } from "./write-mail.js";

/** Creates and sends due notices. Nobody is told twice, however often and in however many processes it runs. */
export async function tellPeople(services: Services, rendering: MailRendering): Promise<void> {
  await collectNotices();
  await collectWaiting(services);
  await sendNotices(services, rendering);
  await wakeForNext(services, noticeQueue(services, rendering), () => tellPeople(services, rendering));
}
