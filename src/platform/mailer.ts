/** One mail to one person, in text and in simple HTML. */
export interface Mail {
  /** Its part of the Message-ID: the same at every attempt, so that mail programs recognise a duplicate. */
  id: string;
  to: Address;
  /** The sender's name, where it is not the site's. */
  senderName?: string;
  subject: string;
  text: string;
  html: string;
  calendar?: { method: string; content: string };
  /** Where its reader chooses not to get such mails, if they can. */
  choicesUrl?: string;
  /** The id of whom it is for: an outbox shows it to nobody else. Without one, no page shows it. */
  ownerId?: string;
}

export interface Address {
  name: string;
  address: string;
}

/** Accepted by the next server; refused for ever; to be tried again later; or the server was out of reach, as it would be for others. */
export type Delivery = "accepted" | "refused" | "later" | "away";

/** The outcome of trying to send a mail. */
export interface Attempt {
  delivery: Delivery;
  /** Why it was not accepted, in codes alone: "550 5.1.1", or "ECONNECTION". */
  reason?: string;
}

/** A mail as it was kept instead of being sent. */
export interface KeptMail extends Mail {
  at: string;
}

/** What a site without mail would have sent. */
export interface Outbox {
  /** The latest mails for this person, newest first. */
  list(ownerId: string): Promise<KeptMail[]>;
}

/** What the server said to a mail that was sent to try it, in its own words: they may name people. */
export interface TrialAnswer {
  isAccepted: boolean;
  words: string;
}

/** Sends mail. */
export interface Mailer {
  readonly from: Address;
  readonly via: "mail" | "outbox";
  readonly outbox?: Outbox;
  send(mail: Mail): Promise<Attempt>;
  /** Sends a mail to try the server, whose answer is neither logged nor kept. */
  sendTrial(mail: Mail): Promise<TrialAnswer>;
  /** Takes no more mails. */
  close(): void;
}
