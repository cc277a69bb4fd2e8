import type { IceServer, Party, Signal, Visit } from "../protocol/messages.js";
import { newId } from "./new-id.js";
import { negotiate } from "./peer.js";
import { Watchdog, type Repair } from "./watchdog.js";

export type CallState = "waiting" | "connecting" | "connected" | "mending";

export interface CallOptions {
  party: Party;
  iceServers: IceServer[];
  /** The track of this kind that is sent at the moment. */
  track(kind: string): MediaStreamTrack | null;
  /** Sends to the other person; false when that is not possible now. */
  send(signal: Signal): boolean;
  showState(state: CallState): void;
  showRemote(track: MediaStreamTrack): void;
  showFrames(decoded: number): void;
}

interface Attempt {
  id: string;
  connection: RTCPeerConnection;
  take: (signal: Signal) => Promise<void>;
  wasConnected: boolean;
}

const ONE_REPAIR_MS = 3000;

/**
 * One call through all its attempts. The counsellor's side begins each attempt and makes the repairs, because two sides that
 * repair at once leave a picture frozen; the client's side follows, and asks. Sound and picture have their places from the
 * start, so that turning either on or off changes nothing else.
 */
export class Call {
  private readonly options: CallOptions;
  private readonly leads: boolean;
  private readonly watchdog = new Watchdog(Date.now());
  private readonly timer = setInterval(() => void this.look(), 1000);
  private attempt: Attempt | null = null;
  private other: Visit | null = null;
  private lastVisit = "";
  private missedSignals = false;
  private repairedAt = 0;

  constructor(options: CallOptions) {
    this.options = options;
    this.leads = options.party === "counsellor";
  }

  /**
   * Takes notice of who is there. A page not met before means a new call. When someone comes back, a call that is well goes
   * on: it needs no server.
   */
  meet(other: Visit | null): void {
    const isNew = other !== null && other.visit !== this.lastVisit;
    const isBack = other !== null && (this.other === null || this.missedSignals);
    this.other = other;
    if (isNew) {
      this.lastVisit = other.visit;
      this.end();
      if (this.leads) this.begin(newId());
    } else if (isBack && !this.isWell()) {
      this.repair("rebuild");
    }
    if (other) this.missedSignals = false;
    this.showState();
  }

  /** Says that this page's own connection to the server was away: what was signalled meanwhile is lost. */
  wasAway(): void {
    this.missedSignals = true;
  }

  async receive(signal: Signal): Promise<void> {
    if (signal.ask) return this.leads ? this.repair(signal.ask) : undefined;
    const isNew = signal.description?.type === "offer" && signal.call !== this.attempt?.id;
    if (isNew && !this.leads) this.begin(signal.call);
    if (signal.call !== this.attempt?.id) return;
    await this.attempt.take(signal);
  }

  /** Sends what there is to send now. */
  async changeTracks(): Promise<void> {
    for (const transceiver of this.attempt?.connection.getTransceivers() ?? []) {
      await transceiver.sender.replaceTrack(this.options.track(transceiver.receiver.track.kind));
    }
  }

  close(): void {
    clearInterval(this.timer);
    this.end();
  }

  private begin(id: string): void {
    this.end();
    this.watchdog.begun(Date.now());
    this.repairedAt = Date.now();
    const connection = new RTCPeerConnection({ iceServers: this.options.iceServers as RTCIceServer[] });
    const take = negotiate(connection, {
      polite: !this.leads,
      send: (step) => this.options.send({ call: id, ...step }),
      beforeAnswer: () => this.answerBothWays(connection),
    });
    const attempt: Attempt = { id, connection, take, wasConnected: false };
    this.attempt = attempt;
    connection.onconnectionstatechange = () => {
      attempt.wasConnected ||= connection.connectionState === "connected";
      this.showState();
    };
    connection.ontrack = (event) => this.options.showRemote(event.track);
    if (!this.leads) return;
    for (const kind of ["audio", "video"]) {
      connection.addTransceiver(this.options.track(kind) ?? kind, { direction: "sendrecv" });
    }
  }

  private async answerBothWays(connection: RTCPeerConnection): Promise<void> {
    for (const transceiver of connection.getTransceivers()) {
      transceiver.direction = "sendrecv";
      await transceiver.sender.replaceTrack(this.options.track(transceiver.receiver.track.kind));
    }
  }

  private repair(repair: Repair): void {
    if (Date.now() - this.repairedAt < ONE_REPAIR_MS) return;
    this.repairedAt = Date.now();
    if (!this.leads) this.options.send({ call: this.attempt?.id ?? newId(), ask: repair });
    else if (repair === "restart" && this.attempt?.connection.signalingState === "stable") {
      this.attempt.connection.restartIce();
    } else {
      this.begin(newId());
    }
  }

  private async look(): Promise<void> {
    const connection = this.attempt?.connection;
    const framesDecoded = connection ? await countFrames(connection) : 0;
    this.options.showFrames(framesDecoded);
    if (!this.other) return;
    const pictureExpected = this.other.camera && !document.hidden;
    const sight = { state: connection?.connectionState ?? "new", pictureExpected, framesDecoded };
    const repair = this.watchdog.look(sight, Date.now());
    if (repair) this.repair(repair);
  }

  private isWell(): boolean {
    const connection = this.attempt?.connection;
    return connection?.connectionState === "connected" && connection.signalingState === "stable";
  }

  private showState(): void {
    if (this.attempt?.connection.connectionState === "connected") this.options.showState("connected");
    else if (!this.other) this.options.showState("waiting");
    else this.options.showState(this.attempt?.wasConnected ? "mending" : "connecting");
  }

  private end(): void {
    this.attempt?.connection.close();
    this.attempt = null;
  }
}

async function countFrames(connection: RTCPeerConnection): Promise<number> {
  let frames = 0;
  (await connection.getStats()).forEach((entry: { type: string; kind?: string; framesDecoded?: number }) => {
    if (entry.type === "inbound-rtp" && entry.kind === "video") frames = entry.framesDecoded ?? 0;
  });
  return frames;
}
