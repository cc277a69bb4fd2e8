import { signInLink } from "./links.js";
import type { NoticeLine } from "./notice.js";
import type { Socket } from "./socket.js";
import { Timer } from "./timer.js";

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
  const looking = new Timer();
  const lasting = new Timer();
  let isLost = false;
  let takeBack: (() => void) | null = null;

  function stopSaying(): void {
    takeBack?.();
    takeBack = null;
  }
  function look(): void {
    if (getsOn()) stopSaying();
    else takeBack ??= notice.say(lostWords);
    looking.start(WORTH_SAYING_MS, look);
  }
  function stopLooking(): void {
    isLost = false;
    looking.stop();
    lasting.stop();
  }
  // A socket is lost again with each attempt to connect that fails.
  socket.on("lost", () => {
    if (isLost) return;
    isLost = true;
    looking.start(WORTH_SAYING_MS, look);
    if (sayLasting) lasting.start(LASTS_AFTER_MS, () => (takeBack = sayLasting()));
  });
  socket.on("answered", () => {
    stopLooking();
    stopSaying();
  });
  socket.on("signedOut", (why) => {
    stopLooking();
    notice.say(`${why} `, signInLink());
  });
}

/** Says, after two seconds, that the server hears late of what others do, until the socket is replaced. */
export function sayDelayed(notice: NoticeLine, socket: Socket, words: string): void {
  const saying = new Timer();
  let takeBack: (() => void) | null = null;
  socket.on("delayed", () => saying.start(WORTH_SAYING_MS, () => (takeBack ??= notice.say(words))));
  socket.on("lost", () => {
    saying.stop();
    takeBack?.();
    takeBack = null;
  });
}
