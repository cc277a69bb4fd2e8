import { conversationsKept, forgetKept } from "./kept-texts.js";
import { linkTo } from "../page/links.js";
import { addNotice } from "../page/page-notice.js";

/** Says where something that the reader wrote waits to be sent: in another conversation than the one that is open here. */
export function sayUnsent(reader: string, openHere?: string): void {
  const waits = conversationsKept(reader).find((id) => id !== openHere);
  if (!waits) return;
  const link = linkTo("Open the conversation to send it", `/conversations/${waits}/messages`);
  addNotice("A message you wrote may not have been sent yet.", link);
}

/** Whoever signs out leaves nothing behind, and is asked first when something is not sent yet. Without a line the page stays. */
export function forgetOnSignOut(reader: string): void {
  document.querySelector("[data-sign-out]")!.addEventListener("submit", (event) => {
    if (!navigator.onLine) return;
    const gives =
      conversationsKept(reader).length === 0 || confirm("A message you wrote is not sent yet. Sign out and lose it?");
    if (gives) forgetKept(reader);
    else event.preventDefault();
  });
}
