import type { Kind } from "./media.js";

/** What someone in the room had open when their page went away. */
export interface RememberedStay {
  kinds: Kind[];
  muted: boolean;
}

/**
 * Remembers, for this tab alone, that its person is in a room, so that a reload or a crash brings them back in without a
 * click. Forgotten when they leave, when the session ends, and when another page takes over.
 */
export class StayMemory {
  private readonly key: string;

  constructor(appointmentId: string) {
    this.key = `stay:${appointmentId}`;
  }

  keep(stay: RememberedStay): void {
    sessionStorage.setItem(this.key, JSON.stringify(stay));
  }

  read(): RememberedStay | null {
    return JSON.parse(sessionStorage.getItem(this.key) ?? "null") as RememberedStay | null;
  }

  forget(): void {
    sessionStorage.removeItem(this.key);
  }
}
