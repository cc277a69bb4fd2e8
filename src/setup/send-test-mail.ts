import { randomUUID } from "node:crypto";
import { AccountModel } from "../accounts/account-model.js";
import { authorize, type Person } from "../access/permissions.js";
import { recordEvent } from "../audit/record-event.js";
import { isDuplicate } from "../platform/database.js";
import { TooMany } from "../platform/errors.js";
import type { TrialAnswer } from "../platform/mailer.js";
import { notAfter } from "../platform/queries.js";
import type { Services } from "../services.js";
import { SiteSetupModel } from "./setup-model.js";

const PAUSE_SECONDS = 20;
const TEST_MAIL = "Your site can send mail. Nobody else received this.";

/** Sends the admin a test mail and gives the server's answer, and the address it went to. Throws TooMany within 20 seconds of the last. */
export async function sendTestMail(services: Services, actor: Person): Promise<TrialAnswer & { to: string }> {
  authorize(actor, "site.edit", {});
  const now = services.clock.now();
  await claimTurn(now);
  const { email } = await AccountModel.findById(actor.id, { email: 1 }).orFail().lean();
  const { name } = services.site.current;
  const answer = await services.mailer.sendTrial({
    id: randomUUID(),
    to: { name: actor.name, address: email },
    subject: `Test mail of ${name}`,
    text: `${TEST_MAIL}\n`,
    html: `<p>${TEST_MAIL}</p>\n`,
  });
  await SiteSetupModel.updateOne(
    { _id: "site" },
    answer.isAccepted ? { $set: { mailedAt: now } } : { $unset: { mailedAt: 1 } },
  );
  await recordEvent(services, actor, "setup.changed", {
    detail: `test mail ${answer.isAccepted ? "" : "not "}accepted`,
  });
  return { ...answer, to: email };
}

/** One at a time, so that a double click sends one mail. */
async function claimTurn(now: Date): Promise<void> {
  const before = new Date(now.getTime() - PAUSE_SECONDS * 1000);
  try {
    await SiteSetupModel.updateOne(
      { _id: "site", triedAt: notAfter(before) },
      { $set: { triedAt: now } },
      { upsert: true },
    );
  } catch (error) {
    throw isDuplicate(error) ? new TooMany("A test mail was just sent. Please wait 20 seconds.") : error;
  }
}
