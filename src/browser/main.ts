import { runCountdown } from "./countdown.js";
import { tameDoubleClicks } from "./double-clicks.js";
import { rememberZone } from "./own-zone.js";
import { reloadWhenDue } from "./reload-when-due.js";
import { focusWhatMatters, followSwap, sayWhatFailed } from "./swaps.js";

rememberZone();
focusWhatMatters(document);
runCountdown();
tameDoubleClicks();
reloadWhenDue();
document.addEventListener("htmx:after:swap", followSwap);
document.addEventListener("htmx:error", sayWhatFailed);
