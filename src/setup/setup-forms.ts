import { z } from "zod";

/** A button that sends nothing but itself. */
export const nothing = z.object({});

/** Whether backups are arranged. */
export const backupForm = z.object({ isArranged: z.literal(["yes", "no"]).transform((said) => said === "yes") });
