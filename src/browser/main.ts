import { runCountdown } from "./countdown.js";
import { tameDoubleClicks } from "./double-clicks.js";
import { rememberZone } from "./own-zone.js";
import { reloadWhenDue } from "./reload-when-due.js";
import { forgetStays } from "./stay-memory.js";
import { focusWhatMatters, followSwap, sayWhatFailed } from "./swaps.js";

if (!document.querySelector("[data-room]")) forgetStays();
rememberZone();
focusWhatMatters(document);
runCountdown();
tameDoubleClicks();
reloadWhenDue();
document.addEventListener("htmx:after:swap", followSwap);
document.addEventListener("htmx:error", sayWhatFailed);
