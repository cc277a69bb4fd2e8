import type { Visit } from "../../protocol/messages.js";

export interface CompanyOptions {
  /** Whether the call to the other person goes on. */
  isHeard(): boolean;
  show(other: Visit | null): void;
}

/**
 * Who is in the room with us. Where the server misses someone who said no goodbye, because their connection to it or the server
 * itself is away, they are here for as long as the call goes on.
 */
export class Company {
  private other: Visit | null = null;
  private isMissed = false;

  constructor(private readonly options: CompanyOptions) {}

  take(other: Visit | null): void {
    this.isMissed = !other && this.other !== null && this.options.isHeard();
    if (!this.isMissed) this.other = other;
    this.options.show(this.other);
  }

  /** Looks again, once the call has changed. */
  look(): void {
    if (this.isMissed && !this.options.isHeard()) this.take(null);
  }
}
