import { authorize, type Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { VerificationModel, documentPlace, returnPlace, type Verification } from "./verification-model.js";
import { PURPOSES, type Licence, type Purpose, type VerificationState } from "./verification-rules.js";

/** A document as pages list it. */
export interface DocumentView {
  id: string;
  name: string;
  proves: Purpose;
  /** The same in words. */
  purpose: string;
  /** Its media type. */
  kind: string;
  bytes: number;
  at: Date;
  mayBeRemoved: boolean;
}

export interface VerificationView {
  licence: Licence | null;
  documents: DocumentView[];
  state: VerificationState;
  askedAt: Date | null;
  returned: { reason: string; at: Date } | null;
  version: number;
}

/** What the actor has handed in, as they see it. */
export async function findOwnVerification(services: Services, actor: Person): Promise<VerificationView> {
  authorize(actor, "verification.edit", { counsellorId: actor.id });
  return viewOf(services, await VerificationModel.findById(actor.id).lean());
}

/** A verification with its sealed texts opened; that of someone who has not begun is empty. */
export function viewOf({ secrets }: Services, found: Verification | null): VerificationView {
  const { _id, licence = null, documents = {}, state = "draft", askedAt = null, returned, version = 0 } = found ?? {};
  return {
    licence,
    documents: Object.entries(documents).map(([id, { name, purpose, kind, bytes, at, isDecided }]) => ({
      id,
      name: secrets.open(name, documentPlace(_id!, id, "name")).toString(),
      proves: purpose,
      purpose: PURPOSES[purpose],
      kind,
      bytes,
      at,
      mayBeRemoved: isDecided !== true,
    })),
    state,
    askedAt,
    returned: returned
      ? { reason: secrets.open(returned.reason, returnPlace(_id!)).toString(), at: returned.at }
      : null,
    version,
  };
}
