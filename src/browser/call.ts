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
  /** Whether signals can be sent now. */
  canSend(): boolean;
  send(signal: Signal): void;
  showState(state: CallState): void;
  showRemote(track: MediaStreamTrack): void;
  showFrames(decoded: number): void;
}

interface Attempt {
  id: string;
  connection: RTCPeerConnection;
  take: (signal: Signal) => Promise<void>;
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
  private met: Visit | null = null;
  private wasAway = false;
  private wasConnected = false;
  private repairedAt = 0;

  constructor(options: CallOptions) {
    this.options = options;
    this.leads = options.party === "counsellor";
  }

  /**
   * Takes notice of who is there. A page not met before means a new call. When a page comes back over a new connection,
   * what was signalled meanwhile is lost; a call that is well goes on all the same.
   */
  meet(other: Visit | null): void {
    this.other = other;
    if (other) this.meetPage(other);
    this.showState();
  }

  private meetPage(other: Visit): void {
    const isNew = other.visit !== this.met?.visit;
    const missedSignals = this.wasAway || other.link !== this.met?.link;
    this.met = other;
    this.wasAway = false;
    if (isNew) {
      this.wasConnected = false;
      this.end();
    }
    if (this.leads && (isNew || (missedSignals && !this.isWell()))) this.begin(newId());
  }

  /** Says that this page's own connection to the server was away. */
  lostServer(): void {
    this.wasAway = true;
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
    this.attempt = { id, connection, take };
    connection.onconnectionstatechange = () => {
      this.wasConnected ||= connection.connectionState === "connected";
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
    const seen = connection ? await readStats(connection) : { framesDecoded: 0, bytesHeard: 0 };
    this.options.showFrames(seen.framesDecoded);
    if (!this.other || !this.options.canSend()) return;
    const pictureExpected = this.other.camera && !document.hidden;
    const sight = { state: connection?.connectionState ?? "new", pictureExpected, ...seen };
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
    else this.options.showState(this.wasConnected ? "mending" : "connecting");
  }

  private end(): void {
    this.attempt?.connection.close();
    this.attempt = null;
  }
}

interface StatsEntry {
  type: string;
  kind?: string;
  framesDecoded?: number;
  bytesReceived?: number;
}

async function readStats(connection: RTCPeerConnection): Promise<{ framesDecoded: number; bytesHeard: number }> {
  const seen = { framesDecoded: 0, bytesHeard: 0 };
  (await connection.getStats()).forEach((entry: StatsEntry) => {
    if (entry.type === "inbound-rtp" && entry.kind === "video") seen.framesDecoded = entry.framesDecoded ?? 0;
    if (entry.type === "transport" || entry.type === "candidate-pair") seen.bytesHeard += entry.bytesReceived ?? 0;
  });
  return seen;
}
