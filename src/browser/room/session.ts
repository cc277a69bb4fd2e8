import type { Party, Presence, ServerMessages, Visit } from "../../protocol/messages.js";
import { canCall } from "../call/can-call.js";
import type { Call } from "../call/call.js";
import type { OwnMedia } from "../call/media.js";
import { find } from "../page/find.js";
import { newId } from "../page/new-id.js";
import type { Socket } from "../page/socket.js";
import { showBytes, showEnding, showOutcome, type Ending } from "./after.js";
import { RoomChat } from "./chat.js";
import { RoomClock } from "./clock.js";
import { Company } from "./company.js";
import { startCounsellorTools } from "./counsellor-tools.js";
import { COMPLETED, followEndings } from "./endings.js";
import { OwnSide } from "./own-side.js";
import { sayRoomConnection } from "./room-connection.js";
import { CallStage } from "./stage.js";
import { startRoomCall } from "./start-room-call.js";
import type { StayMemory } from "./stay-memory.js";
import { UnreadMark } from "./unread-mark.js";
import { fateWords } from "./waiting-words.js";
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
  private call: Call | null = null;
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
    this.inside = find(page, "[data-inside]");
    this.stage = new CallStage(find(page, "[data-stage]"), options.otherName);
    this.clock = new RoomClock(find(page, "[data-clock]"), options.say);
    this.company = this.startCompany();
    this.whereabouts = new WhereaboutsPanel(page.querySelector("[data-whereabouts]"));
    this.goIn();
    this.chat = this.startChat(new UnreadMark(find(page, "[data-to-chat]"), find(page, "[data-chat]")));
    this.own = new OwnSide({ ...options, inside: this.inside, stage: this.stage, changed: () => this.tellSending() });
    if (problem) this.stage.notice.say(problem);
    if (!canCall()) this.goOnByText();
    this.followSocket();
    this.join();
  }

  private startCompany(): Company {
    return new Company({
      isHeard: () => this.call?.isConnected === true,
      show: (other) => this.showOther(other),
    });
  }

  private goIn(): void {
    find(this.options.page, "[data-entry]").hidden = true;
    this.inside.hidden = false;
    const isByText = !this.options.media.hasAny;
    find(this.inside, isByText ? "[data-chat] .messages" : "[data-stage]").focus();
    find(this.inside, isByText ? "[data-chat]" : "[data-stage]").scrollIntoView({ block: "nearest" });
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

  private goOnByText(): void {
    this.own.hideCallTools();
    this.stage.showState("text-only");
  }

  private followSocket(): void {
    const socket = this.options.socket;
    sayRoomConnection(this.stage.notice, socket);
    addEventListener("online", () => this.call?.networkIsBack());
    socket.on("open", () => this.join());
    socket.on("lost", () => this.call?.lostServer());
    socket.on("room.joined", (joined) => {
      this.hasJoined = true;
      if (canCall()) this.call ??= this.startCall(joined);
    });
    socket.on("room.presence", (presence) => this.takePresence(presence));
    socket.on("room.left", (left) => left.party !== this.options.party && this.takeGoodbye());
    socket.on("room.signal", (signal) => void this.call?.receive(signal).catch(() => undefined));
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
    const ability = canCall() ? {} : { textOnly: true as const };
    this.options.socket.send({ type: "room.join", appointmentId, ...visit, ...ability });
  }

  private tellSending(): void {
    if (!this.call) return;
    void this.call.changeTracks();
    this.options.socket.send({ type: "room.sending", ...this.options.media.sending });
  }

  private takePresence(presence: Presence): void {
    if (!this.hasJoined || this.isOver) return;
    const party = this.options.party;
    const told = this.options.page.dataset;
    this.fate = fateWords({
      party,
      otherName: this.options.otherName,
      givenUpAt: told.givenUpAt ?? "",
      isPaid: told.isPaid === "true",
      refundIfAlone: presence.refundIfAlone,
    });
    this.isLive = presence.liveForMs !== null;
    this.clock.take(presence);
    this.company.take(presence.here[otherParty(party)]);
  }

  /** The other person left on purpose: the call is over until they return. */
  private takeGoodbye(): void {
    this.call?.part();
    this.stage.clearRemote();
    this.company.take(null);
  }

  private showOther(other: Visit | null): void {
    const watch = this.options.watch;
    this.stage.showOther(other, this.fate);
    this.call?.meet(other?.textOnly ? null : other);
    this.chat.meet(other);
    if (!other && this.isLive) this.whereabouts.open();
    const change = watch.arrivals.look(other);
    if (change === "arrived") watch.bell.ring();
    if (!change) return;
    this.options.say(`${this.options.otherName} is ${{ arrived: "here", back: "back", gone: "away" }[change]}.`);
  }

  private startCall(joined: ServerMessages["room.joined"]): Call {
    return startRoomCall(joined, {
      socket: this.options.socket,
      media: this.options.media,
      own: this.own,
      inside: this.inside,
      stage: this.stage,
      company: this.company,
      whereabouts: this.whereabouts,
      overrule: () => this.call?.overrule(),
    });
  }

  private finish(ending: Ending): void {
    if (this.isOver) return;
    this.isOver = true;
    this.own.finish();
    this.options.socket.close();
    this.chat.clear();
    this.clock.stop();
    showEnding(this.options.page, ending);
    void this.call?.close().then((bytes) => showBytes(this.options.page, bytes));
  }
}
