import type { Meeting, Signal } from "../../protocol/messages.js";
import { protectSound } from "./opus.js";
import { negotiate } from "./peer.js";
import type { QualityStep } from "./quality-ladder.js";
import { applyQuality } from "./send-quality.js";
import { openSideChannel, type SideMessage } from "./side-channel.js";

export interface AttemptOptions {
  id: string;
  leads: boolean;
  meeting: Meeting;
  certificate: RTCCertificate | null;
  track(kind: string): MediaStreamTrack | null;
  send(signal: Signal): void;
  freshMeeting(): Promise<Meeting>;
  onState(): void;
  onTrack(track: MediaStreamTrack): void;
  onSideOpen(): void;
  onSide(message: SideMessage): void;
}

/**
 * One connection between the two browsers. Sound, video and the side channel have their slots from the start, so that turning one
 * on or off needs no new negotiation.
 */
export class CallAttempt {
  readonly id: string;
  readonly connection: RTCPeerConnection;
  private readonly takeStep: ReturnType<typeof negotiate>;
  private tellSide: ((message: SideMessage) => void) | null = null;
  /** Null until less than everything is sent; until then the browser decides. */
  private quality: { step: QualityStep; isScreen: boolean } | null = null;

  constructor(private readonly options: AttemptOptions) {
    this.id = options.id;
    this.connection = new RTCPeerConnection({
      ...configuration(options.meeting),
      ...(options.certificate ? { certificates: [options.certificate] } : {}),
    });
    this.takeStep = negotiate(this.connection, {
      polite: !options.leads,
      send: (step) => this.send(step),
      beforeAnswer: () => this.prepareAnswer(),
    });
    this.connection.onconnectionstatechange = () => options.onState();
    this.connection.ontrack = (event) => options.onTrack(event.track);
    if (options.leads) this.fillPlaces();
  }

  get isConnected(): boolean {
    return this.connection.connectionState === "connected";
  }

  async take(signal: Signal): Promise<void> {
    await this.takeStep(signal);
    if (signal.description) await this.applyQuality();
  }

  /** Restarts ICE with fresh relay credentials. Sound and video continue over the new path. */
  async restart(): Promise<void> {
    await this.renewServers();
    this.connection.restartIce();
  }

  /** Sends the tracks that are open now. */
  async sendTracks(): Promise<void> {
    for (const transceiver of this.connection.getTransceivers()) {
      const track = this.options.track(transceiver.receiver.track.kind);
      if (transceiver.sender.track !== track) await transceiver.sender.replaceTrack(track);
    }
    await this.applyQuality();
  }

  async setQuality(step: QualityStep, isScreen: boolean): Promise<void> {
    if (step === "full" && !this.quality) return;
    this.quality = { step, isScreen };
    await this.applyQuality();
  }

  tell(message: SideMessage): void {
    this.tellSide?.(message);
  }

  close(): void {
    this.connection.close();
  }

  private send(step: Pick<Signal, "description" | "candidate">): void {
    const made = step.description;
    const described = made ? { description: { type: made.type, sdp: protectSound(made.sdp) } } : {};
    this.options.send({ call: this.id, ...step, ...described });
  }

  private fillPlaces(): void {
    for (const kind of ["audio", "video"]) {
      this.connection.addTransceiver(this.options.track(kind) ?? kind, { direction: "sendrecv" });
    }
    this.openSide();
  }

  private async prepareAnswer(): Promise<void> {
    await this.renewServers();
    for (const transceiver of this.connection.getTransceivers()) {
      transceiver.direction = "sendrecv";
      await transceiver.sender.replaceTrack(this.options.track(transceiver.receiver.track.kind));
    }
    if (!this.tellSide) this.openSide();
  }

  private openSide(): void {
    this.tellSide = openSideChannel(this.connection, {
      open: () => this.options.onSideOpen(),
      message: (message) => this.options.onSide(message),
    });
  }

  private async renewServers(): Promise<void> {
    this.connection.setConfiguration({
      ...this.connection.getConfiguration(),
      ...configuration(await this.options.freshMeeting()),
    });
  }

  private async applyQuality(): Promise<void> {
    // Chromium crashes when parameters change while two offers cross; the answer brings another chance.
    if (!this.quality || this.connection.signalingState !== "stable") return;
    await applyQuality(this.connection, this.quality.step, this.quality.isScreen);
  }
}

function configuration(meeting: Meeting): RTCConfiguration {
  return {
    iceServers: meeting.iceServers as RTCIceServer[],
    iceTransportPolicy: meeting.relayOnly ? "relay" : "all",
  };
}
