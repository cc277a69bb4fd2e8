import type { Duplex } from "node:stream";

const AT_MOST_BYTES = 64 * 1024;
const AT_MOST_STREAMS = 16;
let gathering: Duplex[] = [];

/**
 * Corks the stream until the end of the tick, so that its writes become one system call, the largest cost of a message. Every
 * sixteen streams are flushed early, so that in a long tick the first do not wait for the last.
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
