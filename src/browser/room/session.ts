import type { Party, Presence, Visit } from "../../protocol/messages.js";
import { canCall } from "../call/can-call.js";
import type { OwnMedia } from "../call/media.js";
import { find } from "../page/find.js";
import { newId } from "../page/new-id.js";
import type { Socket } from "../page/socket.js";
import { showBytes, showEnding, showOutcome, type Ending } from "./after.js";
import { startByText } from "./by-text.js";
import { RoomChat } from "./chat.js";
import { RoomClock } from "./clock.js";
import { Company } from "./company.js";
import { startCounsellorTools } from "./counsellor-tools.js";
import { COMPLETED, followEndings } from "./endings.js";
import { hiddenAddress } from "./hidden-address.js";
import { OwnCall } from "./own-call.js";
import { OwnSide } from "./own-side.js";
import { sayRoomConnection } from "./room-connection.js";
import { showInside } from "./show-inside.js";
import { CallStage } from "./stage.js";
import type { StayMemory } from "./stay-memory.js";
import { UnreadMark } from "./unread-mark.js";
import { fateOn } from "./waiting-words.js";
import { otherParty, type PresenceWatch } from "./watch-presence.js";
import { WhereaboutsPanel } from "./whereabouts.js";

export interface SessionOptions {
  page: HTMLElement;
  party: Party;
  otherName: string;
  media: OwnMedia;
  socket: Socket;
  memory: StayMemory;
  watch: PresenceWatch;
  /** Announces words to screen readers. */
  say: (words: string) => void;
}

/** A stay in the room, from "Join session" until this person leaves, the session ends or another page takes over. */
export class RoomSession {
  private readonly visit = newId();
  private readonly inside: HTMLElement;
  private readonly stage: CallStage;
  private readonly clock: RoomClock;
  private readonly company: Company;
  private readonly chat: RoomChat;
  private readonly whereabouts: WhereaboutsPanel;
  private readonly own: OwnSide;
  private readonly call: OwnCall;
  private hasAsked = false;
  private hasJoined = false;
  private isOver = false;
  private fate = "";
  private isLive = false;

  /** `problem` says what is wrong with the devices from the start. */
  constructor(
    private readonly options: SessionOptions,
    problem: string | null,
  ) {
    const page = options.page;
    this.call = this.prepareCall();
    this.inside = find(page, "[data-inside]");
    this.stage = new CallStage(find(page, "[data-stage]"), options.otherName);
    this.clock = new RoomClock(find(page, "[data-clock]"), options.say);
    this.company = this.startCompany();
    this.whereabouts = new WhereaboutsPanel(page.querySelector("[data-whereabouts]"));
    this.goIn();
    this.chat = this.startChat(new UnreadMark(find(page, "[data-to-chat]"), find(page, "[data-chat]")));
    this.own = new OwnSide({
      ...options,
      inside: this.inside,
      stage: this.stage,
      changed: () => this.tellSending(),
      inCall: () => this.call.isIn,
    });
    if (problem) this.stage.notice.say(problem);
    if (!this.call.isIn) startByText(this.inside, this.own, this.stage, () => this.joinCall());
    this.followSocket();
    this.join();
  }

  private prepareCall(): OwnCall {
    const isIn = this.options.media.hasAny || this.options.memory.before?.inCall === true;
    return new OwnCall(isIn, this.options.socket, () => ({
      ...this.options,
      own: this.own,
      inside: this.inside,
      stage: this.stage,
      company: this.company,
      whereabouts: this.whereabouts,
    }));
  }

  private startCompany(): Company {
    return new Company({
      isHeard: () => this.call.isConnected,
      show: (other) => this.showOther(other),
    });
  }

  private goIn(): void {
    showInside(this.options.page, this.options.media.hasAny ? "[data-stage]" : "[data-chat]");
    startCounsellorTools(this.inside, this.options.socket, {
      problem: (words) => this.stage.passingProblem(words),
      ended: () => this.finish(COMPLETED),
    });
  }

  private startChat(unread: UnreadMark): RoomChat {
    const memory = this.options.memory;
    return new RoomChat({
      section: find(this.inside, "[data-chat]"),
      otherName: this.options.otherName,
      socket: this.options.socket,
      before: memory.chatBefore,
      keep: (chat) => memory.keepChat(chat),
      onMessage: () => unread.add(),
    });
  }

  private followSocket(): void {
    const socket = this.options.socket;
    sayRoomConnection(this.stage.notice, socket);
    socket.on("open", () => this.join());
    socket.on("room.joined", () => {
      this.hasJoined = true;
      this.call.start();
    });
    socket.on("room.presence", (presence) => this.takePresence(presence));
    socket.on("room.left", (left) => left.party !== this.options.party && this.takeGoodbye());
    socket.on("room.whereabouts", (said) => this.whereabouts.show(said));
    followEndings(socket, {
      inside: this.inside,
      finish: (ending) => this.finish(ending),
      cancelled: () => void showOutcome(this.options.page).catch(() => undefined),
    });
  }

  private join(): void {
    const appointmentId = this.options.page.dataset.room!;
    const visit = { visit: this.visit, arrival: this.own.arrival, ...this.options.media.sending };
    const abilities = { ...this.call.byText, ...hiddenAddress(), ...(canCall() ? {} : { textOnly: true as const }) };
    this.hasAsked = this.options.socket.send({ type: "room.join", appointmentId, ...visit, ...abilities });
  }

  private tellSending(): void {
    if (this.options.media.hasAny) this.joinCall();
    if (!this.hasAsked) return;
    this.call.changeTracks();
    this.options.socket.send({ type: "room.sending", ...this.options.media.sending, ...this.call.byText });
  }

  /** Joins the call from a session by text; without a device of their own, this person then sees and hears the other one. */
  private joinCall(): void {
    if (this.call.isIn) return;
    this.call.isIn = true;
    if (this.hasJoined) this.call.start();
    this.tellSending();
  }

  private takePresence(presence: Presence): void {
    if (!this.hasJoined || this.isOver) return;
    const party = this.options.party;
    const otherName = this.options.otherName;
    this.fate = fateOn(this.options.page, { party, otherName, refundIfAlone: presence.refundIfAlone });
    this.isLive = presence.liveForMs !== null;
    this.clock.take(presence);
    this.company.take(presence.here[otherParty(party)]);
  }

  /** The other person left on purpose: the call is over until they return. */
  private takeGoodbye(): void {
    this.call.part();
    this.stage.clearRemote();
    this.company.take(null);
  }

  private showOther(other: Visit | null): void {
    const watch = this.options.watch;
    this.stage.showOther(other, this.fate);
    this.call.meet(other);
    this.chat.meet(other);
    if (!other && this.isLive) this.whereabouts.open();
    const change = watch.arrivals.look(other);
    if (change === "arrived") watch.bell.ring();
    if (!change) return;
    this.options.say(`${this.options.otherName} is ${{ arrived: "here", back: "back", gone: "away" }[change]}.`);
  }

  private finish(ending: Ending): void {
    if (this.isOver) return;
    this.isOver = true;
    this.own.finish();
    this.options.socket.close();
    this.chat.clear();
    this.clock.stop();
    showEnding(this.options.page, ending);
    void this.call.close().then((bytes) => showBytes(this.options.page, bytes));
  }
}
