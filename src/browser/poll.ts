import type { Socket } from "./socket.js";

const PAUSE_MS = 10_000;

/**
 * Where no socket comes through, asks by plain requests instead: ten seconds after the connection was lost, and every ten seconds
 * until it is back. `works` says whether the last time succeeded.
 */
export class Poll {
  works = false;
  private timer = 0;

  constructor(
    socket: Socket,
    private readonly ask: () => Promise<void>,
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
    }
    if (this.timer === timer) this.wait();
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.timer = 0;
    this.works = false;
  }
}
