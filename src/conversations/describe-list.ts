import type { Person } from "../access/permissions.js";
import type { Format } from "../web/format-rules.js";
import type { ConversationLine } from "./list-conversations.js";

/** A conversation in the list of all, in words. */
export interface ListedConversation extends Omit<ConversationLine, "last"> {
  line: string;
  isOwn: boolean;
  /** When its latest message was written: a time today, else a day; null when there is none. */
  written: { at: Date; words: string } | null;
}

/** Describes conversations in the reader's zone. */
export function describeLines(
  lines: ConversationLine[],
  { zone }: Person,
  now: Date,
  format: Format,
): ListedConversation[] {
  const when = (at: Date): string =>
    format.day(at, zone) === format.day(now, zone) ? format.time(at, zone) : format.shortDay(at, zone, now);
  return lines.map(({ last, ...line }) => ({
    ...line,
    line: last?.line ?? "No messages yet.",
    isOwn: last?.isOwn ?? false,
    written: last && { at: last.at, words: when(last.at) },
  }));
}
