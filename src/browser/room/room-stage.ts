import type { Sending, Visit } from "../../protocol/messages.js";
import type { CallState } from "../call/call-options.js";
import { find } from "../page/find.js";
import { writeWords } from "../page/write-words.js";

const STATE_WORDS: Record<CallState, string> = {
  waiting: "Waiting",
  connecting: "Connecting…",
  connected: "Connected",
  mending: "The connection broke. It is being mended…",
};

/** How long a line stands that nobody has to act upon. */
const PASSES_AFTER_MS = 10_000;

/** The two pictures and what is said about them. */
export class Stage {
  private readonly remote: HTMLVideoElement;
  private remoteStream = new MediaStream();
  private other: Visit | null = null;
  private state: CallState = "waiting";
  private fate = "";

  constructor(
    private readonly stage: HTMLElement,
    private readonly otherName: string,
  ) {
    this.remote = find(stage, "[data-remote]");
    this.remote.srcObject = this.remoteStream;
  }

  showOwn(stream: MediaStream, sending: Sending, isSharing: boolean): void {
    const own = find<HTMLVideoElement>(this.stage, "[data-own]");
    if (own.srcObject !== stream) own.srcObject = stream;
    own.hidden = !sending.camera;
    own.toggleAttribute("data-sharing", isSharing);
    // By itself it would wait until it is scrolled into sight.
    if (sending.camera) own.play().catch(() => undefined);
  }

  /** `fate` says what becomes of the session while the other person is away. */
  showOther(other: Visit | null, fate: string): void {
    this.fate = fate;
    this.other = other;
    this.show();
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
    this.remote.play().catch((error: DOMException) => {
      if (error.name === "NotAllowedError") this.playSilently();
    });
  }

  /** Lets go of the other person's last picture. */
  clearRemote(): void {
    this.remote.srcObject = this.remoteStream = new MediaStream();
  }

  showFrames(decoded: number): void {
    this.remote.dataset.framesDecoded = String(decoded);
  }

  problem(words: string | null): void {
    const place = find(this.stage, "[data-problem]");
    place.textContent = words;
    place.hidden = words === null;
  }

  passingProblem(words: string): void {
    this.problem(words);
    setTimeout(() => {
      if (find(this.stage, "[data-problem]").textContent === words) this.problem(null);
    }, PASSES_AFTER_MS);
  }

  /** Some browsers keep a page silent until its reader touches it: the picture comes all the same, and a button brings the sound. */
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
  }

  private words(): string {
    const isMuted = this.state === "connected" && this.other?.microphone === false;
    return STATE_WORDS[this.state] + (isMuted ? ` – ${this.otherName} is muted` : "");
  }

  private waitingWords(): string {
    if (!this.other) return `Waiting for ${this.otherName}. They can see on their page that you are here.`;
    if (this.state !== "connected") return `${this.otherName} is here.`;
    if (this.other.microphone) return `${this.otherName}'s camera is off.`;
    return `${this.otherName} is muted, with the camera off.`;
  }
}
