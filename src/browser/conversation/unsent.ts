import { conversationsKept, forgetKept, keepsAnything } from "./kept-texts.js";
import { linkTo } from "../page/links.js";
import { addNotice } from "../page/page-notice.js";

/** Names other conversations in which the reader has unsent messages. */
export function sayUnsent(reader: string, openHere?: string): void {
  const waits = conversationsKept(reader).find((id) => id !== openHere);
  if (!waits) return;
  const link = linkTo("Open the conversation to send it", `/conversations/${waits}/messages`);
  addNotice("A message you wrote may not have been sent yet.", link);
}

/** Signing out deletes everything that this browser keeps of the reader, and asks first if something is unsent. Offline, the page stays. */
export function forgetOnSignOut(reader: string): void {
  document.querySelector("[data-sign-out]")!.addEventListener("submit", (event) => {
    if (!navigator.onLine) return;
    const gives =
      !keepsAnything(reader) || confirm("Something you wrote is not sent or saved yet. Sign out and lose it?");
    if (gives) forgetKept(reader);
    else event.preventDefault();
  });
}
