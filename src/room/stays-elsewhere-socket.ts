import { isByText } from "../protocol/by-text.js";
import type { Visit } from "../protocol/messages.js";
import type { Bus, News, SaidStay } from "../realtime/bus.js";
import type { Member } from "../realtime/rooms.js";
import type { RoomPresence, Stay } from "./room-presence.js";

/** What other processes' news mean for the people at this one. */
export interface Effects {
  /** This stay was replaced by the same person's at another process. */
  replaced(before: Stay<Member>, by: Visit): void;
  /** The other person came in, or joined the call. */
  met(stay: Stay<Member>): void;
  /** Pages that follow this session need to be told how it is now. */
  changed(appointmentId: string): Promise<void>;
}

/** The stays at a process that has said nothing for this long are over: it was killed. */
const SILENT_MS = 15_000;

/** Keeps the stays at other processes in this process's presence, and tells them of those here. */
export class StaysElsewhere {
  readonly #heardAt = new Map<string, number>();

  constructor(
    private readonly bus: Bus,
    private readonly presence: RoomPresence<Member>,
    private readonly effects: Effects,
  ) {
    bus.on("stay.is", (said, from) => this.#take(said, from));
    bus.on("stay.over", (said, from) => this.#end(said, from));
    bus.on("stay.pass", (said) => this.#pass(said));
    bus.on("session.changed", ({ appointmentId }) => this.#changed(appointmentId));
    bus.on("process.runs", ({ asks }, from) => this.#hear(from, asks));
    bus.on("stays.are", ({ links }, from) => this.#compare(new Set(links), from));
    bus.whenBack(() => this.#ask());
    bus.everyFiveSeconds(() => this.#live());
    if (bus.isWorking) this.#ask();
  }

  /** Tells how a stay at this process is now. */
  tell(stay: Stay<Member>, meets: boolean): void {
    const { appointmentId, party, visit, connection, order = 0 } = stay;
    const actor = { ...connection.actor, loginId: "" };
    const closesAt = this.presence.closesAt(stay);
    this.bus.publish("stay.is", { appointmentId, party, visit, actor, order, closesAt, meets });
  }

  /** Tells that a stay at this process is over. */
  tellOver({ appointmentId, party, visit: { link } }: Stay<Member>): void {
    this.bus.publish("stay.over", { appointmentId, party, link });
  }

  #take(said: News["stay.is"], from: string): void {
    this.#heardAt.set(from, performance.now());
    const { appointmentId, party, visit, meets } = said;
    const known = this.presence.stayOf(appointmentId, party);
    const isKnown = known?.visit.link === visit.link;
    if (known && !isKnown && comesBefore(said, known)) return;
    if (isKnown) known.visit = visit;
    else this.#enter(said, from);
    const own = this.presence.stayOf(appointmentId, party === "client" ? "counsellor" : "client");
    if (own && own.process === undefined && (meets || !isKnown)) this.effects.met(own);
    if (!isKnown) this.#changed(appointmentId);
  }

  #enter({ appointmentId, party, visit, actor, order, closesAt }: SaidStay, process: string): void {
    const { link } = visit;
    const connection: Member = {
      actor,
      send: (message) => this.bus.publish("stay.pass", { appointmentId, party, link, message }),
    };
    const stay = { connection, appointmentId, party, visit, joining: null, order, process, end: () => undefined };
    const before = this.presence.enter(stay, new Date(closesAt));
    if (before) this.effects.replaced(before, visit);
  }

  #end({ appointmentId, party, link }: News["stay.over"], from: string): void {
    const stay = this.presence.stayOf(appointmentId, party);
    if (stay?.process !== from || stay.visit.link !== link) return;
    this.presence.leave(stay);
    // Someone whose process restarts comes back before that, and has not gone.
    setTimeout(() => this.#changed(appointmentId), SILENT_MS).unref();
  }

  /** Checked again here, because the teller may not know yet that its receiver is here by text. */
  #pass({ appointmentId, party, link, message }: News["stay.pass"]): void {
    const stay = this.presence.stayOf(appointmentId, party);
    if (!stay || stay.process !== undefined || stay.visit.link !== link) return;
    if (message.type === "room.signal" && isByText(stay.visit)) return;
    stay.connection.send(message);
  }

  #changed(appointmentId: string): void {
    // Fails only without the database: pages that connect again are told.
    this.effects.changed(appointmentId).catch(() => undefined);
  }

  #hear(from: string, asks: boolean): void {
    this.#heardAt.set(from, performance.now());
    if (asks) for (const stay of this.presence.all()) this.tell(stay, false);
  }

  /** News of the interruption are lost, so it forgets the stays elsewhere and asks for them again. */
  #ask(): void {
    this.#heardAt.clear();
    for (const stay of this.presence.elsewhere()) this.presence.leave(stay);
    this.bus.publish("process.runs", { asks: true });
  }

  /** Ends stays that the process no longer names, and asks for those that it names and that were not told of here. */
  #compare(links: Set<string>, from: string): void {
    for (const stay of this.presence.elsewhere()) {
      if (stay.process !== from || links.delete(stay.visit.link)) continue;
      this.presence.leave(stay);
      this.#changed(stay.appointmentId);
    }
    if (links.size > 0) this.bus.publish("process.runs", { asks: true });
  }

  #live(): void {
    this.bus.publish("process.runs", { asks: false });
    this.bus.publish("stays.are", { links: this.presence.all().map(({ visit }) => visit.link) });
    if (!this.bus.isWorking) return;
    const now = performance.now();
    for (const stay of this.presence.elsewhere()) {
      const heardAt = this.#heardAt.get(stay.process!) ?? now;
      this.#heardAt.set(stay.process!, heardAt);
      if (now - heardAt < SILENT_MS) continue;
      this.presence.leave(stay);
      this.#changed(stay.appointmentId);
    }
  }
}

/** Both processes decide alike. */
function comesBefore(said: SaidStay, known: Stay<Member>): boolean {
  const knownOrder = known.order ?? 0;
  return said.order < knownOrder || (said.order === knownOrder && said.visit.link < known.visit.link);
}
