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
  /** Changes each time that their page comes back over a new connection: what was signalled to the old one may be lost. */
  link: string;
  name: string;
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

/** A server that helps two browsers to find each other. */
export interface IceServer {
  urls: string | string[];
  username?: string | undefined;
  credential?: string | undefined;
}

/** A message of a conversation, drawn for its reader. */
export interface Row {
  seq: number;
  html: string;
}

/** What a browser may say. */
export interface ClientMessages {
  /** Asks for what came after the message numbered `after`, and for everything from now on. */
  "conversation.open": { conversationId: string; after: number };
  /** `clientId` is the sender's own id for this message: sent again with the same one, it is stored once. */
  "conversation.send": { conversationId: string; clientId: string; text: string };
  /** Asks to be told who is in the room. */
  "room.watch": { appointmentId: string };
  /** Enters the room; again after a reconnect, with the same visit. */
  "room.join": { appointmentId: string; visit: string } & Sending;
  "room.sending": Sending;
  "room.leave": object;
  "room.chat": { clientId: string; text: string };
  "room.signal": Signal;
}

/** What the server may say. */
export interface ServerMessages {
  /** Nothing but a sign of life. */
  alive: object;
  /** What went wrong, in words for the reader; `about` is the kind of message that caused it, `clientId` which one. */
  error: { message: string; about?: string; clientId?: string };
  /** The answer to `conversation.open`; `more` when it has to be asked again from the last one on. */
  "conversation.messages": { conversationId: string; rows: Row[]; more: boolean };
  "conversation.message": { conversationId: string } & Row;
  /** The sender's message is stored, under this number. */
  "conversation.sent": { conversationId: string; clientId: string; seq: number };
  "room.joined": { party: Party; iceServers: IceServer[] };
  /** Who is in the room; `liveForMs` since both were there for the first time. */
  "room.presence": { here: Record<Party, Visit | null>; liveForMs: number | null };
  "room.chat": { clientId: string; html: string };
  "room.signal": Signal;
  /** The same person entered the room somewhere else, which closes it here. */
  "room.elsewhere": object;
  "room.ended": { how: "completed" | "cancelled" };
}

export type ClientMessageName = keyof ClientMessages;
export type ServerMessageName = keyof ServerMessages;

export type ClientMessage = { [N in ClientMessageName]: { type: N } & ClientMessages[N] }[ClientMessageName];
export type ServerMessage = { [N in ServerMessageName]: { type: N } & ServerMessages[N] }[ServerMessageName];
