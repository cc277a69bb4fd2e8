import { Refused } from "../page/request.js";
import type { Socket } from "../page/socket.js";

const FIRST_PAUSE_MS = 1000;
const PAUSE_MS = 5000;

/**
 * Where nothing comes through a socket, asks by plain requests instead: soon after the connection was lost, and every five
 * seconds until another answers. `works` says whether the last time succeeded. An answer that nobody is signed in ends it.
 */
export class Poll<Answer> {
  works = false;
  private timer = 0;

  constructor(
    private readonly socket: Socket,
    private readonly askNow: () => Promise<Answer>,
    /** Returns whether there is more to be asked for at once. */
    private readonly take: (answer: Answer) => boolean,
  ) {
    socket.on("lost", () => {
      if (!this.timer) this.wait(FIRST_PAUSE_MS);
    });
    socket.on("answered", () => this.stop());
    socket.on("signedOut", () => this.stop());
  }

  private wait(pause: number): void {
    this.timer = setTimeout(() => void this.askOnce(), pause);
  }

  private async askOnce(): Promise<void> {
    const timer = this.timer;
    const answer = document.hidden ? undefined : await this.askNow().catch((error: unknown) => this.failed(error));
    if (this.timer !== timer) return;
    // Before the answer is taken: what waits is sent this way then.
    if (answer !== undefined) this.works = answer !== null;
    const isMore = answer ? this.take(answer) : false;
    if (this.timer === timer) this.wait(isMore ? 0 : PAUSE_MS);
  }

  private failed(error: unknown): null {
    if (error instanceof Refused && error.isSignedOut) this.socket.signOut(error.message);
    return null;
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.timer = 0;
    this.works = false;
  }
}
