/** The reasons for reporting a conversation; nobody quotes what was written. */
export const REASONS = {
  danger: "Someone may be in danger",
  harassment: "Threats, insults or harassment",
  outside: "Pressure to meet, pay or write outside HealSpace",
  unprofessional: "Something that does not belong in counselling",
  other: "Something else",
} as const;

export type ReportReason = keyof typeof REASONS;

export type ReportState = "open" | "being handled" | "closed";

/** What the audit log and the report call a conversation: the end of its id. */
export function conversationNumber(conversationId: { toString(): string }): string {
  return conversationId.toString().slice(-8);
}

/** Where a report stands. */
export function reportState({ handling, closed }: { handling?: unknown; closed?: unknown }): ReportState {
  if (closed) return "closed";
  return handling ? "being handled" : "open";
}
