import { isByText } from "../../protocol/by-text.js";
import type { Sending, Visit } from "../../protocol/messages.js";
import type { CallState } from "../call/call-options.js";
import { find } from "../page/find.js";
import { NoticeLine } from "../page/notice.js";
import { writeWords } from "../page/write-words.js";

/** The state of the call, or that this person is here by text, for want of a browser that can make calls or not. */
export type StageState = CallState | "by-text" | "text-only";

const STATE_WORDS: Record<StageState, string> = {
  waiting: "Waiting",
  connecting: "Connecting…",
  connected: "Connected",
  mending: "Connection lost. Reconnecting…",
  "by-text": "By text",
  "text-only": "By text: this browser can't make calls",
};

/** How long words stay that need no action. */
const PASSES_AFTER_MS = 10_000;

/** The two videos and the words about them. */
export class CallStage {
  /** The line for problems, above the videos. */
  readonly notice: NoticeLine;
  private readonly remote: HTMLVideoElement;
  private remoteStream: MediaStream | null = null;
  private other: Visit | null = null;
  private state: StageState = "waiting";
  private fate = "";

  constructor(
    private readonly stage: HTMLElement,
    private readonly otherName: string,
  ) {
    this.notice = new NoticeLine(find(stage, "[data-problem]"));
    this.remote = find<HTMLVideoElement>(stage, "[data-remote]");
    // A phone pauses the video for a call or another app, and does not resume it.
    this.remote.addEventListener("pause", () => this.resume());
    document.addEventListener("visibilitychange", () => this.resume());
  }

  showOwn(stream: MediaStream | null, sending: Sending, isSharing: boolean): void {
    const own = find<HTMLVideoElement>(this.stage, "[data-own]");
    // A video with a stream but no track keeps the page loading.
    const shown = stream && stream.getTracks().length > 0 ? stream : null;
    if (own.srcObject !== shown) own.srcObject = shown;
    own.hidden = !sending.camera;
    own.toggleAttribute("data-sharing", isSharing);
    // Some browsers start it only once it is scrolled into view.
    if (sending.camera) own.play().catch(() => undefined);
  }

  /** `fate` says what happens to the session if the other person stays away. */
  showOther(other: Visit | null, fate: string): void {
    this.fate = fate;
    this.other = other;
    this.show();
  }

  showState(state: StageState): void {
    this.state = state;
    this.stage.dataset.callState = state;
    this.show();
  }

  /** Replaces the other person's track of the same kind. */
  showTrack(track: MediaStreamTrack): void {
    const stream = (this.remoteStream ??= new MediaStream());
    for (const old of stream.getTracks()) if (old.kind === track.kind) stream.removeTrack(old);
    stream.addTrack(track);
    if (this.remote.srcObject !== stream) this.remote.srcObject = stream;
    this.playRemote();
  }

  /** Removes the other person's last picture. */
  clearRemote(): void {
    this.remote.srcObject = this.remoteStream = null;
  }

  showFrames(decoded: number): void {
    this.remote.dataset.framesDecoded = String(decoded);
  }

  /** Shows a problem for as long as it takes to read. */
  passingProblem(words: string): void {
    setTimeout(this.notice.say(words), PASSES_AFTER_MS);
  }

  private resume(): void {
    if (this.remote.paused && !document.hidden) this.playRemote();
  }

  private playRemote(): void {
    this.remote.play().catch((error: DOMException) => {
      if (error.name === "NotAllowedError") this.playSilently();
    });
  }

  /** Some browsers mute a page until someone touches it: play the video silently, and offer a button that turns the sound on. */
  private playSilently(): void {
    this.remote.muted = true;
    this.remote.play().catch(() => undefined);
    find(this.stage, "[data-silent]").hidden = false;
    find(this.stage, "[data-sound-on]").onclick = this.turnSoundOn;
    for (const touch of ["pointerup", "keydown"]) {
      document.addEventListener(touch, this.turnSoundOn, { once: true });
    }
  }

  private readonly turnSoundOn = (): void => {
    this.remote.muted = false;
    this.remote.play().then(
      () => (find(this.stage, "[data-silent]").hidden = true),
      () => this.playSilently(),
    );
  };

  private show(): void {
    writeWords(find(this.stage, "[data-call-words]"), this.words());
    find(this.stage, "[data-waiting]").hidden = this.other?.camera === true && this.state === "connected";
    writeWords(find(this.stage, "[data-waiting-words]"), this.waitingWords());
    writeWords(find(this.stage, "[data-fate]"), this.other ? "" : this.fate);
    find(this.stage, "[data-bell-box]").hidden = this.other !== null;
    find(this.stage, "[data-call-offer]").hidden = this.state !== "by-text" || !this.other || this.isTheirsByText;
  }

  private words(): string {
    if (this.isOwnByText) return STATE_WORDS[this.state];
    if (this.other?.textOnly) return `By text: ${this.otherName}'s browser can't make calls`;
    if (this.isTheirsByText) return `By text: ${this.otherName} has not joined the call`;
    const isMuted = this.state === "connected" && this.other?.microphone === false;
    return STATE_WORDS[this.state] + (isMuted ? ` – ${this.otherName} is muted` : "");
  }

  private get isOwnByText(): boolean {
    return this.state === "by-text" || this.state === "text-only";
  }

  private get isTheirsByText(): boolean {
    return this.other !== null && isByText(this.other);
  }

  private waitingWords(): string {
    if (!this.other) return `Waiting for ${this.otherName}. They can see on their page that you are here.`;
    if (this.state === "by-text" && !this.isTheirsByText) {
      return `${this.otherName} is here, ready to talk. You can write in the chat, or join the call.`;
    }
    if (this.isOwnByText || this.isTheirsByText) {
      return `${this.otherName} is here. You can write to each other in the chat.`;
    }
    if (this.state !== "connected") return `${this.otherName} is here.`;
    if (this.other.microphone) return `${this.otherName}'s camera is off.`;
    return `${this.otherName} is muted, with the camera off.`;
  }
}
