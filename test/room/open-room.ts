import type { Appointment } from "../../src/appointments/appointment-model.js";
import { AttendanceModel } from "../../src/appointments/attendance-model.js";
import { TestSocket } from "../realtime/test-socket.js";
import { book } from "../support/booking.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { until } from "../support/soon.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

export const START = "2026-11-24T10:00:00Z";
export const OFFER = { type: "offer" as const, sdp: "v=0" };

export type By = "video" | "text";

/** The open room of a session of Kim Weiss, a client, with Ana Moreno. */
export class OpenRoom {
  site!: TestSite;
  kim!: TestPerson;
  ana!: TestPerson;
  asKim!: Reader;
  asAna!: Reader;
  appointment!: Appointment;
  readonly #sockets: TestSocket[] = [];

  /** Opens one for each test of the `describe` that this is called in, all on one site. */
  static forEachTest(): OpenRoom {
    const room = new OpenRoom();
    before(async () => (room.site = await startTestSite()));
    after(() => room.site.stop());
    beforeEach(() => room.#open());
    afterEach(() => room.#sockets.splice(0).forEach((socket) => socket.cut()));
    return room;
  }

  get id(): string {
    return String(this.appointment._id);
  }

  async connect(reader: Reader): Promise<TestSocket> {
    const socket = await TestSocket.of(reader);
    this.#sockets.push(socket);
    return socket;
  }

  enter(socket: TestSocket, visit: string, by: By = "video"): void {
    const isVideo = by === "video";
    const sending = { microphone: isVideo, camera: isVideo, ...(!isVideo && { byText: true as const }) };
    socket.send({ type: "room.join", appointmentId: this.id, visit, arrival: "one-arrival", ...sending });
  }

  async joined(reader: Reader, visit: string, by?: By): Promise<TestSocket> {
    const socket = await this.connect(reader);
    this.enter(socket, visit, by);
    await socket.next("room.joined");
    return socket;
  }

  /** Both in the room, and everything read that was said about that. */
  async meet(by: { kim?: By; ana?: By } = {}): Promise<{ client: TestSocket; counsellor: TestSocket }> {
    const client = await this.joined(this.asKim, "visit-of-kim", by.kim);
    const counsellor = await this.joined(this.asAna, "visit-of-ana", by.ana);
    for (const socket of [client, counsellor]) await presenceOf(socket, ["Kim Weiss", "Ana Moreno"]);
    return { client, counsellor };
  }

  /** Who came and left, in this order. */
  async attendance(): Promise<string[]> {
    const all = await AttendanceModel.find({ appointmentId: this.id }).sort({ _id: 1 }).lean();
    return all.map(({ role, what }) => `${role} ${what}`);
  }

  /** Waits until all of this is written down. */
  async written(...all: string[]): Promise<void> {
    for (const one of all) {
      await until(`"${one}" to be written down`, async () => (await this.attendance()).includes(one));
    }
  }

  async #open(): Promise<void> {
    const { site } = this;
    site.clock.moveTo(MONDAY);
    this.kim = await makeClient({ name: "Kim Weiss" });
    this.ana = await makeCounsellor({ name: "Ana Moreno" });
    this.appointment = await book(site, this.kim, this.ana, START);
    site.clock.moveTo(START);
    [this.asKim, this.asAna] = [await signedIn(site, this.kim), await signedIn(site, this.ana)];
  }
}

/** Reads presence until it says that exactly these are here. */
export async function presenceOf(socket: TestSocket, names: string[]): Promise<void> {
  for (;;) {
    const { here } = await socket.next("room.presence");
    const present = [here.client?.name, here.counsellor?.name].filter(Boolean);
    if (present.join() === names.join()) return;
  }
}
