import { isDuplicate } from "../platform/database.js";
import { ClientModel } from "./client-model.js";

interface Pair {
  counsellorId: { toString(): string };
  clientId: { toString(): string };
}

/** Records that a person is a counsellor's client, by a booking or an invitation, at the latest since `at`. Idempotent. */
export async function becomeClient(
  { counsellorId, clientId }: Pair,
  at: Date,
  by: "booking" | "invitation" = "booking",
): Promise<void> {
  const pair = { counsellorId: counsellorId.toString(), clientId: clientId.toString() };
  const invited = by === "invitation" ? { $set: { isInvited: true as const } } : {};
  const record = () => ClientModel.updateOne(pair, { $min: { firstSeenAt: at }, ...invited }, { upsert: true });
  await record().catch((error: unknown) => {
    if (!isDuplicate(error)) throw error;
    return record();
  });
}
