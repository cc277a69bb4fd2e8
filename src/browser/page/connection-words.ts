import { signInLink } from "./links.js";
import type { Socket } from "./socket.js";
import { writeWords } from "./write-words.js";

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
  let gotOn: boolean | null = null;
  socket.on("lost", () => {
    clearInterval(timer);
    gotOn = null;
    timer = setInterval(look, WORTH_SAYING_MS);
  });
  socket.on("answered", () => {
    clearInterval(timer);
    if (place.textContent === lostWords) place.hidden = true;
  });
  socket.on("signedOut", (why) => {
    clearInterval(timer);
    say(place, `${why} `);
    place.append(signInLink());
  });

  function look(): void {
    const isOn = getsOn();
    if (isOn === gotOn) return;
    gotOn = isOn;
    if (isOn) place.hidden = true;
    else say(place, lostWords);
  }
}

function say(place: HTMLElement, words: string): void {
  writeWords(place, words);
  place.hidden = false;
}
