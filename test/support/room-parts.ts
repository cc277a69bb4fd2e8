const devices = ["camera", "microphone", "speaker"]
  .map((name) => `<div data-device-field="${name}" hidden><select data-device="${name}"></select></div>`)
  .join("");
const tools = "microphone camera share share-end more full-screen to-call devices-open leave extend end"
  .split(" ")
  .map((name) => `<button data-${name} aria-expanded="false" aria-pressed="false">${name}</button>`)
  .join("");
const media = ["video", "audio", "text"]
  .map((name) => `<input type="radio" name="medium" value="${name}"${name === "video" ? " checked" : ""}>`)
  .join("");
const ways = ["audio", "camera", "text"]
  .map((name) => `<button data-join-by="${name}" hidden>${name}</button>`)
  .join("");
const row = (whose: string): string =>
  `<template data-row="${whose}"><li class="message message-${whose}"><p class="message-body"></p><p class="message-state"></p></li></template>`;

/** What the parts of a session room look for on their page, as a counsellor has it. */
export const ROOM_HTML = `<title>Room</title><script src="/room.js"></script><form data-sign-out="kim"></form>
<main data-room="r1" data-party="counsellor" data-other-name="Ana" data-given-up-at="14:15" data-is-paid="true">
<p data-say></p><p data-here></p><p data-address-words>Both see both.</p>
<section data-entry>
  <p data-entry-problem hidden></p>${media}<p data-saving-data hidden></p><p data-no-calls hidden></p>
  <div data-media-help tabindex="-1" hidden><p data-media-help-words></p>${ways}</div><button data-join>Join</button>
  <form data-address><input type="radio" name="address" value="never"><input type="radio" name="address" value="call"></form>
  <div data-call-check><video data-preview hidden></video><div data-level-box hidden><meter data-level></meter></div>
    <p data-check-words></p><button data-check><i></i>Check</button><div data-devices>${devices}</div><p data-line></p></div>
  <input type="checkbox" data-bell>
</section>
<div data-inside hidden>
  <p data-clock hidden><span data-elapsed></span> <span data-remaining></span></p>
  <div data-stage tabindex="-1"><p data-problem hidden></p><video data-own muted></video><video data-remote></video>
    <p data-call-words></p><div data-waiting><p data-waiting-words></p><p data-fate></p><p data-bell-box></p></div>
    <div data-call-offer><button data-join-call>Join the call</button><span data-offer-address></span></div>
    <p data-silent hidden></p><button data-sound-on></button><p data-sharing-sign hidden></p>
    <p data-line-note hidden><span data-line-words></span> <button data-overrule></button></p></div>
  ${tools}<button data-to-chat>Chat<span data-unread hidden><span data-count></span></span></button>
  <details data-private hidden><summary data-four-words></summary></details>
  <details data-whereabouts><summary>Where</summary><p data-not-said></p><div data-said hidden><p data-place></p><p data-contact></p></div>
    <div data-phone-row hidden><p data-phone></p></div><div data-emergency-contact-row hidden><p data-emergency-contact></p></div></details>
  <section data-chat><div class="messages" tabindex="-1"><ol></ol></div><button data-newest hidden></button><p data-typing></p>
    ${row("own")}${row("other")}<form><textarea maxlength="50"></textarea><button>Send</button></form></section>
  <dialog data-devices-dialog>${devices}<button data-stay>Done</button></dialog>
  <dialog data-extend-dialog><button data-minutes="15">15</button><button data-stay>Not now</button></dialog>
  <dialog data-end-dialog><form method="post" action="/end"><button>End</button></form><button data-stay>Continue</button></dialog>
</div>
<section data-after hidden><h2 data-after-words tabindex="-1"></h2><p data-after-detail></p><p data-after-bytes hidden></p>
  <div data-next-week hidden></div><button data-rejoin hidden>Join again</button></section></main>`;
