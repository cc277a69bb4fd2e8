import { readFileSync } from "node:fs";
import path from "node:path";

const folder = path.resolve(import.meta.dirname, "../../public/build");
let addresses: Record<string, string> | undefined;

/** The address of a built file or folder, such as `app.css`; it changes with the file's contents and may be kept for ever. */
export function asset(name: string): string {
  addresses ??= JSON.parse(readFileSync(path.join(folder, "manifest.json"), "utf8")) as Record<string, string>;
  const hashed = addresses[name];
  if (!hashed) throw new Error(`No built file is called ${name}`);
  return `/build/${hashed}`;
}
