import type { Duplex } from "node:stream";

const AT_MOST_BYTES = 64 * 1024;
const AT_MOST_STREAMS = 16;
let gathering: Duplex[] = [];

/**
 * Lets what is written to this stream until the end of the turn leave in one system call, which costs more than all else about a
 * message. In a long turn the first streams do not wait for the last: they leave after sixteen.
 */
export function gatherWrites(stream: Duplex): void {
  if (stream.writableLength > AT_MOST_BYTES) stream.uncork();
  if (stream.writableCorked > 0) return;
  if (gathering.length >= AT_MOST_STREAMS) letGo();
  if (gathering.length === 0) setImmediate(letGo);
  gathering.push(stream);
  stream.cork();
}

function letGo(): void {
  const gathered = gathering;
  gathering = [];
  for (const stream of gathered) stream.uncork();
}
