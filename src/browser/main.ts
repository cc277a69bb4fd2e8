import {
  focusWhatMatters,
  followSwap,
  reloadWhenDue,
  rememberZone,
  runCountdown,
  sayWhatFailed,
  tameDoubleClicks,
} from "./small-helps.js";
import { forgetStays } from "./stay-memory.js";

if (!document.querySelector("[data-room]")) forgetStays();
rememberZone();
focusWhatMatters(document);
runCountdown();
tameDoubleClicks();
reloadWhenDue();
document.addEventListener("htmx:after:swap", followSwap);
document.addEventListener("htmx:error", sayWhatFailed);
