import type mongoose from "mongoose";
import { isDuplicate } from "../platform/database.js";
import { Conflict } from "../platform/errors.js";
import { absent, present } from "../platform/queries.js";
import { AccountModel } from "./account-model.js";
import { AdminRosterModel } from "./admin-roster-model.js";

type Id = mongoose.Types.ObjectId;

/** Adds an account to those who can act as admins. Call it once it is one. */
export async function joinAdmins(accountId: Id): Promise<void> {
  await makeRoster();
  await AdminRosterModel.updateOne({ _id: "site" }, { $addToSet: { adminIds: accountId } });
}

/**
 * Takes an account off those who can act as admins. To be called before it loses its rights, is suspended or deleted; it does
 * nothing for everyone else. Throws Conflict for the last one: of two who leave at the same moment, one stays.
 */
export async function leaveAdmins(accountId: Id): Promise<void> {
  await makeRoster();
  const listed = { _id: "site" as const, adminIds: accountId };
  const left = await AdminRosterModel.updateOne(
    { ...listed, "adminIds.1": present },
    { $pull: { adminIds: accountId } },
  );
  if (left.matchedCount === 0 && (await AdminRosterModel.exists(listed))) {
    throw new Conflict("This is the site's last admin. Make someone else an admin first.");
  }
}

/** The first time, lists the existing admins. */
async function makeRoster(): Promise<void> {
  if (await AdminRosterModel.exists({ _id: "site" })) return;
  const rights = [{ role: "admin" }, { isAdmin: true }] as const;
  const admins = await AccountModel.find({ $or: [...rights], suspendedAt: absent }, { _id: 1 }).lean();
  const roster = { $setOnInsert: { adminIds: admins.map(({ _id }) => _id) } };
  await AdminRosterModel.updateOne({ _id: "site" }, roster, { upsert: true }).catch((error: unknown) => {
    if (!isDuplicate(error)) throw error;
  });
}
