import type { Person } from "../access/permissions.js";
import type { CLOSE } from "../protocol/limits.js";
import type { Party, ServerMessage, Visit } from "../protocol/messages.js";

/** Who of a room's members a message is for. */
export interface Audience {
  /** The id of the person whom it is not for. */
  except?: string;
  /** The id of the only person whom it is for. */
  only?: string;
}

/** What processes tell each other. What is stored is named by its id alone. */
export interface News {
  "room.told": { room: string; message: ServerMessage; audience: Audience };
  /** A message was sent or withdrawn, by someone of that name. */
  "conversation.changed": {
    type: "conversation.message" | "conversation.changed";
    conversationId: string;
    seq: number;
    name: string;
  };
  "conversation.writing": { conversationId: string };
  "conversation.unread": { personId: string };
  "logins.ended": { loginIds: string[]; why: keyof typeof CLOSE };
  /** What people have sent since the last time, by their ids. */
  "allowances.taken": Record<string, { message: number; bytes: number }>;
  /** Someone is in a session room at the teller's process. With `meets`, they have just joined the call. */
  "stay.is": SaidStay & { meets: boolean };
  /** A stay at the teller's process is over. */
  "stay.over": Pick<SaidStay, "appointmentId" | "party"> & { link: string };
  /** A message for the one who is there over this link. */
  "stay.pass": Pick<SaidStay, "appointmentId" | "party"> & { link: string; message: ServerMessage };
  /** Pages that follow this session need to be told how it is now. */
  "session.changed": { appointmentId: string };
  /** The teller's process runs. With `asks`, it wants to hear of all stays. */
  "process.runs": { asks: boolean };
  /** The links of all stays at the teller's process: another process that knows others has missed news. */
  "stays.are": { links: string[] };
  /** The site's settings or texts were changed. */
  "site.changed": object;
  /** Some of the teller's news was lost: pages elsewhere need to ask for what changed. */
  "news.lost": object;
}

/** A stay in a session room, as other processes need it. */
export interface SaidStay {
  appointmentId: string;
  party: Party;
  visit: Visit;
  actor: Person;
  /** Of two stays of the same person, the one with the higher number counts. */
  order: number;
  /** Milliseconds since 1970. */
  closesAt: number;
}

export type Topic = keyof News;

/** Carries news between the processes of one site, in the order each sent them. While it is interrupted, news is lost. */
export interface Bus {
  /** Tells all other processes. Never throws. */
  publish<T extends Topic>(topic: T, news: News[T]): void;
  /** Calls `hear` with what the others publish, and with the id of the process that did. */
  on<T extends Topic>(topic: T, hear: (news: News[T], from: string) => void): void;
  /** Calls `job` when news arrives for the first time, and again after each interruption. */
  whenBack(job: () => void): void;
  /** Calls `job` when an interruption is noticed: at once when the connection breaks, after five seconds when it falls silent. */
  whenLost(job: () => void): void;
  /** Whether news arrives now. */
  readonly isWorking: boolean;
  /** Calls `job` every five seconds until the bus is closed. */
  everyFiveSeconds(job: () => void): void;
  close(): void;
}
