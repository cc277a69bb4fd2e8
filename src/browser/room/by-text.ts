import { canCall } from "../call/can-call.js";
import { find } from "../page/find.js";
import type { OwnSide } from "./own-side.js";
import type { CallStage } from "./stage.js";

/** Shows someone who came in by text that they did, what a call would tell of them, and lets them join the call, if their browser can make one. */
export function startByText(inside: HTMLElement, own: OwnSide, stage: CallStage, join: () => void): void {
  if (!canCall()) own.hideCallTools();
  stage.showState(canCall() ? "by-text" : "text-only");
  find(inside, "[data-offer-address]").textContent = find(document, "[data-address-words]").textContent;
  find(inside, "[data-join-call]").onclick = () => {
    join();
    find(inside, "[data-stage]").focus();
  };
}
