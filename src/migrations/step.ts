import type mongoose from "mongoose";
import type { Services } from "../services.js";

/** What a step may use besides the database. */
export type StepServices = Pick<Services, "secrets" | "clock" | "log">;

/**
 * Brings the records of the format before it to its own. A kill can end it at any point and it then runs again from its beginning,
 * so it must find for itself what is left to do.
 */
export interface Step {
  /** The format of the database afterwards: one more than that of the step before. */
  number: number;
  /** What it does, for the log. */
  what: string;
  run(db: mongoose.mongo.Db, services: StepServices): Promise<void>;
}
