/** Errors as programs compare them; the words beside a code are for people. */
export type ErrorCode =
  | "bad-request"
  | "signed-out"
  /** The page was made for another account than the one that is signed in. */
  | "other-account"
  | "forbidden"
  | "not-found"
  | "conflict"
  | "too-large"
  | "invalid-input"
  | "rate-limited"
  | "server-error"
  | "unavailable";
