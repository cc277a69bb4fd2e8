import {
  focusWhatMatters,
  followSwap,
  reloadWhenDue,
  rememberZone,
  runCountdowns,
  tameDoubleClicks,
} from "./small-helps.js";

rememberZone();
focusWhatMatters(document);
runCountdowns();
tameDoubleClicks();
reloadWhenDue();
document.addEventListener("htmx:after:swap", followSwap);
