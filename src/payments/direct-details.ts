import mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { DirectDetailsModel, instructionsPlace, type DirectDetails } from "./direct-details-model.js";

export interface Instructions {
  instructions: string;
  /** Empty before the first change. */
  version: string;
}

const STALE = "You changed this text in another window after opening this page. Nothing was overwritten.";

/** How this counsellor wants to be paid directly; empty where they wrote nothing. Show it to them and their clients alone. */
export async function findInstructions(
  { secrets }: Pick<Services, "secrets">,
  counsellorId: { toString(): string },
): Promise<Instructions> {
  return openInstructions({ secrets }, await DirectDetailsModel.findById(counsellorId.toString()).lean());
}

/** The same from a counsellor's record, or from none. */
export function openInstructions({ secrets }: Pick<Services, "secrets">, stored: DirectDetails | null): Instructions {
  if (!stored) return { instructions: "", version: "" };
  const instructions = secrets.open(stored.instructions, instructionsPlace(stored._id)).toString();
  return { instructions, version: stored.version };
}

/** Replaces the actor's own instructions as edited from `version`. Throws Conflict when they have changed since. */
export async function saveInstructions(
  { secrets }: Pick<Services, "secrets">,
  actor: Person,
  { instructions, version }: Instructions,
): Promise<void> {
  authorize(actor, "payment.instruct", { counsellorId: actor.id });
  const sealed = secrets.seal(instructions, instructionsPlace(actor.id));
  const change = { instructions: sealed, version: new mongoose.Types.ObjectId().toString() };
  if (version === "") return create(actor.id, change);
  const { matchedCount } = await DirectDetailsModel.updateOne({ _id: actor.id, version }, { $set: change });
  if (matchedCount === 0) throw new Conflict(STALE);
}

async function create(_id: string, first: Pick<DirectDetails, "instructions" | "version">): Promise<void> {
  try {
    await DirectDetailsModel.create({ _id, ...first });
  } catch (error) {
    throw isDuplicate(error) ? new Conflict(STALE) : error;
  }
}
