import type { z } from "zod";
import type { Action } from "../access/permissions.js";
import type { ClientMessageName, ClientMessages } from "../protocol/messages.js";
import type { Member } from "./rooms.js";

/** Called after a connection has closed, with the close code. */
export type WhenClosed = (connection: Connection, code: number) => Promise<void> | void;

/** One signed-in person's socket, as handlers see it. */
export interface Connection extends Member {
  /** Closes with that code; messages still queued are dropped. */
  close(code: number): void;
  /** Runs `job` after the last message, once the connection has closed. The same job twice runs once. */
  whenClosed(job: WhenClosed): void;
}

/** How one type of message is handled: its schema, who may send it, and what it does. */
export interface Handler<N extends ClientMessageName> {
  schema: z.ZodType<ClientMessages[N]>;
  policy: Action;
  run(connection: Connection, message: ClientMessages[N]): Promise<void> | void;
}

/** One handler for every message type: a missing one does not compile. */
export type Handlers = { [N in ClientMessageName]: Handler<N> };

/** The handlers of one feature, for all messages named `<feature>.…`. */
export type HandlersOf<Feature extends string> = Pick<Handlers, Extract<ClientMessageName, `${Feature}.${string}`>>;
