import type { Signal, Visit } from "../../protocol/messages.js";
import { CallAttempt } from "./attempt.js";
import type { CallOptions } from "./call-options.js";
import { NO_STATS, readStats, type CallStats } from "./call-stats.js";
import { DataCount } from "./data-count.js";
import { newId } from "../page/new-id.js";
import { SideTalk } from "./side-talk.js";
import { Watchdog, type Repair } from "./watchdog.js";

const ONE_REPAIR_MS = 3000;

/**
 * One call with all its attempts. The counsellor's side leads: it begins each attempt and makes the repairs, because two sides
 * that repair at once leave video frozen. The client's side follows, and asks for repairs.
 */
export class Call {
  private readonly leads: boolean;
  private readonly watchdog = new Watchdog(Date.now());
  private readonly timer = setInterval(() => void this.look().catch(() => undefined), 1000);
  private readonly talk: SideTalk;
  private readonly data: DataCount;
  private attempt: CallAttempt | null = null;
  private other: Visit | null = null;
  private met: Visit | null = null;
  private wasAway = false;
  private wasConnected = false;
  private repairedAt = 0;
  private begins = 0;

  constructor(private readonly options: CallOptions) {
    this.leads = options.party === "counsellor";
    this.data = new DataCount(options.usedBefore);
    this.talk = new SideTalk(options, {
      leads: this.leads,
      attempt: () => this.attempt,
      theirCamera: () => this.other?.camera === true,
    });
  }

  /**
   * Updates who is there. A page not met before means a new call. Signals are lost while a page has no connection to the
   * server, so a call that is not connected then begins again.
   */
  meet(other: Visit | null): void {
    this.other = other;
    if (other) this.meetPage(other);
    this.showState();
  }

  /** Whether the two are connected now. */
  get isConnected(): boolean {
    return this.attempt?.isConnected === true;
  }

  /** The other person left on purpose; their return starts a new call. */
  part(): void {
    this.met = null;
    this.wasConnected = false;
    this.end();
  }

  /** Begins again now that the network is back: an attempt made without it would have to time out first. */
  networkIsBack(): void {
    if (this.other && !this.isConnected) this.repair("rebuild");
  }

  /** This page's own connection to the server was lost. */
  lostServer(): void {
    this.wasAway = true;
  }

  async receive(signal: Signal): Promise<void> {
    // Two attempts with different certificates would have different words.
    await this.talk.identity.ready;
    if (signal.ask) return this.leads ? this.repair(signal.ask) : undefined;
    const isNew = signal.description?.type === "offer" && signal.call !== this.attempt?.id;
    if (isNew && !this.leads) this.start(signal.call);
    if (signal.call !== this.attempt?.id) return;
    const attempt = this.attempt;
    await attempt.take(signal);
    if (signal.description) await this.talk.remind(attempt);
  }

  /** Sends the tracks that are open now. */
  async changeTracks(): Promise<void> {
    await this.attempt?.sendTracks();
    await this.talk.tellQuality();
  }

  /** Toggles between sending everything, however weak the connection, and adapting to it. */
  overrule(): void {
    this.talk.overrule();
  }

  /** Ends the call. Returns the bytes sent and received by all its attempts. */
  async close(): Promise<number> {
    clearInterval(this.timer);
    const attempt = this.attempt;
    if (attempt) await this.count(attempt).catch(() => undefined);
    this.end();
    return this.data.total;
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
    if (this.leads && (isNew || (missedSignals && !this.isWell()))) void this.begin();
  }

  /** Starts a new attempt on the leading side. Of several requests only the last counts. */
  private async begin(): Promise<void> {
    this.end();
    this.watchdog.begun(Date.now());
    this.repairedAt = Date.now();
    const turn = this.begins;
    await Promise.all([this.options.meetings.fresh(), this.talk.identity.ready]);
    if (turn === this.begins) this.start(newId());
  }

  private start(id: string): void {
    this.end();
    this.watchdog.begun(Date.now());
    this.attempt = new CallAttempt({
      id,
      leads: this.leads,
      meeting: this.options.meetings.latest,
      certificate: this.talk.identity.certificate,
      track: (kind) => this.options.track(kind),
      send: (signal) => this.options.send(signal),
      freshMeeting: () => this.options.meetings.fresh(),
      onState: () => {
        this.wasConnected ||= this.isConnected;
        this.showState();
      },
      onTrack: (track) => this.options.showRemote(track),
      onSideOpen: () => void this.talk.greet(),
      onSide: (message) => this.talk.take(message),
    });
  }

  private repair(repair: Repair): void {
    if (Date.now() - this.repairedAt < ONE_REPAIR_MS) return;
    this.repairedAt = Date.now();
    const attempt = this.attempt;
    if (!this.leads) this.options.send({ call: attempt?.id ?? newId(), ask: repair });
    else if (repair === "restart" && attempt?.connection.signalingState === "stable") {
      attempt.restart().catch(() => undefined);
    } else {
      void this.begin();
    }
  }

  private async look(): Promise<void> {
    const attempt = this.attempt;
    const seen = attempt ? await this.count(attempt) : NO_STATS;
    if (attempt !== this.attempt) return;
    this.options.showProgress(seen.framesDecoded, this.data.total);
    if (attempt?.isConnected) this.talk.look(attempt, seen);
    if (!this.other || !this.options.canSend()) return;
    const pictureExpected = this.other.camera && this.talk.theirPictureMoves && !document.hidden;
    const sight = { state: attempt?.connection.connectionState ?? "new", pictureExpected, ...seen };
    const repair = this.watchdog.look(sight, Date.now());
    if (repair) this.repair(repair);
  }

  private async count(attempt: CallAttempt): Promise<CallStats> {
    const seen = await readStats(attempt.connection);
    if (attempt === this.attempt) this.data.see(seen);
    return seen;
  }

  private isWell(): boolean {
    return this.isConnected && this.attempt?.connection.signalingState === "stable";
  }

  private showState(): void {
    if (this.isConnected) this.options.showState("connected");
    else if (!this.other) this.options.showState("waiting");
    else this.options.showState(this.wasConnected ? "mending" : "connecting");
  }

  private end(): void {
    this.begins += 1;
    this.attempt?.close();
    this.attempt = null;
    this.data.nextAttempt();
    this.talk.forget();
  }
}
