import { z } from "zod";
import type { Offer, SessionType } from "../catalogue/catalogue-rules.js";
import { writeMoney, readMoney, type Currency } from "../web/money-rules.js";

interface Price {
  type: SessionType;
  priceCents: number;
}

/** The prices agreed with one client, one field for each session type that costs something; an empty one means the usual price. */
export const pricesForm = (offers: Offer[], currency: Currency): z.ZodType<Price[]> =>
  z.record(z.string(), z.unknown()).transform((fields, context) => {
    return offers.flatMap(({ type, priceCents: usual }) => {
      const entered = z.string().trim().catch("").parse(fields[type]);
      if (entered === "") return [];
      const priceCents = readMoney(entered, currency);
      if (priceCents !== null && priceCents < usual) return [{ type, priceCents }];
      const message = `Please enter a price below your usual ${writeMoney(usual, currency)}, or leave this empty.`;
      context.addIssue({ code: "custom", path: [type], message });
      return [];
    });
  });
