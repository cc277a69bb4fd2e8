import type { Duplex } from "node:stream";

const AT_MOST_BYTES = 64 * 1024;
const gathering = new Set<Duplex>();

/** Lets what is written to this stream until the end of the turn leave in one system call, which costs more than all else about a message. */
export function gatherWrites(stream: Duplex): void {
  if (stream.writableLength > AT_MOST_BYTES) letGo(stream);
  if (gathering.has(stream)) return;
  if (gathering.size === 0) setImmediate(letAllGo);
  gathering.add(stream);
  stream.cork();
}

function letAllGo(): void {
  for (const stream of gathering) letGo(stream);
}

function letGo(stream: Duplex): void {
  if (gathering.delete(stream)) stream.uncork();
}
