import { AccountModel } from "../accounts/account-model.js";

/** Treats the addresses of accounts from before addresses were confirmed as confirmed. */
export async function confirmEarlierEmails(): Promise<void> {
  const accounts = AccountModel.collection;
  const old = accounts.find({ provenEmail: { $exists: false }, unprovenSince: { $exists: false } });
  for await (const { _id, email } of old) await accounts.updateOne({ _id }, { $set: { provenEmail: email as string } });
}
