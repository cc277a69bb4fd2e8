/** What can be opened, with the words for it in the log. */
export const OPENINGS = {
  record: "Session record",
  private: "Private working note",
  attachment: "Attachment",
  handOver: "Hand-over of the record",
} as const;

export type OpeningKind = keyof typeof OPENINGS;
