import { z } from "zod";
import { keysOf, MEDIA, SESSION_TYPES } from "../catalogue/catalogue-rules.js";
import { LATE_WISHES } from "./late-rules.js";
import { passesLuhn } from "../payments/card-rules.js";

const id = z.string().regex(/^[0-9a-f]{24}$/, "Please choose a time again.");
const instant = (missing: string) => z.iso.datetime(missing).transform((text) => new Date(text));

/** What "Book" sends from a counsellor's profile. */
export const holdForm = z.object({
  counsellorId: id,
  sessionType: z.enum(keysOf(SESSION_TYPES), "Please choose a session type."),
  medium: z.enum(keysOf(MEDIA), "Please choose how you want to meet."),
  startsAt: instant("Please choose a time."),
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
      .string("Please enter the 3 or 4 digits on the back of the card.")
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

/** Confirms a cancellation together with the refund that was shown; what cannot be understood was never shown. */
export const cancelForm = z.object({ refundCents: z.coerce.number().catch(-1) });

/** Moves a session from the start that was shown to another one. */
export const rescheduleForm = z.object({
  from: instant("Please open this page anew."),
  startsAt: instant("Please choose a time."),
});

export const blockForm = z.object({ blocked: z.enum(["yes", "no"], "Please choose again.") });

const page = z.coerce.number().int().min(1).max(1000).catch(1);

/** Which part of the history an address asks for, and which pages of it and of what is to come. What cannot be understood is left out. */
export const listQuery = z.object({
  state: z.enum(["completed", "cancelled"]).optional().catch(undefined),
  page,
  ahead: page,
});

/** Where the page of an appointment is opened because something was too late. */
export const lateQuery = z.object({ late: z.enum(LATE_WISHES).optional().catch(undefined) });
