/** What a relay under measurement tells whoever started it: where it answers, then, when asked, what it has used so far. */
export interface Use {
  cpuMs: number;
  /** Held by objects and buffers, without what the heap keeps free. */
  heldBytes: number;
  residentBytes: number;
}

/** Says that the relay answers, with what its load needs to know, and reports its use whenever asked, until let go. */
export function report(ready: object, stop: () => Promise<void> = () => Promise.resolve()): void {
  process.on("message", () => {
    globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    const { heapUsed, external, rss } = process.memoryUsage();
    const use: Use = { cpuMs: (user + system) / 1000, heldBytes: heapUsed + external, residentBytes: rss };
    process.send?.(use);
  });
  process.on("disconnect", () => void stop().finally(() => process.exit()));
  process.send?.(ready);
}
