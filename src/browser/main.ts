import { startConversation } from "./conversation.js";
import {
  focusWhatMatters,
  followSwap,
  reloadWhenDue,
  rememberZone,
  runCountdowns,
  tameDoubleClicks,
} from "./small-helps.js";
import { Socket } from "./socket.js";
import { watchRoom } from "./watch-room.js";

rememberZone();
focusWhatMatters(document);
runCountdowns();
tameDoubleClicks();
reloadWhenDue();
document.addEventListener("htmx:after:swap", followSwap);

const conversation = document.querySelector<HTMLElement>("[data-conversation]");
const watched = document.querySelector<HTMLElement>("[data-room-watch]");
if (conversation || watched) {
  const socket = new Socket();
  if (conversation) startConversation(conversation, socket);
  if (watched) watchRoom(watched, socket);
}
