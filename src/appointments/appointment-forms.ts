import { z } from "zod";
import { MEDIA, SESSION_TYPES, type Medium, type SessionType } from "../counsellors/counsellor-rules.js";
import { passesLuhn } from "../payments/card-rules.js";

const id = z.string().regex(/^[0-9a-f]{24}$/, "Please choose a time again.");
const keys = <K extends string>(labels: Record<K, string>): [K, ...K[]] => Object.keys(labels) as [K, ...K[]];

/** What "Book" sends from a counsellor's profile. */
export const holdForm = z.object({
  counsellorId: id,
  sessionType: z.enum(keys<SessionType>(SESSION_TYPES), "Please choose a session type."),
  medium: z.enum(keys<Medium>(MEDIA), "Please choose how you want to meet."),
  startsAt: z.iso.datetime("Please choose a time.").transform((text) => new Date(text)),
});

/** A card as typed at checkout: spaces in the number and a two-digit year are welcome. */
export const cardForm = z
  .object({
    cardNumber: z
      .string("Please enter the card number.")
      .transform((text) => text.replace(/[\s-]/g, ""))
      .refine(passesLuhn, "That card number has a typing mistake in it."),
    cardExpiry: z
      .string("Please enter the expiry date.")
      .trim()
      .regex(/^(0?[1-9]|1[0-2])\s*\/\s*(20)?\d\d$/, "Please enter month and year, such as 04/29."),
    cardSecurityCode: z
      .string()
      .trim()
      .regex(/^\d{3,4}$/, "Please enter the 3 or 4 digits on the back of the card."),
  })
  .transform(({ cardNumber, cardExpiry, cardSecurityCode }) => {
    const [month = "", year = ""] = cardExpiry.split("/");
    return {
      number: cardNumber,
      expiryMonth: Number(month),
      expiryYear: 2000 + (Number(year) % 100),
      securityCode: cardSecurityCode,
    };
  });

/** Confirms a cancellation together with the refund that was shown. */
export const cancelForm = z.object({ refundCents: z.coerce.number().int().min(0) });
