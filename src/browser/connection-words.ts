import { signInLink } from "./links.js";
import type { Socket } from "./socket.js";

const WORTH_SAYING_MS = 2000;

/**
 * Says in words when the connection is lost for longer than a moment, unless the page gets on without it, and when the reader is
 * signed out. What else is said in the same place stays.
 */
export function sayConnection(
  place: HTMLElement,
  socket: Socket,
  lostWords: string,
  getsOn: () => boolean = () => false,
): void {
  let timer = 0;
  socket.on("lost", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (getsOn()) place.hidden = true;
      else say(place, lostWords);
    }, WORTH_SAYING_MS);
  });
  socket.on("open", () => {
    clearTimeout(timer);
    if (place.textContent === lostWords) place.hidden = true;
  });
  socket.on("signedOut", (why) => {
    clearTimeout(timer);
    say(place, `${why} `);
    place.append(signInLink());
  });
}

function say(place: HTMLElement, words: string): void {
  place.textContent = words;
  place.hidden = false;
}
