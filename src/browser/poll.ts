import type { Socket } from "./socket.js";

const PAUSE_MS = 5000;

/**
 * Where no socket comes through, asks by plain requests instead: five seconds after the connection was lost, and every five seconds
 * until it is back. `works` says whether the last time succeeded; after each that did, `whenReached` is called.
 */
export class Poll {
  works = false;
  private timer = 0;

  constructor(
    socket: Socket,
    private readonly ask: () => Promise<void>,
    private readonly whenReached: () => void,
  ) {
    socket.on("lost", () => {
      if (!this.timer) this.wait();
    });
    socket.on("open", () => this.stop());
    socket.on("signedOut", () => this.stop());
  }

  private wait(): void {
    this.timer = setTimeout(() => void this.askOnce(), PAUSE_MS);
  }

  private async askOnce(): Promise<void> {
    const timer = this.timer;
    if (!document.hidden) {
      this.works = await this.ask().then(
        () => true,
        () => false,
      );
      if (this.works) this.whenReached();
    }
    if (this.timer === timer) this.wait();
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.timer = 0;
    this.works = false;
  }
}
