import { randomBytes } from "node:crypto";

/** The address of a new, empty database on the server of this run. */
export function freshDatabaseUri(): string {
  const name = `test-${randomBytes(6).toString("hex")}`;
  return Object.assign(new URL(process.env.MONGODB_URI ?? ""), { pathname: `/${name}` }).toString();
}
