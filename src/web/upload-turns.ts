import type { Application, Request } from "express";
import { Turns } from "../platform/turns.js";

const busyWords = "Many files are arriving right now. Please try again in a minute.";

/** Whose upload is received, and whose is being worked on, in this process. */
interface UploadTurns {
  /** Uploads on their way to the disk, by person: at most 40 of up to 50 MB, and one of each. */
  receiving: Turns;
  /** The file that is in memory to be checked, encrypted and stored: one, as it may take 100 MB. */
  working: Turns;
}

/** Gives an application its turns for uploads. */
export function limitUploads(app: Application): void {
  const turns: UploadTurns = {
    // Longer than a stalled upload of the same person lasts.
    receiving: new Turns({ most: 40, each: 1, waitMs: 25_000, busyWords }),
    working: new Turns({ most: 1, each: 1, waitMs: 60_000, busyWords }),
  };
  app.set("upload turns", turns);
}

export const uploadTurns = (req: Request): UploadTurns => req.app.get("upload turns") as UploadTurns;
