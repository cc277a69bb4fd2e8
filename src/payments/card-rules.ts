import { plainDigits } from "../protocol/numbers.js";

/** A card as it was entered. It goes to the gateway and nowhere else. */
export interface Card {
  /** Digits only. */
  number: string;
  /** 1 to 12. */
  expiryMonth: number;
  /** Four digits. */
  expiryYear: number;
  securityCode: string;
}

/** How the test gateway treats a card. */
export type TestOutcome = "approved" | "declined" | "no funds" | "expired" | "confirm" | "slow" | "lost";

/** The test cards that the checkout page names, and what each does. No other card is known to the test gateway. */
export const TEST_CARDS: { number: string; brand: string; outcome: TestOutcome; what: string }[] = [
  { number: "4242424242424242", brand: "Visa", outcome: "approved", what: "is approved" },
  { number: "5555555555554444", brand: "Mastercard", outcome: "approved", what: "is approved" },
  { number: "4000000000000002", brand: "Visa", outcome: "declined", what: "is declined" },
  { number: "4000000000009995", brand: "Visa", outcome: "no funds", what: "does not have enough money on it" },
  { number: "4000000000000069", brand: "Visa", outcome: "expired", what: "has expired" },
  { number: "4000000000003220", brand: "Visa", outcome: "confirm", what: "asks you to confirm on your bank's page" },
  { number: "4000000000000077", brand: "Visa", outcome: "slow", what: "is approved only after half a minute" },
  {
    number: "4000000000000119",
    brand: "Visa",
    outcome: "lost",
    what: "is approved, but the answer gets lost",
  },
];

/** A card number in groups of four. */
export function inGroups(number: string): string {
  return number.replaceAll(/(\d{4})(?=\d)/g, "$1 ");
}

/** Whether the check digit of a card number is right (ISO/IEC 7812-1, Luhn). */
export function passesLuhn(number: string): boolean {
  if (!/^\d{12,19}$/.test(number)) return false;
  const sum = [...number].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** A card's expiry as someone typed it, with or without a sign in between: "04/29", "0429", "4-2029"; null for anything else. */
export function readExpiry(text: string): Pick<Card, "expiryMonth" | "expiryYear"> | null {
  const match = /^(0?[1-9]|1[0-2])[\s/.\p{Pd}]*(?:20)?(\d\d)$/u.exec(plainDigits(text).trim());
  return match && { expiryMonth: Number(match[1]), expiryYear: 2000 + Number(match[2]) };
}

/** Whether a card is still valid: it is until the end of its month. */
export function isInDate({ expiryMonth, expiryYear }: Pick<Card, "expiryMonth" | "expiryYear">, now: Date): boolean {
  return now < new Date(Date.UTC(expiryYear, expiryMonth, 1));
}

/** How the test gateway treats this card; null for one that it does not know. */
export function testCard({ number }: Card): (typeof TEST_CARDS)[number] | null {
  return TEST_CARDS.find((known) => known.number === number) ?? null;
}

/** Why a card was declined, in words for its owner; null when it was not. */
export function declinedWords(outcome: TestOutcome | null): string | null {
  switch (outcome) {
    case null:
      return "This is a test: please use one of the test cards listed here.";
    case "declined":
      return "This card was declined. Your time is still held: try another card.";
    case "no funds":
      return "This card does not have enough money on it. Your time is still held: try another card.";
    case "expired":
      return "The bank says that this card has expired. Your time is still held: try another card.";
    default:
      return null;
  }
}
