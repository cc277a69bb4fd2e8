import type { Party } from "../../protocol/messages.js";

export interface Waiting {
  party: Party;
  otherName: string;
  /** When the session is given up, as the reader's clock shows it. */
  givenUpAt: string;
  isPaid: boolean;
  /** Whether the client is paid back if nobody else comes; null once both have met. */
  refundIfAlone: boolean | null;
}

/** Tells someone who waits what will happen, and when. */
export function fateWords(waiting: Waiting): string {
  const name = waiting.otherName;
  if (waiting.refundIfAlone === null) return `${name} can come back as long as the room is open.`;
  const cancelled = `If ${name} does not come by ${waiting.givenUpAt}, this session is cancelled`;
  if (!waiting.isPaid) return `${cancelled}.`;
  const whose = waiting.party === "client" ? "your" : "their";
  return waiting.refundIfAlone
    ? `${cancelled} and ${whose} payment returned.`
    : `${cancelled}. ${whose === "your" ? "Your" : "Their"} payment is not returned.`;
}

/** Tells someone who has not joined yet whether the other person is there. */
export function hereWords(otherName: string, isHere: boolean): string {
  return isHere ? `${otherName} is here and waiting for you.` : `${otherName} is not in the room yet.`;
}

/** Tells someone on the appointment's page who is in the room; nothing while nobody is. */
export function watchWords(otherName: string, here: { own: boolean; other: boolean }): string {
  if (here.own && here.other) return `You and ${otherName} are in the session room.`;
  if (here.own) return `You are in the session room in another window. ${otherName} is not there yet.`;
  return here.other ? `${otherName} is here and waiting for you.` : "";
}
