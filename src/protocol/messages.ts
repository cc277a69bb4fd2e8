import type { ErrorCode } from "./codes.js";

/** One of an appointment's two people. */
export type Party = "client" | "counsellor";

/** Which of their devices a person is sending from. */
export interface Sending {
  microphone: boolean;
  camera: boolean;
}

/** Someone's stay in the room. `visit` is made by their page and lasts as long as the page does. */
export interface Visit extends Sending {
  visit: string;
  /** Made when they come in, and kept over a reload: a new arrival means that their page has nothing of the chat. */
  arrival: string;
  /** Changes with each new connection of their page: signals sent to the old one may be lost. */
  link: string;
  name: string;
  /** Set until they join the call: by turning on microphone or camera, or to listen. Nothing is exchanged for a call before. */
  byText?: true | undefined;
  /** Set when they hide their network address: the call then goes by relay alone, on both sides. */
  hidesAddress?: true | undefined;
  /** Set when their browser cannot make calls. */
  textOnly?: true | undefined;
}

/**
 * One step of setting up a call. `call` names its attempt: the counsellor's side begins attempts, the client's side follows. With
 * `ask`, the client's side requests a repair.
 */
export interface Signal {
  call: string;
  description?: { type: "offer" | "answer"; sdp: string } | undefined;
  candidate?:
    | {
        candidate: string;
        sdpMid?: string | null | undefined;
        sdpMLineIndex?: number | null | undefined;
        usernameFragment?: string | null | undefined;
      }
    | undefined;
  ask?: "restart" | "rebuild" | undefined;
}

/** Who is in the room, and its times in milliseconds from now, because clocks differ. */
export interface Presence {
  here: Record<Party, Visit | null>;
  /** Since both were there for the first time. */
  liveForMs: number | null;
  /** Until the session's time is over; negative afterwards. */
  endsInMs: number;
  /** Whether the client gets a refund if nobody else comes; null once both have met. */
  refundIfAlone: boolean | null;
}

/** Where a client is, and whom to call in an emergency, in their own words. */
export interface Whereabouts {
  place: string;
  contact: string;
}

/** What a counsellor sees for their client's safety: the whereabouts, and details from the client's account; empty where not given. */
export interface SafetyDetails extends Whereabouts {
  phone: string;
  emergencyContact: string;
}

/** A server that helps two browsers to find each other. */
export interface IceServer {
  urls: string | string[];
  username?: string | undefined;
  credential?: string | undefined;
}

/** How two browsers may connect. With `relayOnly` they use a relay only, and neither learns the other's address. */
export interface Meeting {
  iceServers: IceServer[];
  relayOnly: boolean;
}

/** A message of a conversation, drawn for its reader. */
export interface DrawnRow {
  seq: number;
  html: string;
}

/** The messages that a browser may send. */
export interface ClientMessages {
  /** Asks for all messages after the one numbered `after`, and subscribes to the conversation. */
  "conversation.open": { conversationId: string; after: number };
  /** `clientId` is the sender's id for this message: sent again with the same id, it is stored once. */
  "conversation.send": { conversationId: string; clientId: string; text: string };
  /** The reader has seen every message up to the one numbered `upTo`. */
  "conversation.read": { conversationId: string; upTo: number };
  /** The sender is writing. */
  "conversation.typing": { conversationId: string };
  /** Withdraws one of the sender's own messages. */
  "conversation.withdraw": { conversationId: string; seq: number };
  /** Asks for the number of unread messages, now and at every change. */
  "conversation.count": object;
  /** Subscribes to the room's presence. */
  "room.watch": { appointmentId: string };
  /** Enters the room; sent again after a reconnect, with the same visit. */
  "room.join": { appointmentId: string } & Pick<Visit, "visit" | "arrival" | "byText" | "hidesAddress" | "textOnly"> &
    Sending;
  "room.sending": Sending & Pick<Visit, "byText">;
  "room.leave": object;
  "room.chat": { clientId: string; text: string };
  /** The message of the room chat with this id arrived here. */
  "room.got": { clientId: string };
  /** Someone is writing in the room chat. */
  "room.typing": object;
  "room.signal": Signal;
  /** Asks for servers with fresh credentials, before a connection is made or repaired. */
  "room.meeting": object;
  /** The counsellor makes the session longer. */
  "room.extend": { minutes: number };
}

/** The messages that the server may send. */
export interface ServerMessages {
  /** A sign of life for browsers, which cannot see a ping. */
  alive: object;
  /** What other people do may be told late, until this connection has been replaced. */
  delayed: object;
  /**
   * `code` is for programs, `message` for the reader; `about` is the type of the message that caused it, and `clientId` its id. With
   * `later`, the same can be sent again after a pause.
   */
  error: { code: ErrorCode; message: string; about?: string; clientId?: string; later?: true };
  /**
   * The answer to `conversation.open`. With `more`, ask again from the last row on. `changed` are earlier rows that look different now.
   * `readUpTo` is how far the other person has read the asker's messages; `closed` is as in `conversation.closed`.
   */
  "conversation.messages": {
    conversationId: string;
    rows: DrawnRow[];
    changed: DrawnRow[];
    readUpTo: number;
    more: boolean;
    closed: string;
  };
  "conversation.message": { conversationId: string } & DrawnRow;
  /** The sender's message is stored, under this number. */
  "conversation.sent": { conversationId: string; clientId: string; seq: number };
  /** A message looks different from now on: it was withdrawn. */
  "conversation.changed": { conversationId: string } & DrawnRow;
  /** The other person has read everything up to this number. */
  "conversation.read": { conversationId: string; upTo: number };
  /** The other person is writing. */
  "conversation.typing": { conversationId: string };
  /** Whether the conversation can be written in: why not, drawn for its reader; empty when it can. */
  "conversation.closed": { conversationId: string; html: string };
  /** How many messages wait to be read by this person, in all their conversations. */
  "conversation.unread": { count: number };
  "room.joined": { party: Party };
  /** The answer to `room.meeting`; also sent to both as soon as both are there for a call, and never to someone who is there by text. */
  "room.meeting": Meeting;
  "room.presence": Presence;
  /** One of the two went on purpose. */
  "room.left": { party: Party };
  /** A message of the room chat from the other one; `time` is as its reader's clock shows it. */
  "room.chat": { clientId: string; text: string; time: string };
  /** The sender's message of the room chat was passed on; `time` is as its sender's clock shows it. */
  "room.sent": { clientId: string; time: string };
  /** The other person's page has the message with this id. */
  "room.got": { clientId: string };
  "room.typing": object;
  "room.signal": Signal;
  /** For the counsellor alone. */
  "room.whereabouts": SafetyDetails;
  /** The same person entered the room somewhere else, which closes it here. */
  "room.elsewhere": object;
  "room.ended": { how: "completed" | "cancelled" };
}

export type ClientMessageName = keyof ClientMessages;
export type ServerMessageName = keyof ServerMessages;

export type ClientMessage = { [N in ClientMessageName]: { type: N } & ClientMessages[N] }[ClientMessageName];
export type ServerMessage = { [N in ServerMessageName]: { type: N } & ServerMessages[N] }[ServerMessageName];
