import { AccountModel } from "../accounts/account-model.js";
import { authorize, type Person } from "../access/permissions.js";
import { hasHours } from "../availability/find-availability.js";
import { present } from "../platform/queries.js";
import { findOwnProfile } from "../profiles/find-own-profile.js";
import { hasAsked } from "../verification/has-asked.js";
import { counsellorSteps, type CounsellorStep } from "./counsellor-steps-rules.js";
import { CLIENT_STEPS, stepPath, stepsLeft, type ClientStep, type LeftToDo } from "./step-rules.js";

/** What the actor has left to do to set up; null for those who are not led through it, or no longer. */
export async function findLeftToDo(actor: Person): Promise<LeftToDo[] | null> {
  if (!actor.isSettingUp || actor.role === "admin") return null;
  if (actor.role === "client") {
    const left = await findStepsLeft(actor);
    return left.length === 0 ? null : left.map((step) => ({ href: stepPath(step), words: CLIENT_STEPS[step].missing }));
  }
  const steps = await findCounsellorSteps(actor);
  const missing = steps.filter(({ state }) => state === "missing").map(({ href, action }) => ({ href, words: action }));
  return steps.every(({ state }) => state === "done")
    ? null
    : [...missing, { href: "/welcome", words: "See all steps" }];
}

/** The steps that a client has not done. */
export async function findStepsLeft(actor: Person): Promise<ClientStep[]> {
  const { settingUp } = await AccountModel.findById(actor.id, { settingUp: 1 }).orFail().lean();
  return settingUp ? stepsLeft(settingUp.done) : [];
}

/** A counsellor's steps to a published profile. */
export async function findCounsellorSteps(actor: Person): Promise<CounsellorStep[]> {
  const [profile, isSet, asked] = await Promise.all([findOwnProfile(actor), hasHours(actor.id), hasAsked(actor)]);
  return counsellorSteps({ profile: { ...profile, gender: profile.gender ?? null }, hasHours: isSet, hasAsked: asked });
}

/** Notes that a client has done a step; after the last one, they are led no further. */
export async function markDone(actor: Person, step: ClientStep): Promise<void> {
  authorize(actor, "account.manage", {});
  const which = { _id: actor.id, settingUp: present };
  const account = await AccountModel.findOneAndUpdate(
    which,
    { $addToSet: { "settingUp.done": step } },
    { returnDocument: "after" },
  ).lean();
  if (account?.settingUp && stepsLeft(account.settingUp.done).length === 0) await dismiss(actor);
}

/** No longer lists for the actor what is left to do. */
export async function dismiss(actor: Person): Promise<void> {
  authorize(actor, "account.manage", {});
  await AccountModel.updateOne({ _id: actor.id }, { $unset: { settingUp: 1 } });
}
