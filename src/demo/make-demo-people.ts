import type mongoose from "mongoose";
import { AccountModel } from "../accounts/account-model.js";
import { hashPassword } from "../accounts/passwords.js";
import type { Role } from "../access/permissions.js";
import { AvailabilityModel } from "../availability/availability-model.js";
import { CounsellorModel, type Counsellor } from "../profiles/counsellor-model.js";
import { slugOf } from "../profiles/profile-rules.js";
import {
  DEMO_ADMIN,
  DEMO_CLIENTS,
  DEMO_COUNSELLORS,
  DEMO_OTHERS,
  DEMO_PASSWORD,
  type DemoCounsellor,
} from "./demo-people.js";

const DAY_MS = 24 * 60 * 60_000;

/** The people of the demo, in the order of their lists. */
export interface DemoIds {
  clients: Id[];
  counsellors: Counsellor[];
}

/** Makes the demo's accounts, with profiles and weekly hours for its counsellors. */
export async function makeDemoPeople(now: Date): Promise<DemoIds> {
  const passwordHash = await hashPassword(DEMO_PASSWORD, "");
  const makeAccount = async ({ email, name, zone }: Named, role: Role): Promise<Id> => {
    const account = await new AccountModel({ email, name, zone, role, passwordHash, createdAt: now }).save();
    return account._id;
  };

  await makeAccount(DEMO_ADMIN, "admin");
  const ids: DemoIds = { clients: [], counsellors: [] };
  for (const client of [...DEMO_CLIENTS, ...DEMO_OTHERS]) ids.clients.push(await makeAccount(client, "client"));
  for (const counsellor of DEMO_COUNSELLORS) {
    const id = await makeAccount(counsellor, "counsellor");
    ids.counsellors.push(await makeProfile(id, counsellor, now));
    await makeHours(id, counsellor);
  }
  return ids;
}

type Named = { email: string; name: string; zone: string };
type Id = mongoose.Types.ObjectId;

async function makeProfile(_id: Id, counsellor: DemoCounsellor, now: Date): Promise<Counsellor> {
  const { name, credentials, approach, languages, specializations, offers, media, gender } = counsellor;
  const verified = { what: "Identity and licence (demonstration)", at: new Date(now.getTime() - 40 * DAY_MS) };
  const profile = await CounsellorModel.create({
    _id,
    slug: slugOf(name),
    name,
    credentials,
    verified,
    approach,
    languages,
    specializations,
    offers,
    media,
    ...(gender && { gender }),
    published: true,
  });
  return profile.toObject();
}

async function makeHours(_id: Id, { hours }: DemoCounsellor): Promise<void> {
  const weekly = [1, 2, 3, 4, 5, 6, 7].map((day) => (hours.days.includes(day) ? hours.ranges : []));
  await AvailabilityModel.create({ _id, weekly, overrides: [] });
}
