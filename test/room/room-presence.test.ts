import { expect } from "chai";
import type { Attendance } from "../../src/appointments/attendance-model.js";
import type { Party } from "../../src/protocol/messages.js";
import { RoomPresence, type Stay } from "../../src/room/room-presence.js";

const CLOSES = new Date("2026-11-24T11:05:00Z");
const before = new Date(CLOSES.getTime() - 1);

describe("Who is in which room", () => {
  let presence: RoomPresence<string>;
  let ended: string[];
  beforeEach(() => {
    presence = new RoomPresence();
    ended = [];
  });

  function stay(connection: string, appointmentId: string, party: Party): Stay<string> {
    const visit = { visit: connection, arrival: "", link: "", name: connection, microphone: true, camera: true };
    const end = (): void => void ended.push(`${connection} in ${appointmentId}`);
    return { connection, appointmentId, party, visit, joining: {} as Attendance, end };
  }
  const here = (appointmentId: string): (string | undefined)[] => {
    const { client, counsellor } = presence.here(appointmentId);
    return [client?.name, counsellor?.name];
  };

  it("leaves one room with the connection that enters another", () => {
    presence.enter(stay("Kim", "first", "client"), CLOSES);
    presence.enter(stay("Ana", "first", "counsellor"), CLOSES);
    presence.enter(stay("Kim", "second", "client"), CLOSES);
    expect([here("first"), here("second")]).to.deep.equal([
      [undefined, "Ana"],
      ["Kim", undefined],
    ]);
    expect(ended).to.deep.equal(["Kim in first"]);
    expect(presence.all()).to.have.length(2);
  });

  it("keeps the newer of one person's connections when the older one leaves late", () => {
    const old = stay("old tab", "first", "client");
    presence.enter(old, CLOSES);
    expect(presence.enter(stay("new tab", "first", "client"), CLOSES)).to.equal(old);
    presence.leave(old);
    expect(here("first")).to.deep.equal(["new tab", undefined]);
    expect(presence.of("old tab")).to.equal(undefined);
  });

  it("is open until it closes, which a longer session puts off", () => {
    const kim = stay("Kim", "first", "client");
    presence.enter(kim, CLOSES);
    expect([presence.isOpen(kim, before), presence.isOpen(kim, CLOSES)]).to.deep.equal([true, false]);
    presence.closesLater("first", new Date(CLOSES.getTime() + 1));
    expect(presence.isOpen(kim, CLOSES)).to.equal(true);
    presence.leave(kim);
    expect(presence.isOpen(kim, before)).to.equal(false);
  });
});
