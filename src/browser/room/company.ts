import type { Visit } from "../../protocol/messages.js";

export interface CompanyOptions {
  /** Whether the call to the other person is connected. */
  isHeard(): boolean;
  show(other: Visit | null): void;
}

/**
 * Who is in the room with us. Someone whose connection to the server broke, or whose server is away, counts as here for as long as
 * the call is connected.
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
