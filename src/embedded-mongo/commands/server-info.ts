import { hostname } from "node:os";

/** The release of MongoDB whose commands and codes are answered. */
export const VERSION = [7, 0, 0] as const;

/** Who answers, as replies such as that of `explain` say it. */
export function serverInfo(): { host: string; port: number; version: string; gitVersion: string } {
  return { host: hostname(), port: 0, version: VERSION.join("."), gitVersion: "embedded" };
}
