/** Does one thing later, and only the latest that it was started with. */
export class Timer {
  private id: ReturnType<typeof setTimeout> | undefined;

  /** Calls `then` in `ms` milliseconds, unless it is waiting already. */
  start(ms: number, then: () => void): void {
    if (this.id === undefined) this.restart(ms, then);
  }

  /** Calls `then` in `ms` milliseconds, instead of what it is waiting to call. */
  restart(ms: number, then: () => void): void {
    this.stop();
    this.id = setTimeout(() => {
      this.id = undefined;
      then();
    }, ms);
  }

  stop(): void {
    clearTimeout(this.id);
    this.id = undefined;
  }
}
