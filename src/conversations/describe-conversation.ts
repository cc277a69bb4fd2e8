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
  /** The id for the next message written here, so that a form sent twice is stored once. */
  nextId: string;
  /** Keys with which the reader's browser seals unsent messages of this conversation, newest first. */
  browserKeys: string[];
  /** Whether newer messages follow those shown. */
  later: boolean;
  /** The appointment on whose page it is shown, if any. */
  appointmentId?: string | undefined;
  /** The hint and accepted types of the file field. */
  fileField: typeof FILE_FIELD;
}

/** Which messages to show: those before a number, or else the latest. */
export interface Shown {
  appointmentId?: string | undefined;
  before?: number | undefined;
}

/** A page of a conversation's messages, with all that its template needs. */
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
