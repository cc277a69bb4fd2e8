import type mongoose from "mongoose";
import { AccountModel } from "../accounts/account-model.js";
import { formerName } from "../accounts/names-of.js";
import { readableEmail } from "../accounts/readable-email.js";
import { authorize, type Person } from "../access/permissions.js";
import { ReportModel } from "../conversations/report-model.js";
import { REASONS } from "../conversations/report-rules.js";
import { among } from "../platform/queries.js";

const SHOWN = 50;

/** A reported conversation, as an admin sees it: the fact of it, and nothing that was written. */
export interface ReportView {
  conversationId: string;
  reporter: string;
  reported: string;
  reason: string;
  at: Date;
}

/** The latest reports. */
export async function findReports(actor: Person): Promise<ReportView[]> {
  authorize(actor, "report.read", {});
  const reports = await ReportModel.find().sort({ at: -1 }).limit(SHOWN).lean();
  const ids = among(reports.flatMap(({ reporterId, reportedId }) => [reporterId, reportedId]));
  const accounts = await AccountModel.find({ _id: ids }, { name: 1, email: 1 }).lean();
  const names = new Map(accounts.map(({ _id, name, email }) => [String(_id), `${name} (${readableEmail(email)})`]));
  const nameOf = (id: mongoose.Types.ObjectId): string => names.get(String(id)) ?? formerName();
  return reports.map(({ conversationId, reporterId, reportedId, reason, at }) => ({
    conversationId: String(conversationId),
    reporter: nameOf(reporterId),
    reported: nameOf(reportedId),
    reason: REASONS[reason],
    at,
  }));
}
