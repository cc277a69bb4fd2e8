import type { Party, Presence, ServerMessages, Visit } from "../../protocol/messages.js";
import type { ArrivalBell } from "./arrival-bell.js";
import { showCallWords, showLineNote } from "./call-panel.js";
import { Call } from "../call/call.js";
import type { ArrivalTracker } from "./arrival-tracker.js";
import { Company } from "./company.js";
import { sayConnection } from "../page/connection-words.js";
import { startCounsellorTools } from "./counsellor-tools.js";
import { find } from "../page/find.js";
import type { OwnMedia } from "../call/media.js";
import { MeetingSource } from "./meeting-source.js";
import { newId } from "../page/new-id.js";
import { OwnSide } from "./own-side.js";
import { showBytes, showEnding, showOutcome, type Ending } from "./room-after.js";
import { RoomChat } from "./room-chat.js";
import { RoomClock } from "./room-clock.js";
import { Stage } from "./room-stage.js";
import type { Socket } from "../page/socket.js";
import type { StayMemory } from "./stay-memory.js";
import { UnreadMark } from "./unread-mark.js";
import { fateWords } from "./waiting-words.js";
import { WhereaboutsPanel } from "./whereabouts.js";

export interface Surroundings {
  page: HTMLElement;
  media: OwnMedia;
  socket: Socket;
  memory: StayMemory;
  arrivals: ArrivalTracker;
  bell: ArrivalBell;
  /** Speaks to those who do not see. */
  say: (words: string) => void;
}

/** From "Join session" on: stays in the room until one leaves, the session ends or another page takes over. */
export class RoomSession {
  private readonly page: HTMLElement;
  private readonly media: OwnMedia;
  private readonly socket: Socket;
  private readonly party: Party;
  private readonly otherName: string;
  private readonly visit = newId();
  private readonly inside: HTMLElement;
  private readonly stage: Stage;
  private readonly clock: RoomClock;
  private readonly company: Company;
  private readonly chat: RoomChat;
  private readonly whereabouts: WhereaboutsPanel;
  private readonly own: OwnSide;
  private call: Call | null = null;
  private isOver = false;
  private fate = "";
  private isLive = false;

  /** `problem`: what is wrong with the devices from the beginning. */
  constructor(
    private readonly around: Surroundings,
    problem: string | null,
  ) {
    const page = around.page;
    this.page = page;
    this.media = around.media;
    this.socket = around.socket;
    this.party = page.dataset.party === "client" ? "client" : "counsellor";
    this.otherName = page.dataset.otherName ?? "";
    this.inside = find(page, "[data-inside]");
    this.stage = new Stage(find(page, "[data-stage]"), this.otherName);
    this.clock = new RoomClock(find(page, "[data-clock]"), around.say);
    this.company = this.startCompany();
    this.chat = this.startChat(new UnreadMark(find(page, "[data-to-chat]"), find(page, "[data-chat]")));
    this.whereabouts = new WhereaboutsPanel(page.querySelector("[data-whereabouts]"));
    this.goIn();
    this.own = new OwnSide({
      ...around,
      inside: this.inside,
      stage: this.stage,
      changed: () => this.tellSending(),
    });
    this.stage.problem(problem);
    this.followMessages();
    this.followEndings();
    this.join();
  }

  private startCompany(): Company {
    return new Company({
      isHeard: () => this.call?.isConnected === true,
      show: (other) => this.showOther(other),
    });
  }

  private startChat(unread: UnreadMark): RoomChat {
    return new RoomChat({
      section: find(this.page, "[data-chat]"),
      otherName: this.otherName,
      send: (message) => this.socket.send(message),
      before: this.around.memory.chatBefore,
      keep: (chat) => this.around.memory.keepChat(chat),
      onMessage: () => unread.add(),
    });
  }

  private goIn(): void {
    find(this.page, "[data-entry]").hidden = true;
    this.inside.hidden = false;
    const isByText = this.media.stream.getTracks().length === 0;
    find(this.inside, isByText ? "[data-chat] .messages" : "[data-stage]").focus();
    find(this.inside, isByText ? "[data-chat]" : "[data-stage]").scrollIntoView({ block: "nearest" });
    startCounsellorTools(this.inside, this.socket, {
      problem: (words) => this.stage.passingProblem(words),
      ended: () => this.takeEnd({ how: "completed" }),
    });
  }

  private join(): void {
    const appointmentId = this.page.dataset.room!;
    const visit = { visit: this.visit, arrival: this.own.arrival };
    this.socket.send({ type: "room.join", appointmentId, ...visit, ...this.media.sending });
  }

  private tellSending(): void {
    void this.call?.changeTracks();
    if (this.call) this.socket.send({ type: "room.sending", ...this.media.sending });
  }

