import type { Party } from "../../protocol/messages.js";

export interface Waiting {
  party: Party;
  otherName: string;
  /** When the session is cancelled for want of one of the two, in the reader's zone. */
  givenUpAt: string;
  isPaid: boolean;
  /** Whether the client gets a refund if nobody else comes; null once both have met. */
  refundIfAlone: boolean | null;
}

/** Says what happens, and when, if the other person stays away. */
export function fateWords(waiting: Waiting): string {
  const name = waiting.otherName;
  if (waiting.refundIfAlone === null) return `${name} can come back as long as the room is open.`;
  const cancelled = `If ${name} does not come by ${waiting.givenUpAt}, this session is cancelled`;
  if (!waiting.isPaid) return `${cancelled}.`;
  const whose = waiting.party === "client" ? "your" : "their";
  return waiting.refundIfAlone
    ? `${cancelled} and ${whose} payment is refunded.`
    : `${cancelled}. ${whose === "your" ? "Your" : "Their"} payment is not refunded.`;
}

/** The same, from what the page says about the session. */
export function fateOn(page: HTMLElement, about: Pick<Waiting, "party" | "otherName" | "refundIfAlone">): string {
  return fateWords({ ...about, givenUpAt: page.dataset.givenUpAt ?? "", isPaid: page.dataset.isPaid === "true" });
}

/** Says whether the other person is in the room, to someone who has not joined. */
export function hereWords(otherName: string, isHere: boolean): string {
  return isHere ? `${otherName} is here and waiting for you.` : `${otherName} is not in the room yet.`;
}

/** Says on the appointment's page who is in the room; empty while nobody is. */
export function watchWords(otherName: string, here: { own: boolean; other: boolean }): string {
  if (here.own && here.other) return `You and ${otherName} are in the session room.`;
  if (here.own) return `You are in the session room in another window. ${otherName} is not there yet.`;
  return here.other ? `${otherName} is here and waiting for you.` : "";
}
