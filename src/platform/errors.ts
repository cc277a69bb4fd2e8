import type { ErrorCode } from "../protocol/codes.js";

/** An error whose message may be shown to the person who caused it. Everything else is a plain 500. */
export class SafeError extends Error {
  constructor(
    readonly status: number,
    /** For programs, which never read the message. */
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** The request makes no sense as it is. */
export class BadRequest extends SafeError {
  constructor(message = "Please go back and try again.") {
    super(400, "bad-request", message);
  }
}

/** The record does not exist, or this person may not know that it does: both answer alike. */
export class NotFound extends SafeError {
  constructor(message = "We could not find that page.") {
    super(404, "not-found", message);
  }
}

/** Only for those who are signed in, and this sender no longer is. */
export class SignedOut extends SafeError {
  constructor(message = "You are signed out.") {
    super(401, "signed-out", message);
  }
}

/** The page was made for another account than the one that is signed in. */
export class OtherAccount extends SafeError {
  constructor(message = "You are now signed in to a different account, so this page cannot send.") {
    super(401, "other-account", message);
  }
}

/** The request itself was refused, no matter who sent it: a foreign origin, a missing form token. */
export class Forbidden extends SafeError {
  constructor(message = "That request was refused.") {
    super(403, "forbidden", message);
  }
}

/** The record is no longer in the state that the change needs. */
export class Conflict extends SafeError {
  constructor(message = "Something has changed. Please look again.") {
    super(409, "conflict", message);
  }
}

/** What was entered cannot be accepted; `fields` says why, by field name. */
export class InvalidInput extends SafeError {
  constructor(
    readonly fields: Record<string, string>,
    message = "Please check the marked fields.",
  ) {
    super(422, "invalid-input", message);
  }
}

/** The upload or body is larger than this place takes. */
export class TooLarge extends SafeError {
  constructor(message = "That is too large.") {
    super(413, "too-large", message);
  }
}

/** Asked too often in too short a time. */
export class TooMany extends SafeError {
  constructor(message = "Too many requests. Please wait a moment and try again.") {
    super(429, "rate-limited", message);
  }
}

/** Too many ask for the same at this moment: the request was not taken up, and may be sent again as it is. */
export class Busy extends SafeError {
  constructor(message = "Many people are asking for this right now. Please try again in a moment.") {
    super(503, "unavailable", message);
  }
}

/** Something that HealSpace needs is away for the moment. */
export class Unavailable extends SafeError {
  constructor(message = "HealSpace cannot reach its database right now. Please try again in a moment.") {
    super(503, "unavailable", message);
  }
}