  private followMessages(): void {
    const socket = this.socket;
    socket.on("open", () => this.join());
    socket.on("lost", () => this.call?.lostServer());
    addEventListener("online", () => this.call?.networkIsBack());
    const lost = "The connection to HealSpace is lost. It is being mended…";
    sayConnection(find(this.page, "[data-problem]"), socket, lost);
    socket.on("room.joined", (joined) => {
      this.call ??= this.startCall(joined);
      this.chat.catchUp();
    });
    socket.on("room.presence", (presence) => this.takePresence(presence));
    socket.on("room.left", (left) => left.party !== this.party && this.takeGoodbye());
    socket.on("room.signal", (signal) => void this.call?.receive(signal).catch(() => undefined));
    socket.on("room.chat", (message) => this.chat.receive(message));
    socket.on("room.sent", (sent) => this.chat.showTime(sent));
    socket.on("room.got", (got) => this.chat.confirm(got.clientId));
    socket.on("room.typing", () => this.chat.showTyping(true));
    socket.on("room.whereabouts", (said) => this.whereabouts.show(said));
    socket.on("error", (error) => {
      if (error.about === "room.chat" && error.clientId) this.chat.refuse(error.clientId, error.message);
    });
  }

  private followEndings(): void {
    const socket = this.socket;
    find(this.inside, "[data-leave]").onclick = () => {
      socket.send({ type: "room.leave" });
      const detail = "You can come back as long as the room is open.";
      this.finish({ words: "You left the session.", detail, mayRejoin: true });
    };
    socket.on("room.ended", (ended) => this.takeEnd(ended));
    socket.on("room.elsewhere", () =>
      this.finish({ words: "You joined from another window.", detail: "The session goes on there.", mayRejoin: true }),
    );
    socket.on("signedOut", (why) => this.finish({ words: why, detail: "Please sign in again to go on." }));
    socket.on("error", (error) => {
      if (error.about === "room.join") this.finish({ words: error.message });
    });
  }

  private takeEnd(ended: ServerMessages["room.ended"]): void {
    if (ended.how === "completed") {
      return this.finish({ words: "The session has ended.", detail: "The room chat is gone now." });
    }
    this.finish({ words: "This session was cancelled." });
    showOutcome(this.page).catch(() => undefined);
  }

  private takePresence(presence: Presence): void {
    if (!this.call || this.isOver) return;
    this.fate = fateWords({
      party: this.party,
      otherName: this.otherName,
      givenUpAt: this.page.dataset.givenUpAt ?? "",
      isPaid: this.page.dataset.isPaid === "true",
      refundIfAlone: presence.refundIfAlone,
    });
    this.isLive = presence.liveForMs !== null;
    this.clock.take(presence);
    this.company.take(presence.here[this.party === "client" ? "counsellor" : "client"]);
  }

  /** The other person went on purpose: the call is over, until they come again. */
  private takeGoodbye(): void {
    this.call?.part();
    this.stage.clearRemote();
    this.company.take(null);
  }

  private showOther(other: Visit | null): void {
    this.stage.showOther(other, this.fate);
    this.call?.meet(other);
    this.chat.meet(other);
    if (!other && this.isLive) this.whereabouts.open();
    const what = this.around.arrivals.look(other);
    if (what === "arrived") this.around.bell.ring();
    const name = this.otherName;
    if (what)
      this.around.say({ arrived: `${name} is here.`, back: `${name} is back.`, gone: `${name} is away.` }[what]);
  }

  private startCall(joined: ServerMessages["room.joined"]): Call {
    return new Call({
      party: joined.party,
      usedBefore: this.own.bytesUsed,
      meetings: new MeetingSource(this.socket, joined),
      track: (kind) => this.media.track(kind),
      isSharing: () => this.media.isSharing,
      canSend: () => this.socket.isOpen,
      send: (signal) => this.socket.send({ type: "room.signal", ...signal }),
      showState: (state) => {
        this.stage.showState(state);
        if (state === "mending") this.whereabouts.open();
        this.company.look();
      },
      showRemote: (track) => this.stage.showTrack(track),
      showProgress: (decoded, bytesUsed) => {
        this.own.bytesUsed = bytesUsed;
        this.stage.showFrames(decoded);
      },
      showWords: (words) => showCallWords(this.inside, words),
      showNote: (note) => showLineNote(this.inside, note, () => this.call?.overrule()),
    });
  }

  private finish(ending: Ending): void {
    if (this.isOver) return;
    this.isOver = true;
    this.own.finish();
    this.socket.close();
    this.chat.clear();
    this.clock.stop();
    showEnding(this.page, ending);
    void this.call?.close().then((bytes) => showBytes(this.page, bytes));
  }
}
