import { sendQueue, type Queue } from "../letters/send-queue.js";
import type { Services } from "../services.js";
import { findNews } from "./find-news.js";
import { NoticeModel, type Notice } from "./notice-model.js";
import { writeMail, type MailRendering } from "./write-mail.js";

/** Sends every notice that is due, once, in however many processes this runs. One that no longer holds is withdrawn. */
export async function sendNotices(services: Services, rendering: MailRendering): Promise<void> {
  await sendQueue(services, noticeQueue(services, rendering));
}

/** The queue of notices: each is written as of the moment in which it is sent. */
export function noticeQueue(services: Services, rendering: MailRendering): Queue<Notice> {
  return {
    model: NoticeModel,
    async write(notice, now) {
      const found = await findNews(notice, now);
      return typeof found === "string" ? { withdrawal: found } : writeMail(services, rendering, notice, found);
    },
  };
}
