import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import path from "node:path";

/** Where the server of a folder listens. */
export interface ListeningPlace {
  options: { path: string } | { host: string; port: number };
  /** As a URI names it; the port is known once it listens. */
  address(port: number | undefined): string;
}

/** Systems truncate or refuse longer socket paths. */
const LONGEST_PATH = 100;

/** A socket in the folder, or a free port on Windows. */
export function listeningPlace(folder: string): ListeningPlace {
  if (process.platform === "win32") {
    return { options: { host: "127.0.0.1", port: 0 }, address: (port) => `127.0.0.1:${port}` };
  }
  const socket = socketPath(folder);
  return { options: { path: socket }, address: () => encodeURIComponent(socket) };
}

function socketPath(folder: string): string {
  const inside = path.join(folder, "mongo.sock");
  if (Buffer.byteLength(inside) <= LONGEST_PATH) return inside;
  const name = createHash("sha256").update(folder).digest("hex").slice(0, 16);
  return path.join(tmpdir(), `embedded-mongo-${name}.sock`);
}
