import type { Visit } from "./messages.js";

/** Whether someone is in the room by text: then there is no call with them, and no connection between the two browsers. */
export const isByText = (visit: Pick<Visit, "byText" | "textOnly">): boolean =>
  visit.byText === true || visit.textOnly === true;
