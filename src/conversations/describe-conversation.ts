import { randomUUID } from "node:crypto";
import { namesOf } from "../accounts/names-of.js";
import type { Person } from "../access/permissions.js";
import { FILE_FIELD } from "../files/file-rules.js";
import type { Services } from "../services.js";
import type { Conversation } from "./conversation-model.js";
import { otherOf, type Writing } from "./conversation-rules.js";
import { findWriting } from "./find-writing.js";
import type { Place } from "../platform/secrets.js";
import { readMessages, type MessagePage } from "./read-messages.js";

/** A conversation as its page shows it. */
export interface ConversationView extends MessagePage {
  id: string;
  otherName: string;
  writing: Writing;
  /** The id of the next message written here, so that a form sent twice is stored once. */
  nextId: string;
  /** Keys for what the reader's browser keeps of this conversation until it is sent, the newest first. */
  browserKeys: string[];
  /** Whether there are messages after those that are shown. */
  later: boolean;
  /** The appointment from whose page it is read, if any. */
  appointmentId?: string | undefined;
  /** What the field for a file says it takes. */
  fileField: typeof FILE_FIELD;
}

/** Which of its messages: those before a number; the latest ones else. */
export interface Shown {
  appointmentId?: string | undefined;
  before?: number | undefined;
}

/** A page of a conversation's messages, with what surrounds them. */
export async function describeConversation(
  services: Services,
  actor: Person,
  conversation: Conversation,
  { appointmentId, before }: Shown = {},
): Promise<ConversationView> {
  const other = otherOf(conversation, actor.id);
  const [nameOf, writing, page] = await Promise.all([
    namesOf([other]),
    findWriting(services, conversation),
    readMessages(services, conversation, before),
  ]);
  return {
    id: String(conversation._id),
    otherName: nameOf(other, actor.role === "client" ? "counsellor" : "client"),
    writing,
    nextId: randomUUID(),
    browserKeys: services.secrets.derive(browserPlace(actor, conversation)).map((key) => key.toString("base64")),
    later: before !== undefined,
    appointmentId,
    fileField: FILE_FIELD,
    ...page,
  };
}

/** What a browser keeps for one reader of one conversation. */
const browserPlace = ({ id }: Person, { _id }: Conversation): Place => ({
  collection: "browser",
  id: _id,
  field: id ?? "",
});
