import { setTimeout as pause } from "node:timers/promises";
import type { Relay } from "./relay.js";

const LOOK_MS = 500;

/** Waits until the relay has finished opening or closing sockets, so that this work does not slow the next measurement. */
export async function settle(relay: Relay): Promise<void> {
  for (let isBusy = true; isBusy;) {
    await pause(LOOK_MS / 2);
    const before = await relay.cpu();
    await pause(LOOK_MS);
    isBusy = (await relay.cpu()) - before > LOOK_MS / 2;
  }
}
