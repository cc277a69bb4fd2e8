import { randomUUID } from "node:crypto";
import { namedAccounts, namesIn } from "../accounts/names-of.js";
import { can, type Person } from "../access/permissions.js";
import { ANSWER_TIMES } from "../catalogue/catalogue-rules.js";
import { FILE_FIELD } from "../files/file-rules.js";
import { LENGTHS } from "../protocol/limits.js";
import { CounsellorModel, type Counsellor } from "../profiles/counsellor-model.js";
import type { Services } from "../services.js";
import type { Conversation } from "./conversation-model.js";
import { closedWords, otherOf, type Writing } from "./conversation-rules.js";
import { writingFrom, writingQuestions } from "./find-writing.js";
import { askTogether } from "../platform/ask-together.js";
import { placeRows, type PlacedRow } from "./message-row.js";
import { viewMessages } from "./message-view.js";
import { lastMessages } from "./read-messages.js";

/** The most messages that fit a screen. */
const SHORT = 3;

/** The row of the reader's own message before the server has stored it. */
export const PENDING_ROW = { isOwn: true, clientMessageId: "", from: "You", state: "Sending…" };

/** A conversation as its page shows it. */
export interface ConversationView {
  id: string;
  otherName: string;
  messages: PlacedRow[];
  /** Whether the page is long enough to need a link to its end. */
  isLong: boolean;
  earlierHref: string | null;
  latestHref: string;
  /** The row of a message that is still being sent, to be filled in by the page's script. */
  pendingRow: typeof PENDING_ROW;
  writing: Writing;
  /** How soon the counsellor answers, in words for their client; null where they do not say. */
  answerTime: string | null;
  isClosed: boolean;
  /** Why it is closed, in words; null while it is open. */
  closed: string | null;
  /** Whether the reader can close or reopen the conversation. */
  canChangeWriting: boolean;
  /** The most characters of a message. */
  messageLength: number;
  /** The id for the next message written here, so that a form sent twice is stored once. */
  nextId: string;
  /** Keys with which the reader's browser seals unsent messages of this conversation, newest first, with spaces between. */
  browserKeys: string;
  /** Whether newer messages follow those shown. */
  later: boolean;
  /** The appointment on whose page it is shown, if any. */
  appointmentId?: string | undefined;
  /** The hint and accepted types of the file field. */
  fileField: typeof FILE_FIELD;
}

/** The messages to show: those before a number, or else the latest. */
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
  const later = before !== undefined;
  const { clientId, counsellorId } = conversation;
  const found = await askTogether({
    accounts: namedAccounts([clientId, counsellorId]),
    counsellor: CounsellorModel.findById(counsellorId, { name: 1, answersWithin: 1 }).lean(),
    last: lastMessages(conversation, before),
    ...writingQuestions(conversation),
  });
  const nameOf = namesIn(found.accounts);
  const writing = writingFrom(services, conversation, found);
  const messages = viewMessages(services, conversation, found.last.reverse(), nameOf);
  const addressOf = addresses(conversation, appointmentId);
  return {
    id: String(conversation._id),
    otherName: nameOf(other, actor.role === "client" ? "counsellor" : "client"),
    messages: placeRows(actor, messages, !later),
    isLong: messages.length > SHORT,
    earlierHref: (messages[0]?.seq ?? 1) > 1 ? addressOf(messages[0]?.seq) : null,
    latestHref: later ? `${addressOf()}#newest` : "#newest",
    pendingRow: PENDING_ROW,
    writing,
    answerTime: actor.role === "client" ? answerTime(found.counsellor) : null,
    isClosed: writing.closed !== null,
    closed: closedWords(writing, actor.role),
    canChangeWriting: can(actor, "conversation.close") && writing.closed !== "time",
    messageLength: LENGTHS.message,
    nextId: randomUUID(),
    browserKeys: browserKeys(services, actor, conversation),
    later,
    appointmentId,
    fileField: FILE_FIELD,
  };
}

function answerTime(counsellor: Pick<Counsellor, "name" | "answersWithin"> | null): string | null {
  if (!counsellor?.answersWithin) return null;
  return `${counsellor.name} answers within ${ANSWER_TIMES[counsellor.answersWithin]}.`;
}

/** The addresses of a conversation's pages: the latest, or the one before a number. */
function addresses({ _id }: Conversation, appointmentId: string | undefined) {
  return (before?: number): string => {
    const asked = { ...(before && { before: String(before) }), ...(appointmentId && { appointmentId }) };
    const query = new URLSearchParams(asked).toString();
    return `/conversations/${String(_id)}/messages${query && `?${query}`}`;
  };
}

/** The keys, in base64 and newest first, of texts that a browser keeps for one reader of one conversation. */
function browserKeys({ secrets }: Services, { id }: Person, { _id }: Conversation): string {
  const place = { collection: "browser", id: _id, field: id };
  return secrets
    .derive("browser storage", place)
    .map((key) => key.toString("base64"))
    .join(" ");
}
