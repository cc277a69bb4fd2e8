import { runCountdown } from "./page/countdown.js";
import { showExpirySlash } from "./page/expiry-slash.js";
import { tameDoubleClicks } from "./page/double-clicks.js";
import { rememberZone } from "./page/own-zone.js";
import { reloadWhenDue } from "./page/reload-when-due.js";
import { forgetStays } from "./room/stay-memory.js";
import { sendWhenDue } from "./page/send-when-due.js";
import { focusWhatMatters, followSwap, sayWhatFailed } from "./page/swaps.js";

if (!document.querySelector("[data-room]")) forgetStays();
rememberZone();
focusWhatMatters(document);
runCountdown();
tameDoubleClicks();
showExpirySlash();
reloadWhenDue();
sendWhenDue();
document.addEventListener("htmx:after:swap", followSwap);
document.addEventListener("htmx:error", sayWhatFailed);
