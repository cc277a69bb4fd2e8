import { authorize, type Person } from "../access/permissions.js";
import { recordEvent } from "../audit/record-event.js";
import { NoticeModel } from "../notices/notice-model.js";
import { NOTICE_KINDS } from "../notices/notice-rules.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";

/**
 * Has a notice sent after all that we had given up on; it is withdrawn instead where it is no longer useful. Throws Conflict where
 * someone else has done so, or it is not there.
 */
export async function retryDelivery(services: Services, actor: Person, noticeId: string): Promise<void> {
  authorize(actor, "delivery.watch", {});
  const retried = await NoticeModel.findOneAndUpdate(
    { _id: noticeId, status: "given up" },
    { $set: { status: "waiting", tryAt: services.clock.now(), tries: 0 }, $unset: { settledAt: 1, reason: 1 } },
  ).lean();
  if (!retried) throw new Conflict("We are already trying this e-mail again.");
  const detail = NOTICE_KINDS[retried.kind];
  await recordEvent(services, actor, "delivery.retried", { accountId: retried.personId, detail });
}
