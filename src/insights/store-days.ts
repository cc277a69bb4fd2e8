import mongoose from "mongoose";
import { AccountModel } from "../accounts/account-model.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { isDuplicate } from "../platform/database.js";
import { absent, among, between, present } from "../platform/queries.js";
import { writeMany } from "../platform/write-many.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import { countDays } from "./count-days.js";
import type { DaySums } from "./day-rules.js";
import { MonthSumsModel } from "./month-sums-model.js";
import { dayDates, firstOfMonth, periodsAround, spanOf, wholeMonths, type Period } from "./period-rules.js";
import { SummedPracticeModel } from "./summed-practice-model.js";
import { writeDays } from "./written-days-rules.js";

type Id = mongoose.Types.ObjectId;

/** Stores the sums of the days on which a session has changed. What another process changes at the same time is left to the next run. */
export async function storeChangedDays(): Promise<void> {
  const changed = await AppointmentModel.find({ uncounted: present }, { counsellorId: 1 }).hint("uncounted").lean();
  for (const id of new Set(changed.map(({ counsellorId }) => String(counsellorId)))) {
    const account = await AccountModel.findById(id, { zone: 1 }).lean();
    if (account) await storeChangesOf(account);
  }
}

/** Stores the sums of all days of each counsellor for whose zone they are not stored. */
export async function storeAllDays(): Promise<void> {
  const counsellors = await CounsellorModel.find({}, { _id: 1 }).lean();
  if (counsellors.length === 0) return;
  const accounts = await AccountModel.find({ _id: among(counsellors.map(({ _id }) => _id)) }, { zone: 1 }).lean();
  const practices = await SummedPracticeModel.find().lean();
  const zoneOf = new Map(practices.map(({ _id, zone }) => [String(_id), zone]));
  for (const account of accounts) if (zoneOf.get(String(account._id)) !== account.zone) await buildAll(account);
}

interface Account {
  _id: Id;
  zone: string;
}

async function storeChangesOf(account: Account): Promise<void> {
  const { _id: counsellorId, zone } = account;
  const isThere = await SummedPracticeModel.exists({ _id: counsellorId, zone });
  if (!isThere) await buildAll(account);
  const practice = await SummedPracticeModel.findOne({ _id: counsellorId, zone }).lean();
  if (!practice) return;
  const changed = await AppointmentModel.find(
    { counsellorId, uncounted: present },
    { startsAt: 1, uncounted: 1 },
  ).lean();
  const starts = changed.map(({ startsAt }) => startsAt);
  for (const days of periodsAround(starts, zone)) if (!(await store(counsellorId, days))) return;
  // A build for another zone may have read these sessions before their change: then they stay marked for it.
  if (!(await SummedPracticeModel.exists({ _id: counsellorId, zone, build: practice.build }))) return;
  await AppointmentModel.bulkWrite(
    changed.map(({ _id, uncounted }) => ({
      updateOne: { filter: { _id, uncounted: uncounted! }, update: { $unset: { uncounted: 1 } } },
    })),
  );
}

/** Only the latest of several builds at once is taken as complete, so that none counts on days that another has removed. */
async function buildAll({ _id, zone }: Account): Promise<void> {
  const build = new mongoose.Types.ObjectId();
  const begun = { $set: { build }, $unset: { zone: 1 } };
  const begin = () => SummedPracticeModel.updateOne({ _id }, begun, { upsert: true });
  await begin().catch((error: unknown) => {
    if (!isDuplicate(error)) throw error;
    return begin();
  });
  await writeMany(() => MonthSumsModel.deleteMany({ counsellorId: _id }));
  const all = await wholePractice(_id, zone);
  if (all && !(await store(_id, all))) return;
  await SummedPracticeModel.updateOne({ _id, build }, { $set: { zone } });
}

async function wholePractice(counsellorId: Id, zone: string): Promise<Period | null> {
  const [first, last] = await Promise.all(
    ([1, -1] as const).map((startsAt) =>
      AppointmentModel.findOne({ counsellorId }, { startsAt: 1 }).sort({ startsAt }).lean(),
    ),
  );
  return first && last ? spanOf(first.startsAt, last.startsAt, zone) : null;
}

/** Stores the months of these days. False where another process has stored one of them since it was counted. */
async function store(counsellorId: Id, days: Period): Promise<boolean> {
  const months = wholeMonths(days);
  const ofZone = { counsellorId, zone: months.zone };
  const which = { ...ofZone, month: between(...dayDates(months)) };
  const stored = await MonthSumsModel.find(which, { month: 1, version: 1 }).lean();
  const versionOf = new Map(stored.map(({ month, version }) => [month.getTime(), version]));
  const writes = [...byMonth(await countDays(String(counsellorId), months))].map(([month, sums]) => ({
    updateOne: {
      filter: { ...ofZone, month: new Date(month), version: versionOf.get(month) ?? absent },
      update: { $set: { days: writeDays(sums), version: new mongoose.Types.ObjectId() } },
      upsert: true,
    },
  }));
  try {
    await MonthSumsModel.bulkWrite(writes, { ordered: false });
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}

function byMonth(days: DaySums[]): Map<number, DaySums[]> {
  const months = new Map<number, DaySums[]>();
  for (const sums of days) {
    const month = firstOfMonth(sums.day).getTime();
    months.set(month, [...(months.get(month) ?? []), sums]);
  }
  return months;
}
