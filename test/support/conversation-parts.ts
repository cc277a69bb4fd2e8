/** Two keys, in base64, with which a page seals what its browser keeps. */
export const KEYS = [7, 8].map((byte) => Buffer.alloc(32, byte).toString("base64"));

/** A message as the server draws it; `own` is the client's id of one that the page's reader wrote. */
export const row = (seq: number, { day = "Monday", own = "", text = `Text ${seq}` } = {}): string =>
  `<li class="message${own && " message-own"}" data-seq="${seq}"${own && ` data-client-id="${own}"`}>` +
  `<p class="day-separator">${day}</p><p class="message-body">${text}</p><p class="message-state">${own && "Sent"}</p></li>`;

/** What the parts of a conversation look for on their page. */
export const CONVERSATION_HTML = `<p id="live"></p><form data-sign-out="kim"></form>
<section data-conversation="c1" data-other-name="Ana" data-keys="${KEYS.join(" ")}">
  <p data-connection-state hidden></p><p data-writing-until></p>
  <div class="messages" tabindex="-1" style="height: 200px; overflow: auto"><p class="messages-none">None</p><ol></ol></div>
  <button data-newest hidden>Newest</button><p data-closed tabindex="-1" hidden></p><p data-typing></p><p data-problem></p>
  <template data-row="own"><li class="message message-own"><p class="message-body"></p><p class="message-state"></p></li></template>
  <form class="composer" action="/messages"><input type="hidden" name="_csrf" value="t"><textarea name="text" maxlength="50"></textarea></form>
  <form id="withdraw"></form><dialog data-withdraw-dialog><form action="/withdraw"><input name="seq"></form></dialog>
  <details data-send-file><form><input name="clientId"><input type="file"><button>Send</button></form><p data-sending></p></details>
</section>`;
