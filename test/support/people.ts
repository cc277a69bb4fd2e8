import argon2 from "argon2";
import mongoose from "mongoose";
import { AccountModel } from "../../src/accounts/account-model.js";
import type { Role } from "../../src/access/permissions.js";
import { AvailabilityModel } from "../../src/availability/availability-model.js";
import { markAllStale } from "../../src/search/refresh-listings.js";
import { CounsellorModel, type Counsellor } from "../../src/profiles/counsellor-model.js";
import type { Reader } from "./reader.js";
import type { TestSite } from "./test-site.js";

export const PASSWORD = "correct horse battery";

export interface TestPerson {
  id: string;
  email: string;
  name: string;
}

let made = 0;
/** Of the cheapest kind, so that signing in costs a test nearly nothing. */
const hash = argon2.hash(PASSWORD, { memoryCost: 1024, timeCost: 2, parallelism: 1 });

/** Makes an account. */
export async function makeAccount(role: Role, options: { name?: string; zone?: string } = {}): Promise<TestPerson> {
  made += 1;
  const account = await AccountModel.create({
    email: `${role}-${made}@example.org`,
    passwordHash: await hash,
    role,
    name: options.name ?? `${role} ${made}`,
    zone: options.zone ?? "Europe/Berlin",
    logins: [],
    createdAt: new Date(),
  });
  return { id: account.id, email: account.email, name: account.name };
}

export const makeClient = (options: { name?: string; zone?: string } = {}): Promise<TestPerson> =>
  makeAccount("client", options);

/** Makes a published counsellor who works every day from 08:00 to 20:00 Berlin time, bookable at an hour's notice. */
export async function makeCounsellor(options: Partial<Counsellor> & { zone?: string } = {}): Promise<TestPerson> {
  const { zone = "Europe/Berlin", ...profile } = options;
  const person = await makeAccount("counsellor", { ...(profile.name ? { name: profile.name } : {}), zone });
  await CounsellorModel.create({
    _id: new mongoose.Types.ObjectId(person.id),
    slug: `counsellor-${person.id}`,
    name: person.name,
    credentials: "MSc Psychology",
    approach: "Listening first.",
    languages: ["English"],
    specializations: ["anxiety"],
    offers: [{ type: "individual", minutes: 50, priceCents: 6000 }],
    media: ["video", "audio", "text"],
    published: true,
    ...profile,
  });
  const day = [{ from: "08:00", to: "20:00" }];
  await AvailabilityModel.create({
    _id: new mongoose.Types.ObjectId(person.id),
    weekly: [day, day, day, day, day, day, day],
    overrides: [],
    slotStepMinutes: 30,
    bufferMinutes: 10,
    minimumNoticeHours: 1,
    bookingWindowDays: 60,
    version: 1,
  });
  await markAllStale();
  return person;
}

/** Someone who is signed in, without having seen the form. */
export async function signedIn(site: TestSite, { id }: TestPerson): Promise<Reader> {
  const reader = site.newReader();
  for (const cookie of await site.loginDoor.enter(id)) {
    const [name = "", ...value] = cookie.split("=");
    reader.setCookie(name, value.join("="));
  }
  return reader;
}
