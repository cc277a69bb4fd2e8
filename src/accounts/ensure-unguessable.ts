import { InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import { guessable } from "./guessable-rules.js";

/** Throws InvalidInput for `field` when a new password is easy to guess for someone who knows whose it is. */
export function ensureUnguessable(
  { site }: Services,
  password: string,
  { name, email }: { name: string; email: string },
  field = "password",
): void {
  const why = guessable(password, [name, email, site.current.name, "HealSpace"]);
  if (why) throw new InvalidInput({ [field]: why });
}
