import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** The bytes that live objects take, once the garbage is collected. */
export function heapAfterCollecting(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
