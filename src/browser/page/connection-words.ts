import { signInLink } from "./links.js";
import type { NoticeLine } from "./notice.js";
import type { Socket } from "./socket.js";

const WORTH_SAYING_MS = 2000;
const LASTS_AFTER_MS = 20_000;

/**
 * Says that the connection is lost, after two seconds and unless the page works without it, and that the reader is signed out.
 * `sayLasting` may say something else after 20 seconds; it returns a function that removes those words.
 */
export function sayConnection(
  notice: NoticeLine,
  socket: Socket,
  lostWords: string,
  getsOn: () => boolean = () => false,
  sayLasting: (() => () => void) | null = null,
): void {
  let timer = 0;
  let lastingTimer = 0;
  let takeBack: (() => void) | null = null;

  function stopSaying(): void {
    clearTimeout(lastingTimer);
    lastingTimer = 0;
    takeBack?.();
    takeBack = null;
  }
  function look(): void {
    if (getsOn()) stopSaying();
    else takeBack ??= notice.say(lostWords);
  }
  socket.on("lost", () => {
    if (sayLasting) lastingTimer ||= setTimeout(() => (takeBack = sayLasting()), LASTS_AFTER_MS);
    clearInterval(timer);
    timer = setInterval(look, WORTH_SAYING_MS);
  });
  socket.on("answered", () => {
    clearInterval(timer);
    stopSaying();
  });
  socket.on("signedOut", (why) => {
    clearInterval(timer);
    clearTimeout(lastingTimer);
    notice.say(`${why} `, signInLink());
  });
}
