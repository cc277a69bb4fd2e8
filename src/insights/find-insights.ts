import mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { ClientModel } from "../clients/client-model.js";
import { between } from "../platform/queries.js";
import { insightsFrom, type FigureRows, type Insights, type Outcome } from "./figure-rules.js";
import { addingStage } from "./figure-stages-rules.js";
import { periodBefore, type Period } from "./period-rules.js";

/** The figures of a counsellor's sessions in a period and in the one before, added up by the database through an index. */
export async function findInsights(actor: Person, period: Period): Promise<Insights> {
  authorize(actor, "desk.see", { counsellorId: actor.id });
  const before = periodBefore(period);
  const [sessions, firstSeen] = await Promise.all([
    addUpSessions(actor, period, before),
    findFirstSeen(actor, period, before),
  ]);
  return insightsFrom({ ...sessions, firstSeen }, period, before);
}

interface Facets {
  sums: {
    _id: { week: number; outcome: Outcome; isPaid: boolean };
    sessions: number;
    minutes: number;
    priceCents: number;
    refundCents: number;
    clients: mongoose.Types.ObjectId[];
  }[];
  hours: { _id: number; sessions: number }[];
  notice: { _id: number; sessions: number }[];
}

async function addUpSessions(
  { id }: Person,
  period: Period,
  before: Period,
): Promise<Pick<FigureRows, "sums" | "hours" | "notice">> {
  const $match = {
    counsellorId: new mongoose.Types.ObjectId(id),
    startsAt: { $gte: before.from, $lt: period.until },
    status: { $in: ["completed", "cancelled"] },
  };
  const stages = [{ $match }, addingStage(period, before)] as mongoose.PipelineStage[];
  const [found] = await AppointmentModel.aggregate<Facets>(stages);
  return {
    sums: (found?.sums ?? []).map(({ _id: { week, outcome, isPaid }, sessions, minutes, clients, ...cents }) => ({
      ...{ week, outcome, sessions, minutes },
      earnedCents: isPaid ? cents.priceCents - cents.refundCents : 0,
      refundedCents: isPaid ? cents.refundCents : 0,
      clients: clients.map(String),
    })),
    hours: (found?.hours ?? []).map(({ _id: hour, sessions }) => ({ hour, sessions })),
    notice: (found?.notice ?? []).map(({ _id: place, sessions }) => ({ place, sessions })),
  };
}

async function findFirstSeen({ id }: Person, period: Period, before: Period): Promise<FigureRows["firstSeen"]> {
  const seen = { counsellorId: id, firstSeenAt: between(before.from, period.until) };
  const clients = await ClientModel.find(seen, { clientId: 1, firstSeenAt: 1 }).lean();
  return clients.map(({ clientId, firstSeenAt }) => ({ clientId: String(clientId), at: firstSeenAt }));
}
