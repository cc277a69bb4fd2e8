import type mongoose from "mongoose";
import { AccountModel } from "../accounts/account-model.js";
import { formerName } from "../accounts/names-of.js";
import { readableEmail } from "../accounts/readable-email.js";
import { authorize, type Person } from "../access/permissions.js";
import { remarkPlace, ReportModel, type Report } from "../conversations/report-model.js";
import { conversationNumber, reportState, REASONS, type ReportState } from "../conversations/report-rules.js";
import { NotFound } from "../platform/errors.js";
import type { Asked } from "../platform/ask-together.js";
import { pageOf, pageStart, type Paged } from "../platform/paging.js";
import { among, present } from "../platform/queries.js";
import type { Services } from "../services.js";

/** A reported conversation, as an admin sees it: the fact of it, and nothing that was written. */
export interface ReportView {
  id: string;
  /** The end of the conversation's id. */
  conversation: string;
  reporter: ReportedPerson;
  reported: ReportedPerson;
  reason: string;
  at: Date;
  state: ReportState;
  /** The colour of its state. */
  tone: "warning" | "calm";
  /** Who handles or closed it, and since when. */
  handled: { by: string; at: Date } | null;
  remark: string | null;
}

interface ReportedPerson {
  id: string;
  name: string;
}

/** By a field that has an index. */
const OPEN = { "closed.at": null };

/** A page of reports, the latest first: those that are closed, or all others. */
export async function findReports(
  services: Services,
  actor: Person,
  { isClosed, page: asked }: { isClosed: boolean; page: number },
): Promise<Omit<Paged<Report>, "shown"> & { reports: ReportView[] }> {
  authorize(actor, "report.read", {});
  const which = isClosed ? { closed: present } : OPEN;
  const list = ReportModel.find(which).sort({ at: -1, _id: -1 }).lean<Report[]>();
  const find = ({ skip, limit }: { skip: number; limit: number }) => list.clone().skip(skip).limit(limit);
  const count = () => ReportModel.countDocuments(which);
  const { shown: reports, ...place } = await pageOf(asked, await find(pageStart(asked)), { count, find });
  return { ...place, reports: await describeReports(services, reports) };
}

/** Asks how many reports nobody has closed. */
export function openReports(): Asked<number> {
  return ReportModel.countDocuments(OPEN);
}

/** One report. Throws NotFound. */
export async function findReport(services: Services, actor: Person, id: string): Promise<ReportView> {
  authorize(actor, "report.read", {});
  const report = await ReportModel.findById(id).lean();
  const [view] = report ? await describeReports(services, [report]) : [];
  if (!view) throw new NotFound();
  return view;
}

async function describeReports(services: Services, reports: Report[]): Promise<ReportView[]> {
  const ids = reports.flatMap(({ reporterId, reportedId, handling, closed }) =>
    [reporterId, reportedId, handling?.by, closed?.by].filter((id) => id !== undefined),
  );
  const accounts = ids.length === 0 ? [] : await AccountModel.find({ _id: among(ids) }, { name: 1, email: 1 }).lean();
  const found = new Map(accounts.map((account) => [String(account._id), account]));
  return reports.map((report) => describeReport(services, report, (id) => found.get(String(id))));
}

type AccountOf = (id: mongoose.Types.ObjectId) => { name: string; email: string } | undefined;

function describeReport({ secrets }: Services, report: Report, accountOf: AccountOf): ReportView {
  const { _id, conversationId, reporterId, reportedId, reason, at, handling, closed, remark } = report;
  const handled = closed ?? handling;
  const state = reportState(report);
  return {
    id: String(_id),
    conversation: conversationNumber(conversationId),
    reporter: personView(reporterId, accountOf),
    reported: personView(reportedId, accountOf),
    reason: REASONS[reason],
    at,
    state,
    tone: state === "open" ? "warning" : "calm",
    handled: handled ? { by: accountOf(handled.by)?.name ?? formerName(), at: handled.at } : null,
    remark: remark ? secrets.open(remark, remarkPlace(_id)).toString() : null,
  };
}

function personView(id: mongoose.Types.ObjectId, accountOf: AccountOf): ReportedPerson {
  const account = accountOf(id);
  return { id: String(id), name: account ? `${account.name} (${readableEmail(account.email)})` : formerName() };
}
