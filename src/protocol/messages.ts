import type { ErrorCode } from "./codes.js";

/** Which of an appointment's two people. */
export type Party = "client" | "counsellor";

/** What a person sends of themselves at the moment. */
export interface Sending {
  microphone: boolean;
  camera: boolean;
}

/** Someone's stay in the room. `visit` is made by their page and lasts as long as the page does. */
export interface Visit extends Sending {
  visit: string;
  /** Made when they come in, and kept over a reload: whoever has another one came anew, and has nothing of the chat. */
  arrival: string;
  /** Changes each time that their page comes back over a new connection: what was signalled to the old one may be lost. */
  link: string;
  name: string;
  /** Set when their browser cannot make calls. */
  textOnly?: true | undefined;
}

/**
 * One step of setting up a call. `call` names the attempt that it belongs to: the counsellor's side begins attempts, the
 * client's follows. `ask` is the client's side asking for a repair.
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

/** Who is in the room, and how its time stands: in milliseconds from now, because clocks differ. */
export interface Presence {
  here: Record<Party, Visit | null>;
  /** Since both were there for the first time. */
  liveForMs: number | null;
  /** Until the session's time is over; negative afterwards. */
  endsInMs: number;
  /** Whether the client is paid back if nobody else comes; null once both have met. */
  refundIfAlone: boolean | null;
}

/** Where a client is, and whom to call in an emergency, in their own words. */
export interface Whereabouts {
  place: string;
  contact: string;
}

/** What a counsellor sees for their client's safety: the same, and from the client's account; empty where nothing was said. */
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

/** How two browsers may find each other. With `relayOnly` they meet at a relay alone, and neither learns the other's address. */
export interface Meeting {
  iceServers: IceServer[];
  relayOnly: boolean;
}

/** A message of a conversation, drawn for its reader. */
export interface DrawnRow {
  seq: number;
  html: string;
}

/** What a browser may say. */
export interface ClientMessages {
  /** Asks for what came after the message numbered `after`, and for everything from now on. */
  "conversation.open": { conversationId: string; after: number };
  /** `clientId` is the sender's own id for this message: sent again with the same one, it is stored once. */
  "conversation.send": { conversationId: string; clientId: string; text: string };
  /** Everything up to the message numbered `upTo` was before the reader's eyes. */
  "conversation.read": { conversationId: string; upTo: number };
  /** The sender is writing. */
  "conversation.typing": { conversationId: string };
  /** Takes back a message of the sender's own. */
  "conversation.withdraw": { conversationId: string; seq: number };
  /** Asks how many messages wait to be read, now and whenever that changes. */
  "conversation.count": object;
  /** Asks to be told who is in the room. */
  "room.watch": { appointmentId: string };
  /** Enters the room; again after a reconnect, with the same visit. */
  "room.join": { appointmentId: string } & Pick<Visit, "visit" | "arrival" | "textOnly"> & Sending;
  "room.sending": Sending;
  "room.leave": object;
  "room.chat": { clientId: string; text: string };
  /** The message of the room chat with this id arrived here. */
  "room.got": { clientId: string };
  /** Someone is writing in the room chat. */
  "room.typing": object;
  "room.signal": Signal;
  /** Asks for servers with fresh credentials, before a connection is made or mended. */
  "room.meeting": object;
  /** The counsellor makes the session longer. */
  "room.extend": { minutes: number };
}

/** What the server may say. */
export interface ServerMessages {
  /** Nothing but a sign of life. */
  alive: object;
  /**
   * What went wrong: `code` for programs, `message` for the reader; `about` is the type of message that caused it, `clientId`
   * which one. With `later`, only the moment was wrong: the same can be sent again after a pause.
   */
  error: { code: ErrorCode; message: string; about?: string; clientId?: string; later?: true };
  /**
   * The answer to `conversation.open`; `more` when it has to be asked again from the last one on. `changed` are rows from before
   * that one has in another form now. `readUpTo` is how far the other one has read what the asker wrote; `closed` as in
   * `conversation.closed`.
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
  /** The other one has read everything up to this number. */
  "conversation.read": { conversationId: string; upTo: number };
  /** The other one is writing. */
  "conversation.typing": { conversationId: string };
  /** Whether the conversation can be written in: why not, drawn for its reader; empty when it can. */
  "conversation.closed": { conversationId: string; html: string };
  /** How many messages wait to be read by this person, in all their conversations. */
  "conversation.unread": { count: number };
  "room.joined": { party: Party } & Meeting;
  /** The answer to `room.meeting`. */
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
