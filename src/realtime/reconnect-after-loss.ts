import type { Bus } from "./bus.js";
import type { Sockets } from "./open-sockets.js";

/** Processes that were cut off together come back one after the other; pages connect again once for all of them. */
const SETTLES_MS = 1000;

/**
 * Tells pages while news from other processes does not arrive, and has them connect again a second after the last process is back,
 * so that they ask for what they missed.
 */
export function reconnectAfterLoss(bus: Bus, sockets: Sockets): void {
  let timer: NodeJS.Timeout | undefined;
  const reconnectSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => sockets.closeAll(), SETTLES_MS).unref();
  };
  bus.whenLost(() => sockets.tellDelayed());
  bus.whenBack(reconnectSoon);
  bus.on("news.lost", reconnectSoon);
}
