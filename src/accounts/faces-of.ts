import { among } from "../platform/queries.js";
import { AccountModel } from "./account-model.js";
import { photoOf, type OwnDetails } from "./find-own-details.js";
import { namesIn, type NameOf } from "./names-of.js";

type Id = { toString(): string };

/** What lists show of people: the name as `NameOf`, and a client's photo; undefined for someone without one. */
export interface Faces {
  nameOf: NameOf;
  photoOf: (id: Id) => OwnDetails["photo"];
}

/** Looks up these people's names and the clients' photos among them, in one query. */
export async function facesOf(ids: Id[]): Promise<Faces> {
  const which = { _id: among(ids.map(String)) };
  const accounts = ids.length === 0 ? [] : await AccountModel.find(which, { name: 1, photo: 1 }).lean();
  const photos = new Map(accounts.map((account) => [String(account._id), photoOf(account)]));
  return { nameOf: namesIn(accounts), photoOf: (id) => photos.get(id.toString()) };
}
