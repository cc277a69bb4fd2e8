import mongoose from "mongoose";
import { actorOf } from "./booking.js";
import type { TestPerson } from "./people.js";
import type { Reader, Page } from "./reader.js";
import type { TestSite } from "./test-site.js";
import { addDocument } from "../../src/verification/documents.js";
import { VerificationModel } from "../../src/verification/verification-model.js";

export const LICENCE = { body: "Chamber of Psychotherapists", number: "4711", country: "DE", expiresOn: "2027-05-31" };
export const PDF = Buffer.from("%PDF-1.4 a licence");

/** Sends a document by the form of the page. */
export async function upload(reader: Reader, purpose: string, bytes = PDF, name = "licence.pdf"): Promise<Page> {
  const body = new FormData();
  body.append("_csrf", await reader.csrfToken("/profile/verification"));
  body.append("purpose", purpose);
  body.append("file", new Blob([Uint8Array.from(bytes)]), name);
  return reader.request("/profile/verification/documents", { method: "POST", body });
}

/** Hands in what verification needs, and asks for it. */
export async function handIn(site: TestSite, person: TestPerson): Promise<void> {
  for (const purpose of ["licence", "identity"] as const) {
    await addDocument(site.services, actorOf(person, "counsellor"), { purpose, upload: { name: "a.pdf", bytes: PDF } });
  }
  const asked = { licence: LICENCE, state: "waiting", askedAt: site.clock.now() };
  await VerificationModel.updateOne({ _id: new mongoose.Types.ObjectId(person.id) }, { $set: asked });
}
