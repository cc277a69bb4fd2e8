import type { Sending, Visit } from "../protocol/messages.js";
import type { CallState } from "./call.js";
import { find } from "./find.js";

const STATE_WORDS: Record<CallState, string> = {
  waiting: "Waiting",
  connecting: "Connecting…",
  connected: "Connected",
  mending: "The connection broke. It is being mended…",
};

/** The two pictures and what is said about them. */
export class Stage {
  private readonly remote: HTMLVideoElement;
  private readonly remoteStream = new MediaStream();
  private other: Visit | null = null;
  private state: CallState = "waiting";
  private liveSince = 0;

  constructor(
    private readonly stage: HTMLElement,
    private readonly otherName: string,
  ) {
    this.remote = find(stage, "[data-remote]");
    this.remote.srcObject = this.remoteStream;
    setInterval(() => this.showElapsed(), 1000);
  }

  showOwn(stream: MediaStream, sending: Sending): void {
    const own = find<HTMLVideoElement>(this.stage, "[data-own]");
    if (own.srcObject !== stream) own.srcObject = stream;
    own.hidden = !sending.camera;
    find(this.stage, "[data-microphone]").setAttribute("aria-pressed", String(!sending.microphone));
    find(this.stage, "[data-camera]").setAttribute("aria-pressed", String(!sending.camera));
  }

  showOther(other: Visit | null, liveForMs: number | null): void {
    this.other = other;
    this.liveSince = liveForMs === null ? 0 : Date.now() - liveForMs;
    this.show();
    this.showElapsed();
  }

  showState(state: CallState): void {
    this.state = state;
    this.stage.dataset.callState = state;
    this.show();
  }

  /** Puts a track of the other person in the place of the last of its kind. */
  showTrack(track: MediaStreamTrack): void {
    for (const old of this.remoteStream.getTracks()) if (old.kind === track.kind) this.remoteStream.removeTrack(old);
    this.remoteStream.addTrack(track);
    this.remote.play().catch(() => this.problem("Touch the picture to hear and see each other."));
    this.remote.onclick = () => void this.remote.play().then(() => this.problem(null));
  }

  showFrames(decoded: number): void {
    this.remote.dataset.framesDecoded = String(decoded);
  }

  problem(words: string | null): void {
    const place = find(this.stage, "[data-problem]");
    place.textContent = words;
    place.hidden = words === null;
  }

  private show(): void {
    find(this.stage, "[data-call-words]").textContent = this.words();
    find(this.stage, "[data-waiting]").hidden = this.other?.camera === true && this.state === "connected";
    find(this.stage, "[data-waiting-words]").textContent = this.waitingWords();
  }

  private words(): string {
    const isMuted = this.state === "connected" && this.other?.microphone === false;
    return STATE_WORDS[this.state] + (isMuted ? ` – ${this.otherName} is muted` : "");
  }

  private waitingWords(): string {
    if (!this.other) return `Waiting for ${this.otherName}. They can see on their page that you are here.`;
    if (this.state !== "connected") return `${this.otherName} is here.`;
    return this.other.microphone ? `${this.otherName}'s camera is off.` : `${this.otherName} is here by text.`;
  }

  private showElapsed(): void {
    const place = find(this.stage, "[data-elapsed]");
    place.hidden = this.liveSince === 0;
    const minutes = Math.floor((Date.now() - this.liveSince) / 60_000);
    const words = minutes < 1 ? "Just begun" : minutes === 1 ? "1 minute" : `${minutes} minutes`;
    if (place.textContent !== words) place.textContent = words;
  }
}
