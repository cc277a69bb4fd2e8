import { z } from "zod";
import { keysOf, MEDIA, SESSION_TYPES } from "../catalogue/catalogue-rules.js";
import { LATE_WISHES } from "./late-rules.js";
import { passesLuhn, readExpiry } from "../payments/card-rules.js";
import { ungroup } from "../protocol/numbers.js";
import { recordId, pageNumber } from "../web/field-forms.js";

const id = recordId("Please choose a time again.");
const instant = (missing: string) => z.iso.datetime(missing).transform((text) => new Date(text));

/** The form behind "Book" on a counsellor's profile. */
export const holdForm = z.object({
  counsellorId: id,
  sessionType: z.enum(keysOf(SESSION_TYPES), "Please choose a session type."),
  medium: z.enum(keysOf(MEDIA), "Please choose how you want to meet."),
  startsAt: instant("Please choose a time."),
});

const CARD_NUMBER = "Please enter the card number.";
const CARD_EXPIRY = "Please enter the expiry date.";
const SECURITY_CODE = "Please enter the 3 or 4 digits on the back of the card.";

/** A card as typed at checkout: digits of any script, grouped in any way; see `readExpiry` for the date. */
export const cardForm = z
  .object({
    cardNumber: z
      .string(CARD_NUMBER)
      .trim()
      .min(1, CARD_NUMBER)
      .transform(ungroup)
      .refine(passesLuhn, "Please check the card number. There is a mistake in it."),
    cardExpiry: z
      .string(CARD_EXPIRY)
      .trim()
      .min(1, CARD_EXPIRY)
      .transform(readExpiry)
      .refine((expiry) => expiry !== null, "Please enter month and year, such as 04/29."),
    cardSecurityCode: z
      .string(SECURITY_CODE)
      .transform(ungroup)
      .pipe(z.string().regex(/^\d{3,4}$/, SECURITY_CODE)),
  })
  .transform(({ cardNumber: number, cardExpiry, cardSecurityCode: securityCode }) => ({
    ...cardExpiry,
    number,
    securityCode,
  }));

/** Confirms a cancellation with the refund that was shown; anything unreadable matches no refund. */
export const cancelForm = z.object({ refundCents: z.coerce.number().catch(-1) });

/** Moves a session; `from` is the start that was shown. */
export const rescheduleForm = z.object({
  from: instant("Please reload this page."),
  startsAt: instant("Please choose a time."),
});

export const blockForm = z.object({ blocked: z.enum(["yes", "no"], "Please choose again.") });

/** Booking a time that is not paid on the site asks for nothing else. */
export const confirmForm = z.object({});

/** Whether a session that is paid directly was paid. */
export const paidForm = z.object({ paid: z.enum(["yes", "no"], "Please choose again.") });

/** The history that an address asks for, and the pages of it and of the upcoming list. Unreadable values are ignored. */
export const appointmentListQuery = z.object({
  state: z.enum(["completed", "cancelled"]).optional().catch(undefined),
  page: pageNumber,
  ahead: pageNumber,
});

/** Says that an appointment's page opens because something was too late. */
export const lateQuery = z.object({ late: z.enum(LATE_WISHES).optional().catch(undefined) });
