import type { Terms } from "../catalogue/terms-rules.js";

/** What checkout says of a hold's payment, and of the steps to book it. */
export interface PayingWords {
  steps: string[];
  /** Whether it takes a card; else `sentence` says what booking costs. */
  isOnSite: boolean;
  heading: string;
  sentence: string;
  /** What happens to the money if the counsellor does not come. */
  ifAbsent: string;
}

/** Describes how a hold is paid for. */
export function describePaying({
  payBy,
  counsellorName,
}: Pick<Terms, "payBy"> & { counsellorName: string }): PayingWords {
  const steps = ["Time", payBy === "site" ? "Pay" : "Book", "Done"];
  switch (payBy) {
    case "site":
      return {
        ...{ steps, isOnSite: true, heading: "Test payment", sentence: "" },
        ifAbsent: "If your counsellor does not come, you get a full refund.",
      };
    case "direct":
      return {
        ...{ steps, isOnSite: false, heading: `You pay ${counsellorName} directly` },
        sentence: "Nothing is paid on this site. After booking, your appointment page says how to pay.",
        ifAbsent: "If your counsellor does not come, you owe nothing.",
      };
    case "free":
      return {
        ...{ steps, isOnSite: false, heading: "Nothing to pay", sentence: "This session is free." },
        ifAbsent: "",
      };
  }
}
