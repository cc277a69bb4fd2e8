import mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { recordEvent } from "../audit/record-event.js";
import { cleanFile, type UncheckedFile } from "../files/clean-file.js";
import { forgetFile, keepFile } from "../files/keep-file.js";
import { openFile } from "../files/open-file.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict, InvalidInput, NotFound } from "../platform/errors.js";
import { before, not, present } from "../platform/queries.js";
import type { Services } from "../services.js";
import { documentPlace, VerificationModel, type VerificationDocument } from "./verification-model.js";
import { MOST_DOCUMENTS, PURPOSES, type Purpose } from "./verification-rules.js";

/**
 * Keeps a document of the actor, sealed before any store sees it. A picture loses its metadata first. Throws InvalidInput for what is
 * empty, damaged, or neither a PDF nor a picture, and where there are eight already.
 */
export async function addDocument(
  services: Services,
  actor: Person,
  { purpose, upload }: { purpose: Purpose; upload: UncheckedFile },
): Promise<void> {
  authorize(actor, "verification.edit", { counsellorId: actor.id });
  const file = await cleanFile(upload);
  const id = new mongoose.Types.ObjectId();
  const kept = await keepFile(services, file, (field) => documentPlace(actor.id, id, field));
  const document = { ...kept, purpose, at: services.clock.now() };
  const claimed = await claim(actor, String(id), document).catch(async (error: unknown) => {
    await forgetFile(services, kept.content);
    throw error;
  });
  if (claimed) return;
  await forgetFile(services, kept.content);
  throw new InvalidInput({ file: `You can hand in at most ${MOST_DOCUMENTS} documents. Remove one first.` });
}

/** Removes a document of the actor; one with which an admin approved stays. Throws Conflict where it is not there to be removed. */
export async function removeDocument(services: Services, actor: Person, id: string): Promise<void> {
  authorize(actor, "verification.edit", { counsellorId: actor.id });
  const path = `documents.${id}`;
  const found = await VerificationModel.findOneAndUpdate(
    { _id: actor.id, [path]: present, [`${path}.isDecided`]: not(true) },
    { $unset: { [path]: 1 }, $inc: { documentCount: -1, version: 1 } },
    { returnDocument: "before" },
  ).lean();
  const document = found?.documents?.[id];
  if (!document) throw new Conflict("This document cannot be removed, or has already been removed.");
  await forgetFile(services, document.content);
}

/** Opens a document for the counsellor who handed it in. Throws NotFound. */
export async function openOwnDocument(
  services: Services,
  actor: Person,
  id: string,
): Promise<UncheckedFile & { kind: string }> {
  authorize(actor, "verification.edit", { counsellorId: actor.id });
  return (await findDocument(services, actor.id, id)).open();
}

/** Opens a counsellor's document for an admin, once the audit log says so. Throws NotFound. */
export async function openDocument(
  services: Services,
  actor: Person,
  { accountId, id }: { accountId: string; id: string },
): Promise<UncheckedFile & { kind: string }> {
  authorize(actor, "counsellor.check", {});
  const document = await findDocument(services, accountId, id);
  await recordEvent(services, actor, "document.opened", { accountId, detail: PURPOSES[document.purpose] });
  return document.open();
}

/** Adds a document where there is room for one. */
async function claim(actor: Person, id: string, document: VerificationDocument): Promise<boolean> {
  const add = async (): Promise<boolean> => {
    const hasRoom = { _id: actor.id, documentCount: before(MOST_DOCUMENTS) };
    const change = { $set: { [`documents.${id}`]: document }, $inc: { documentCount: 1, version: 1 } };
    return (await VerificationModel.updateOne(hasRoom, change)).matchedCount === 1;
  };
  if (await add()) return true;
  await VerificationModel.create({ _id: actor.id }).catch((error: unknown) => {
    if (!isDuplicate(error)) throw error;
  });
  return add();
}

interface FoundDocument {
  purpose: Purpose;
  open(): Promise<UncheckedFile & { kind: string }>;
}

async function findDocument(services: Services, accountId: string, id: string): Promise<FoundDocument> {
  const verification = await VerificationModel.findById(accountId).lean();
  const document = verification?.documents?.[id];
  if (!document) throw new NotFound();
  const open = async (): Promise<UncheckedFile & { kind: string }> => ({
    name: services.secrets.open(document.name, documentPlace(accountId, id, "name")).toString(),
    kind: document.kind,
    bytes: await openFile(services, document.content, documentPlace(accountId, id, "content")),
  });
  return { purpose: document.purpose, open };
}
