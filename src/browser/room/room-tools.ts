import type { Sending } from "../../protocol/messages.js";
import { canShareScreen } from "../call/devices.js";
import { find } from "../page/find.js";
import type { MediaKind } from "../call/devices.js";

const KEYS: Record<string, MediaKind> = { KeyM: "audio", KeyC: "video" };
const WORDS: Record<MediaKind, { on: string; off: string }> = {
  audio: { on: "Your microphone is on.", off: "Your microphone is muted." },
  video: { on: "Your camera is on.", off: "Your camera is off." },
};

export interface Tools {
  sending(): Sending;
  turn(kind: MediaKind, on: boolean): void;
  isSharing(): boolean;
  /** Begins or ends to share a screen. */
  share(on: boolean): void;
  say: (words: string) => void;
}

/** The buttons of the call, and their keys: Alt+M for the microphone, Alt+C for the camera. Says how things stand after each. */
export function startTools(inside: HTMLElement, tools: Tools): { show(): void } {
  const buttons: Record<MediaKind, HTMLButtonElement> = {
    audio: find<HTMLButtonElement>(inside, "[data-microphone]"),
    video: find<HTMLButtonElement>(inside, "[data-camera]"),
  };
  let shown = tools.sending();

  const isOn = (kind: MediaKind): boolean =>
    kind === "audio" ? tools.sending().microphone : tools.sending().camera && !tools.isSharing();
  const toggle = (kind: MediaKind): void => {
    if (kind === "video" && tools.isSharing()) return tools.say("Your camera is off while you share your screen.");
    tools.turn(kind, !isOn(kind));
  };
  buttons.audio.onclick = () => toggle("audio");
  buttons.video.onclick = () => toggle("video");
  document.addEventListener("keydown", (event) => {
    const kind = KEYS[event.code];
    if (!kind || !event.altKey || event.ctrlKey || event.metaKey || inside.hidden) return;
    if (event.repeat || (event.target as Element).matches("input, select, textarea")) return;
    event.preventDefault();
    toggle(kind);
  });
  const showSharing = startSharing(inside, tools);
  startFullScreen(find(inside, "[data-full-screen]"), find(inside, "[data-stage]"));
  startMore(find(inside, "[data-more]"));
  startWayToChat(inside);

  return {
    /** Shows on the buttons what is on and off, and says what has changed. */
    show() {
      const now = tools.sending();
      for (const kind of ["audio", "video"] as const) {
        buttons[kind].setAttribute("aria-pressed", String(!isOn(kind)));
      }
      // A screen goes in the place of the camera's picture.
      buttons.video.disabled = tools.isSharing();
      if (now.microphone !== shown.microphone) tools.say(WORDS.audio[now.microphone ? "on" : "off"]);
      if (now.camera !== shown.camera && !tools.isSharing()) tools.say(WORDS.video[now.camera ? "on" : "off"]);
      shown = now;
      showSharing();
    },
  };
}

/** Returns what shows whether a screen is shared, for as long as it is, and says when that changed. */
function startSharing(inside: HTMLElement, tools: Tools): () => void {
  const button = find(inside, "[data-share]");
  let shown = false;
  button.hidden = !canShareScreen();
  button.onclick = () => tools.share(!tools.isSharing());
  find(inside, "[data-share-end]").onclick = () => {
    tools.share(false);
    find(inside, "[data-stage]").focus();
  };
  return () => {
    if (tools.isSharing() === shown) return;
    shown = tools.isSharing();
    button.setAttribute("aria-pressed", String(shown));
    find(inside, "[data-sharing-sign]").hidden = !shown;
    tools.say(shown ? "You are sharing your screen." : "Your screen is not shared any more.");
  };
}

/** Where the row is short, the tools that are seldom needed come and go with this button. */
function startMore(button: HTMLElement): void {
  button.onclick = () => button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
}

/** The chat is beside the call or, where that is narrow, under a smaller one until its reader goes back to the call. */
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

/** An iPhone cannot show anything but a video on the full screen; there the button stays away. */
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
