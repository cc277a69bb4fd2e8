import { find } from "../page/find.js";

/** Shows the inside of the room instead of its entry, with the focus where the person begins: at the call, or in the chat's messages. */
export function showInside(page: HTMLElement, beginsAt: "[data-stage]" | "[data-chat]"): void {
  find(page, "[data-entry]").hidden = true;
  const inside = find(page, "[data-inside]");
  inside.hidden = false;
  const place = find(inside, beginsAt);
  (place.matches("[data-chat]") ? find(place, ".messages") : place).focus();
  place.scrollIntoView({ block: "nearest" });
}
