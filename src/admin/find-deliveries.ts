import { AccountModel } from "../accounts/account-model.js";
import { formerName } from "../accounts/names-of.js";
import { readableEmail } from "../accounts/readable-email.js";
import { authorize, type Person } from "../access/permissions.js";
import { LetterModel, letterPlace, type Letter } from "../letters/letter-model.js";
import { LETTER_KINDS } from "../letters/letter-rules.js";
import { NoticeModel, type Notice } from "../notices/notice-model.js";
import { NOTICE_KINDS } from "../notices/notice-rules.js";
import { counted } from "../platform/counted-rules.js";
import { addMinutes } from "../platform/minutes-rules.js";
import { askTogether, type Asked } from "../platform/ask-together.js";
import { after, among } from "../platform/queries.js";
import type { Services } from "../services.js";
import { maskedAddress, reasonWords } from "./delivery-rules.js";

/** A mail that could not be delivered, as an admin sees it: what it was about and why it failed, never what it said. */
export interface DeliveryView {
  id: string;
  what: string;
  /** Whose it was; null where it belongs to no account. */
  person: { id: string; name: string } | null;
  address: string;
  reason: string;
  /** When we gave up, or will try again. */
  at: Date | null;
  /** "3 attempts" */
  attempts: string;
  state: (typeof STATES)[keyof typeof STATES];
  /** Whether an admin can have it tried again: a letter's text is erased once we give up. */
  mayRetry: boolean;
}

/** What `at` is, in each state. */
const STATES = {
  "given up": { label: "not delivered", when: "last", tone: "warning" },
  waiting: { label: "delayed", when: "next", tone: "calm" },
} as const;

const SHOWN = 50;
const COUNTED_MINUTES = 30 * 24 * 60;

/** The latest fifty notices and the latest fifty letters that failed, of everyone or of one person, the latest first. */
export async function findDeliveries(services: Services, actor: Person, personId?: string): Promise<DeliveryView[]> {
  authorize(actor, "delivery.watch", {});
  const whose = personId === undefined ? {} : { personId };
  const which = { ...whose, $or: [{ status: "given up" as const }, { status: "waiting" as const, tries: after(0) }] };
  const { notices, letters } = await askTogether({
    notices: NoticeModel.find(which).sort({ settledAt: -1, _id: -1 }).limit(SHOWN).lean(),
    letters: LetterModel.find(which).sort({ settledAt: -1, _id: -1 }).limit(SHOWN).lean(),
  });
  const personOf = await peopleIn([...notices, ...letters].flatMap(({ personId: id }) => (id ? [String(id)] : [])));
  return [
    ...notices.map((notice) => noticeDelivery(notice, personOf)),
    ...letters.map((letter) => describeLetter(services, letter, personOf)),
  ].sort((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0));
}

/** Asks how many notices and letters we gave up on within thirty days. */
export function failedDeliveries({ clock }: Services): { notices: Asked<number>; letters: Asked<number> } {
  const failed = { status: "given up" as const, settledAt: after(addMinutes(clock.now(), -COUNTED_MINUTES)) };
  return { notices: NoticeModel.countDocuments(failed), letters: LetterModel.countDocuments(failed) };
}

interface Tried {
  _id: { toString(): string };
  status: string;
  tries: number;
  reason?: string;
  settledAt?: Date;
  tryAt?: Date;
}

const isGivenUp = ({ status }: Tried): boolean => status === "given up";

function deliveryParts(tried: Tried): Pick<DeliveryView, "id" | "reason" | "at" | "attempts" | "state"> {
  return {
    id: String(tried._id),
    reason: reasonWords(tried.reason),
    at: tried.settledAt ?? tried.tryAt ?? null,
    attempts: counted(tried.tries, "attempt"),
    state: STATES[isGivenUp(tried) ? "given up" : "waiting"],
  };
}

function noticeDelivery(notice: Notice, personOf: PersonOf): DeliveryView {
  const { address = "", ...person } = personOf(String(notice.personId));
  const mayRetry = isGivenUp(notice);
  return { ...deliveryParts(notice), what: NOTICE_KINDS[notice.kind], person, address: shown(address), mayRetry };
}

function describeLetter({ secrets }: Services, letter: Letter, personOf: PersonOf): DeliveryView {
  const address = secrets.open(letter.address, letterPlace(letter, "address")).toString();
  const person = letter.personId ? personOf(String(letter.personId)) : null;
  return {
    ...deliveryParts(letter),
    what: LETTER_KINDS[letter.kind],
    person,
    address: shown(address),
    mayRetry: false,
  };
}

const shown = (address: string): string => maskedAddress(readableEmail(address));

type PersonOf = (id: string) => { id: string; name: string; address?: string };

async function peopleIn(ids: string[]): Promise<PersonOf> {
  const accounts = ids.length === 0 ? [] : await AccountModel.find({ _id: among(ids) }, { name: 1, email: 1 }).lean();
  const found = new Map(
    accounts.map(({ _id, name, email }) => [String(_id), { id: String(_id), name, address: email }]),
  );
  return (id) => found.get(id) ?? { id, name: formerName() };
}
