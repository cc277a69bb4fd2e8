import { signInLink } from "./links.js";
import type { Notice } from "./notice.js";
import type { Socket } from "./socket.js";

const WORTH_SAYING_MS = 2000;

/**
 * Says that the connection is lost, once that has lasted for two seconds and unless the page gets on without it, and that the reader
 * is signed out.
 */
export function sayConnection(
  notice: Notice,
  socket: Socket,
  lostWords: string,
  getsOn: () => boolean = () => false,
): void {
  let timer = 0;
  let takeBack: (() => void) | null = null;

  function stopSaying(): void {
    takeBack?.();
    takeBack = null;
  }
  function look(): void {
    if (getsOn()) stopSaying();
    else takeBack ??= notice.say(lostWords);
  }
  socket.on("lost", () => {
    clearInterval(timer);
    timer = setInterval(look, WORTH_SAYING_MS);
  });
  socket.on("answered", () => {
    clearInterval(timer);
    stopSaying();
  });
  socket.on("signedOut", (why) => {
    clearInterval(timer);
    notice.say(`${why} `, signInLink());
  });
}
