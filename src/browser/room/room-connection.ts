import { sayConnection, sayDelayed } from "../page/connection-words.js";
import { linkTo } from "../page/links.js";
import type { NoticeLine } from "../page/notice.js";
import type { Socket } from "../page/socket.js";

const LOST = "Connection to HealSpace lost. Reconnecting…";
const DELAYED = "Chat may be a little late just now. It will catch up by itself, and your call is not affected.";
const BLOCKED =
  "We still cannot connect, but we will keep trying. This network may block live sessions: try another network, such as mobile data, or turn off your VPN. Messages may still work: ";

/** Says in a room that the connection is lost and, when that lasts, what to try and what still works; and when news is late. */
export function sayRoomConnection(notice: NoticeLine, socket: Socket): void {
  sayConnection(notice, socket, LOST, undefined, () => notice.say(BLOCKED, messagesLink()));
  sayDelayed(notice, socket, DELAYED);
}

/** Opens in another tab: the call between the two browsers may still be going on in this one. */
function messagesLink(): HTMLAnchorElement {
  const link = linkTo("Open messages in a new tab", "/conversations");
  link.target = "_blank";
  return link;
}
