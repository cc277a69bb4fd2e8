import type { ClientMessageName } from "../protocol/messages.js";
import { LENGTHS } from "../protocol/limits.js";
import type { Handlers } from "./handlers.js";

/** A message that matches its handler's schema. */
export interface Parsed {
  name: ClientMessageName;
  clientId: string | undefined;
  payload: unknown;
}

/** The readable parts of a message that matches no schema. */
export interface Garbled {
  name: string | undefined;
  clientId: string | undefined;
}

/** Parses a text frame by its handler's schema. Never throws. */
export function parseMessage(handlers: Handlers, text: string): Parsed | { garbled: Garbled } {
  const { type, ...fields } = readObject(text);
  const clientId = shortText(fields.clientId);
  if (!isName(handlers, type)) return { garbled: { name: undefined, clientId } };
  const read = handlers[type].schema.safeParse(fields);
  if (!read.success) return { garbled: { name: type, clientId } };
  return { name: type, clientId, payload: read.data };
}

function readObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isName(handlers: Handlers, type: unknown): type is ClientMessageName {
  return typeof type === "string" && Object.hasOwn(handlers, type);
}

function shortText(value: unknown): string | undefined {
  return typeof value === "string" && value.length <= LENGTHS.ownId ? value : undefined;
}
