import type { Sending } from "../../protocol/messages.js";
import type { MediaKind } from "./devices.js";
import { createStream } from "./streams.js";

/** This person's open tracks: at most one of each kind, a shared screen in place of the camera's picture. */
export class OwnTracks {
  /** Shows the tracks; null in a browser without streams, which has no tracks either. */
  readonly stream = createStream();
  private screen: MediaStreamTrack | null = null;
  protected isClosed = false;

  get hasAny(): boolean {
    return this.all.length > 0;
  }

  track(kind: string): MediaStreamTrack | null {
    return this.all.find((track) => track.kind === kind) ?? null;
  }

  /** The open camera; null while it is off or a screen is shared. */
  get camera(): MediaStreamTrack | null {
    return this.screen ? null : this.track("video");
  }

  /** What reaches the other person. A device that the system has muted sends nothing. */
  get sending(): Sending {
    const audio = this.track("audio");
    const video = this.track("video");
    const sendsPicture = video !== null && (!video.muted || video === this.screen);
    return { microphone: audio?.enabled === true && !audio.muted, camera: sendsPicture };
  }

  /** Whether this person has muted their own microphone. */
  get isMuted(): boolean {
    return this.track("audio")?.enabled === false;
  }

  /** Whether the system has muted the microphone, as it does during a phone call. */
  get isSilenced(): boolean {
    const audio = this.track("audio");
    return audio !== null && audio.enabled && audio.muted;
  }

  get isSharing(): boolean {
    return this.screen !== null;
  }

  /** Stops every track, now and whenever a late one is added. */
  close(): void {
    this.isClosed = true;
    this.drop("audio");
    this.drop("video");
  }

  protected add(track: MediaStreamTrack): void {
    if (this.isClosed) track.stop();
    else this.stream?.addTrack(track);
  }

  protected addScreen(screen: MediaStreamTrack): void {
    this.screen = screen;
    this.add(screen);
  }

  /** Removes a track that has ended by itself. */
  protected remove(track: MediaStreamTrack): void {
    if (track === this.screen) this.screen = null;
    this.stream?.removeTrack(track);
  }

  /** Stops and removes what is open of this kind. */
  protected drop(kind: MediaKind): void {
    for (const track of this.all.filter((one) => one.kind === kind)) {
      track.stop();
      this.remove(track);
    }
  }

  private get all(): MediaStreamTrack[] {
    return this.stream?.getTracks() ?? [];
  }
}
