import type mongoose from "mongoose";
import type { Person } from "../access/permissions.js";
import { InvalidInput } from "../platform/errors.js";
import { before, not } from "../platform/queries.js";
import type { Services } from "../services.js";
import { ConversationModel } from "./conversation-model.js";

const MOST_FILES_A_DAY = 20;

type Side = "client" | "counsellor";

/**
 * Counts a file of the actor against their twenty of this day (UTC) in a conversation, before it is kept. Returns what takes that
 * back. Throws InvalidInput where there are twenty already, however many come at once.
 */
export async function claimFile(
  services: Services,
  actor: Person,
  conversationId: mongoose.Types.ObjectId,
): Promise<() => Promise<void>> {
  const day = services.clock.now().toISOString().slice(0, 10);
  const path = `filesSent.${actor.role as Side}`;
  const change = async (which: object, update: object): Promise<boolean> =>
    (await ConversationModel.updateOne({ _id: conversationId, ...which }, update)).matchedCount === 1;
  const countOn = () =>
    change({ [`${path}.day`]: day, [`${path}.count`]: before(MOST_FILES_A_DAY) }, { $inc: { [`${path}.count`]: 1 } });
  const begin = () => change({ [`${path}.day`]: not(day) }, { $set: { [path]: { day, count: 1 } } });

  // The first file of a day may find that another one has just begun it.
  if (!((await countOn()) || (await begin()) || (await countOn()))) {
    throw new InvalidInput({ file: `You have sent ${MOST_FILES_A_DAY} files today. Please send the rest tomorrow.` });
  }
  return async () => {
    await change({ [`${path}.day`]: day }, { $inc: { [`${path}.count`]: -1 } });
  };
}
