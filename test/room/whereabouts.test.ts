import { expect } from "chai";
import { findWhereabouts } from "../../src/room/find-whereabouts.js";
import { WhereaboutsModel } from "../../src/room/whereabouts-model.js";
import { actorOf, book, current } from "../support/booking.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";
import { TestSocket } from "../realtime/test-socket.js";

const SAID = { place: "Lindenweg 4, Kiel", contact: "My sister, 0431 555" };

describe("Where a client is", () => {
  let site: TestSite;
  let kim: TestPerson;
  let ana: TestPerson;
  let asKim: Reader;
  let asAna: Reader;
  let id: string;
  let later: string;

  before(async () => {
    site = await startTestSite();
    kim = await makeClient({ name: "Kim Weiss" });
    ana = await makeCounsellor({ name: "Ana Moreno" });
    id = String((await book(site, kim, ana, "2026-11-24T10:00:00Z"))._id);
    later = String((await book(site, kim, ana, "2026-11-25T10:00:00Z"))._id);
    site.clock.moveTo("2026-11-24T10:00:00Z");
    [asKim, asAna] = [await signedIn(site, kim), await signedIn(site, ana)];
  });
  after(() => site.stop());

  const roomPage = (reader: Reader, of = id) => reader.get(`/appointments/${of}/room`);
  const say = async (said: object) => asKim.submit(await roomPage(asKim), "[data-whereabouts-form]", said as never);

  async function inTheRoom(reader: Reader, of: string): Promise<TestSocket> {
    const socket = await TestSocket.of(reader);
    const visit = { visit: "visit-number-1", arrival: "one-arrival", microphone: true, camera: true };
    socket.send({ type: "room.join", appointmentId: of, ...visit });
    await socket.next("room.joined");
    return socket;
  }

  it("is given by a plain form, sealed, and shown to their counsellor at once and on coming back", async () => {
    const counsellor = await inTheRoom(asAna, id);
    const client = await inTheRoom(asKim, id);
    const answer = await say(SAID);
    expect(answer.text).to.contain("Your counsellor can see it now.");
    expect(await counsellor.next("room.whereabouts")).to.include(SAID);
    counsellor.cut();
    const again = await inTheRoom(asAna, id);
    expect(await again.next("room.whereabouts")).to.include(SAID);
    expect(client.received.map(({ type }) => type)).to.not.include("room.whereabouts");
    const stored = await WhereaboutsModel.find().lean();
    expect(stored).to.have.length(1);
    expect(stored[0]!.said.box.toString()).to.not.contain("Lindenweg");
    for (const socket of [again, client]) socket.cut();
  });

  it("gives back text that is too long, with an error beside the field", async () => {
    const long = "x".repeat(301);
    const answer = await asKim.post(
      `/appointments/${id}/whereabouts`,
      { place: long, contact: "Lou" },
      `/appointments/${id}/room`,
    );
    expect(answer.status).to.equal(422);
    expect(answer.text).to.contain("Please use at most 300 characters.");
    expect(answer.html).to.contain(long);
  });

  it("is filled in from last time, and not shown to the counsellor of another session before it is said there", async () => {
    site.clock.moveTo("2026-11-25T10:00:00Z");
    expect((await roomPage(asKim, later)).html).to.contain("Lindenweg 4, Kiel");
    const counsellor = await inTheRoom(asAna, later);
    const client = await inTheRoom(asKim, later);
    for (const socket of [counsellor, client]) {
      // Answered after all that comes of joining.
      socket.send({ type: "room.meeting" });
      await socket.next("room.meeting");
      expect(socket.received.map(({ type }) => type)).to.not.include("room.whereabouts");
      socket.cut();
    }
    site.clock.moveTo("2026-11-24T10:00:00Z");
  });

  it("is visible to the counsellor of that session only, while its room is open, and to the client always", async () => {
    const seen = async (person: TestPerson, role: "client" | "counsellor"): Promise<boolean> =>
      (await findWhereabouts(site.services, actorOf(person, role), await current(id))) !== null;
    expect([await seen(ana, "counsellor"), await seen(kim, "client")]).to.deep.equal([true, true]);
    expect(await seen(await makeCounsellor(), "counsellor")).to.equal(false);
    site.clock.moveTo("2026-11-24T11:05:01Z");
    expect([await seen(ana, "counsellor"), await seen(kim, "client")]).to.deep.equal([false, true]);
    site.clock.moveTo("2026-11-24T10:00:00Z");
  });

  it("can be given by the client only", async () => {
    const way = `/appointments/${id}/whereabouts`;
    expect((await asAna.post(way, SAID, `/appointments/${id}`)).status).to.equal(404);
    const stranger = await signedIn(site, await makeClient());
    expect((await stranger.post(way, SAID, "/appointments")).status).to.equal(404);
  });

  it("is deleted by empty fields", async () => {
    await say({ place: "", contact: " " });
    expect(await WhereaboutsModel.countDocuments()).to.equal(0);
  });
});
