import mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { recordEvent } from "../audit/record-event.js";
import { conversationNumber } from "../conversations/report-rules.js";
import { remarkPlace, ReportModel, type Report } from "../conversations/report-model.js";
import { Conflict, NotFound } from "../platform/errors.js";
import { absent } from "../platform/queries.js";
import type { Services } from "../services.js";

/** Takes up a report: other admins see who handles it. Throws Conflict where someone does already, and NotFound. */
export async function takeUpReport(services: Services, actor: Person, id: string): Promise<void> {
  const handling = { by: new mongoose.Types.ObjectId(actor.id), at: services.clock.now() };
  const isOpen = { handling: absent, closed: absent };
  await change(services, actor, id, isOpen, { $set: { handling } }, "taken up");
}

/** Closes a report with a remark, which is stored sealed. Throws Conflict where it is closed already, and NotFound. */
export async function closeReport(
  services: Services,
  actor: Person,
  { id, remark }: { id: string; remark: string },
): Promise<void> {
  const closed = { by: new mongoose.Types.ObjectId(actor.id), at: services.clock.now() };
  const sealed = services.secrets.seal(remark, remarkPlace(id));
  await change(services, actor, id, { closed: absent }, { $set: { closed, remark: sealed } }, "closed");
}

async function change(
  services: Services,
  actor: Person,
  _id: string,
  state: { handling?: typeof absent; closed: typeof absent },
  update: mongoose.UpdateQuery<Report>,
  what: string,
): Promise<void> {
  authorize(actor, "report.read", {});
  const report = await ReportModel.findOneAndUpdate({ _id, ...state }, update).lean();
  if (!report) {
    if (!(await ReportModel.exists({ _id }))) throw new NotFound();
    throw new Conflict("Another admin has just handled this report. Please look again.");
  }
  const detail = `${what}, conversation ${conversationNumber(report.conversationId)}`;
  await recordEvent(services, actor, "report.handled", { accountId: report.reportedId, detail });
}
