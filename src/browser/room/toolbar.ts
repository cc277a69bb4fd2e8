import type { Sending } from "../../protocol/messages.js";
import { canShareScreen, type MediaKind } from "../call/devices.js";
import { find } from "../page/find.js";

const KEYS: Record<string, MediaKind> = { KeyM: "audio", KeyC: "video" };
const DEVICE_WORDS: Record<MediaKind, { on: string; off: string }> = {
  audio: { on: "Your microphone is on.", off: "Your microphone is muted." },
  video: { on: "Your camera is on.", off: "Your camera is off." },
};

export interface ToolbarOptions {
  inside: HTMLElement;
  sending: () => Sending;
  /** Why no sound is sent although this person did not mute it; null otherwise. */
  whySilent: () => string | null;
  turn(kind: MediaKind, on: boolean): void;
  isSharing: () => boolean;
  /** Starts or stops sharing a screen. */
  share(on: boolean): void;
  say: (words: string) => void;
}

/** The call's buttons and keys: Alt+M for the microphone, Alt+C for the camera. Announces each change. */
export class Toolbar {
  private readonly inside: HTMLElement;
  private readonly buttons: Record<MediaKind, HTMLButtonElement>;
  private readonly shareButton: HTMLElement;
  private shown: Sending;
  private sharingShown = false;

  constructor(private readonly options: ToolbarOptions) {
    const inside = (this.inside = options.inside);
    this.buttons = {
      audio: find<HTMLButtonElement>(inside, "[data-microphone]"),
      video: find<HTMLButtonElement>(inside, "[data-camera]"),
    };
    this.shareButton = find(inside, "[data-share]");
    this.shown = options.sending();
    this.buttons.audio.onclick = () => this.toggle("audio");
    this.buttons.video.onclick = () => this.toggle("video");
    document.addEventListener("keydown", (event) => this.toggleByKey(event));
    this.startSharing();
    startMore(find(inside, "[data-more]"));
    startFullScreen(find(inside, "[data-full-screen]"), find(inside, "[data-stage]"));
    startWayToChat(inside);
  }

  /** Removes the tools that a session by text does not need. */
  hideCallTools(): void {
    const selectors = ["[data-microphone]", "[data-camera]", "[data-share]", "[data-devices-open]"];
    for (const selector of selectors) find(this.inside, selector).hidden = true;
  }

  /** Shows on the buttons what is on and off, and announces changes. */
  show(): void {
    const now = this.options.sending();
    const isSharing = this.options.isSharing();
    for (const kind of ["audio", "video"] as const) {
      this.buttons[kind].setAttribute("aria-pressed", String(!this.isOn(kind)));
    }
    // A screen is sent in place of the camera's picture.
    this.buttons.video.disabled = isSharing;
    if (now.microphone !== this.shown.microphone) this.sayMicrophone(now.microphone);
    if (now.camera !== this.shown.camera && !isSharing) this.options.say(DEVICE_WORDS.video[now.camera ? "on" : "off"]);
    this.shown = now;
    this.showSharing();
  }

  private sayMicrophone(isOn: boolean): void {
    this.options.say((isOn ? null : this.options.whySilent()) ?? DEVICE_WORDS.audio[isOn ? "on" : "off"]);
  }

  private isOn(kind: MediaKind): boolean {
    const sending = this.options.sending();
    return kind === "audio" ? sending.microphone : sending.camera && !this.options.isSharing();
  }

  private toggle(kind: MediaKind): void {
    if (kind === "video" && this.options.isSharing()) {
      return this.options.say("Your camera is off while you share your screen.");
    }
    this.options.turn(kind, !this.isOn(kind));
  }

  private toggleByKey(event: KeyboardEvent): void {
    const kind = KEYS[event.code];
    if (!kind || this.buttons[kind].hidden || this.inside.hidden) return;
    if (!event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
    if ((event.target as Element).matches("input, select, textarea")) return;
    event.preventDefault();
    this.toggle(kind);
  }

  private startSharing(): void {
    this.shareButton.hidden = !canShareScreen();
    this.shareButton.onclick = () => this.options.share(!this.options.isSharing());
    find(this.inside, "[data-share-end]").onclick = () => {
      this.options.share(false);
      find(this.inside, "[data-stage]").focus();
    };
  }

  private showSharing(): void {
    const isSharing = this.options.isSharing();
    if (isSharing === this.sharingShown) return;
    this.sharingShown = isSharing;
    this.shareButton.setAttribute("aria-pressed", String(isSharing));
    find(this.inside, "[data-sharing-sign]").hidden = !isSharing;
    this.options.say(isSharing ? "You are sharing your screen." : "You stopped sharing your screen.");
  }
}

/** On a narrow toolbar, this button shows and hides the rarely used tools. */
function startMore(button: HTMLElement): void {
  button.onclick = () => button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
}

/** Shows the chat beside the call or, on a narrow screen, below a smaller one until its reader returns to the call. */
function startWayToChat(inside: HTMLElement): void {
  const button = find(inside, "[data-to-chat]");
  button.onclick = async () => {
    if (document.fullscreenElement) await document.exitFullscreen().catch(() => undefined);
    inside.toggleAttribute("data-chat-open", true);
    inside.scrollIntoView({ block: "nearest" });
    find(inside, "[data-chat] textarea").focus();
  };
  find(inside, "[data-to-call]").onclick = () => {
    inside.toggleAttribute("data-chat-open", false);
    inside.scrollIntoView({ block: "start" });
    button.focus();
  };
}

/** An iPhone shows only videos in full screen, so the button stays hidden there. */
function startFullScreen(button: HTMLElement, stage: HTMLElement): void {
  button.hidden = !document.fullscreenEnabled;
  button.onclick = () => {
    const done = document.fullscreenElement ? document.exitFullscreen() : stage.requestFullscreen();
    done.catch(() => undefined);
  };
  document.addEventListener("fullscreenchange", () =>
    button.setAttribute("aria-pressed", String(document.fullscreenElement !== null)),
  );
}
