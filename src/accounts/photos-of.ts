import { among, present } from "../platform/queries.js";
import { AccountModel } from "./account-model.js";
import { photoOf, type OwnDetails } from "./find-own-details.js";

type Id = { toString(): string };

/** Looks up the clients' photos among these people, in one query; undefined for someone without one. */
export async function photosOf(ids: Id[]): Promise<(id: Id) => OwnDetails["photo"]> {
  const accounts = await AccountModel.find({ _id: among(ids.map(String)), photo: present }, { photo: 1 }).lean();
  const photos = new Map(accounts.map((account) => [String(account._id), photoOf(account)]));
  return (id) => photos.get(id.toString());
}
