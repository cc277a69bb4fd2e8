import type mongoose from "mongoose";
import { AcceptanceModel } from "../accounts/acceptance-model.js";
import { AccountModel } from "../accounts/account-model.js";
import { EmailProofModel, proofId } from "../accounts/proof-model.js";
import { UNPROVEN_DAYS } from "../accounts/proof-rules.js";
import { EmergencyContactModel } from "../accounts/emergency-contact-model.js";
import { AvailabilityModel } from "../availability/availability-model.js";
import { forgetFile } from "../files/keep-file.js";
import { atMost } from "../platform/queries.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import type { Services } from "../services.js";
import { writeMany } from "../platform/write-many.js";

type Id = mongoose.Types.ObjectId;

const DAY_MS = 24 * 60 * 60_000;

/**
 * Removes the accounts whose e-mail address nobody has confirmed within seven days, with all that belongs to them; they have
 * neither paid nor written anything. Does nothing to one that is confirmed in the same moment: the mark with which a removal
 * begins keeps it from being confirmed, and an interrupted removal is finished by the next round.
 */
export async function removeUnproven(services: Services): Promise<void> {
  const now = services.clock.now();
  const unprovenSince = atMost(new Date(now.getTime() - UNPROVEN_DAYS * DAY_MS));
  const old = AccountModel.find({ unprovenSince }, { _id: 1 }).lean().cursor();
  for await (const { _id } of old) {
    const marked = await AccountModel.findOneAndUpdate({ _id, unprovenSince }, { $set: { removedAt: now } }).lean();
    if (!marked) continue;
    await removeParts(services, _id);
    for (const file of Object.values(marked.photo ?? {})) await forgetFile(services, file);
    await AccountModel.deleteOne({ _id });
  }
}

async function removeParts(services: Services, _id: Id): Promise<void> {
  const profile = await CounsellorModel.findOneAndDelete({ _id }).lean();
  for (const reference of Object.values(profile?.photo ?? {}))
    await services.files.remove(reference).catch(() => undefined);
  await Promise.all([
    AvailabilityModel.deleteOne({ _id }),
    EmergencyContactModel.deleteOne({ _id }),
    writeMany(() => AcceptanceModel.deleteMany({ accountId: _id })),
    EmailProofModel.deleteOne({ _id: proofId("register", _id) }),
  ]);
}
