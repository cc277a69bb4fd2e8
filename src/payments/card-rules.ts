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

export interface ChargeOutcome {
  /** The gateway's id of the charge. */
  id: string;
  status: "approved" | "declined";
  /** Why a card was declined, in words for its owner. */
  explanation?: string;
  lastFour: string;
  brand: string;
}

/** The test cards that the checkout page names, and what each does. No other card is known to the test gateway. */
export const TEST_CARDS = [
  { number: "4242424242424242", label: "4242 4242 4242 4242", outcome: "approved", brand: "Visa", what: "is approved" },
  {
    number: "5555555555554444",
    label: "5555 5555 5555 4444",
    outcome: "approved",
    brand: "Mastercard",
    what: "is approved",
  },
  { number: "4000000000000002", label: "4000 0000 0000 0002", outcome: "declined", brand: "Visa", what: "is declined" },
] as const;

/** Whether the last digit of a card number fits the others (ISO/IEC 7812-1, the Luhn sum). */
export function passesLuhn(number: string): boolean {
  if (!/^\d{12,19}$/.test(number)) return false;
  const sum = [...number].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** Whether a card may still be used: it is good until the end of its month. */
export function isInDate({ expiryMonth, expiryYear }: Pick<Card, "expiryMonth" | "expiryYear">, now: Date): boolean {
  return now < new Date(Date.UTC(expiryYear, expiryMonth, 1));
}

/** What the test gateway answers for a card. */
export function testOutcome(card: Card): Omit<ChargeOutcome, "id"> {
  const known = TEST_CARDS.find(({ number }) => number === card.number);
  const lastFour = card.number.slice(-4);
  if (known?.outcome === "approved") return { status: "approved", lastFour, brand: known.brand };
  const explanation = known
    ? "This card was declined. Your time is still held: try another card."
    : "This is a test: please use one of the test cards named here.";
  return { status: "declined", explanation, lastFour, brand: known?.brand ?? "Card" };
}
