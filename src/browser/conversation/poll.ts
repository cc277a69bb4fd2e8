import { Refused } from "../page/request.js";
import type { Socket } from "../page/socket.js";
import { Timer } from "../page/timer.js";

const FIRST_PAUSE_MS = 1000;
const PAUSE_MS = 5000;
const HIDDEN_PAUSE_MS = 60_000;

/**
 * Polls while no socket answers: one second after the connection is lost, then every five seconds, or once a minute while the page
 * is hidden. `works` says whether the last request succeeded. Polling ends when the page's reader is signed out.
 */
export class Poll<Answer> {
  works = false;
  private readonly timer = new Timer();
  /** The request whose answer counts; null while there is nothing to poll for. */
  private latest: object | null = null;

  constructor(
    private readonly socket: Socket,
    private readonly askNow: () => Promise<Answer>,
    /** Returns whether to ask for more immediately. */
    private readonly take: (answer: Answer) => boolean,
  ) {
    socket.on("lost", () => {
      if (!this.latest) this.wait(FIRST_PAUSE_MS);
    });
    socket.on("answered", () => this.stop());
    socket.on("signedOut", () => this.stop());
    document.addEventListener("visibilitychange", () => {
      if (this.latest && !document.hidden) this.wait(0);
    });
  }

  private wait(pause: number): void {
    const next = (this.latest = {});
    this.timer.restart(pause, () => void this.askOnce(next));
  }

  private async askOnce(now: object): Promise<void> {
    const answer = await this.askNow().catch((error: unknown) => this.failed(error));
    if (this.latest !== now) return;
    // Set before the answer is taken, so that waiting messages are sent by requests too.
    this.works = answer !== null;
    const isMore = answer ? this.take(answer) : false;
    if (this.latest === now) this.wait(isMore ? 0 : pauseMs());
  }

  private failed(error: unknown): null {
    if (error instanceof Refused && error.isSignedOut) this.socket.signOut(error.message);
    return null;
  }

  private stop(): void {
    this.timer.stop();
    this.latest = null;
    this.works = false;
  }
}

const pauseMs = (): number => (document.hidden ? HIDDEN_PAUSE_MS : PAUSE_MS);
