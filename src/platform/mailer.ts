/** One mail to one person, in text and in simple HTML. */
export interface Mail {
  /** Its part of the Message-ID: the same at every attempt, so that mail programs recognise a duplicate. */
  id: string;
  to: Address;
  subject: string;
  text: string;
  html: string;
  calendar?: { method: string; content: string };
  /** Where its reader chooses not to get such mails. */
  choicesUrl: string;
}

export interface Address {
  name: string;
  address: string;
}

/**
 * What became of a mail: the next server has it; it never will take this one; it wants it later; or it could not be reached,
 * so that other mails would fare the same now.
 */
export type Delivery = "accepted" | "refused" | "later" | "away";

/** A mail as it was kept instead of being sent. */
export interface KeptMail extends Mail {
  at: string;
}

/** What a site without mail would have sent. */
export interface Outbox {
  /** The latest mails to this address, newest first. */
  list(address: string): Promise<KeptMail[]>;
}

/** Sends mail. */
export interface Mailer {
  readonly from: Address;
  readonly via: "mail" | "outbox";
  readonly outbox?: Outbox;
  send(mail: Mail): Promise<Delivery>;
  /** Takes no more mails. */
  close(): void;
}
