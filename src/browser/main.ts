import {
  focusWhatMatters,
  followSwap,
  reloadWhenDue,
  rememberZone,
  runCountdown,
  sayWhatFailed,
  tameDoubleClicks,
} from "./small-helps.js";

rememberZone();
focusWhatMatters(document);
runCountdown();
tameDoubleClicks();
reloadWhenDue();
document.addEventListener("htmx:after:swap", followSwap);
document.addEventListener("htmx:error", sayWhatFailed);
