import { AccountModel } from "./account-model.js";

/**
 * Takes the addresses of accounts from before addresses were confirmed for confirmed, and removes the index that kept them apart.
 * Does nothing where that is done.
 */
export async function adoptProvenEmails(): Promise<void> {
  const accounts = AccountModel.collection;
  const old = accounts.find({ provenEmail: { $exists: false }, unprovenSince: { $exists: false } });
  for await (const { _id, email } of old) await accounts.updateOne({ _id }, { $set: { provenEmail: email as string } });
  const former = (await accounts.indexes()).find(({ name, unique }) => name === "email_1" && unique);
  if (former) await accounts.dropIndex("email_1");
}
