import { expect } from "chai";
import { AuditEventModel } from "../../src/audit/event-model.js";
import { EmailProofModel } from "../../src/accounts/proof-model.js";
import { TryCountModel } from "../../src/accounts/tries-model.js";
import { InvitationModel } from "../../src/invitations/invitation-model.js";
import { LetterModel } from "../../src/letters/letter-model.js";
import { OneTimeLinkModel } from "../../src/one-time-links/link-model.js";
import { LoginSessionModel } from "../../src/web/login-session-model.js";
import { UnfinishedModel } from "../../src/web/unfinished-model.js";

const DAY = 24 * 3600;

describe("The database itself removes", () => {
  /** For each collection: from which moment on, and after how many seconds. */
  const kept = (model: { schema: { indexes(): [object, { expireAfterSeconds?: number }][] } }) =>
    model.schema
      .indexes()
      .flatMap(([fields, { expireAfterSeconds }]) =>
        expireAfterSeconds === undefined ? [] : [[...Object.keys(fields), expireAfterSeconds]],
      );

  it("login sessions and counted tries when they expire, and an unfinished text after an hour", () => {
    expect(kept(LoginSessionModel)).to.deep.equal([["expires", 0]]);
    expect(kept(TryCountModel)).to.deep.equal([["expire", 0]]);
    expect(kept(UnfinishedModel)).to.deep.equal([["storedAt", 3600]]);
  });

  it("one-time links and proofs after a week, invitations after 30 days and letters after 90", () => {
    expect(kept(OneTimeLinkModel)).to.deep.equal([["expiresAt", 7 * DAY]]);
    expect(kept(EmailProofModel)).to.deep.equal([["storedAt", 7 * DAY]]);
    expect(kept(LetterModel)).to.deep.equal([["settledAt", 90 * DAY]]);
    expect(kept(InvitationModel)).to.deep.equal([["storedAt", 30 * DAY]]);
  });

  it("nothing from the audit log", () => {
    expect(kept(AuditEventModel)).to.deep.equal([]);
  });
});
