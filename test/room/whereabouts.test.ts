import { expect } from "chai";
import mongoose from "mongoose";
import { eraseEmergencyContact, saveEmergencyContact } from "../../src/accounts/emergency-contact.js";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { bindWhereabouts } from "../../src/migrations/bind-whereabouts.js";
import { eraseWhereabouts } from "../../src/room/erase-whereabouts.js";
import { findSafetyDetails } from "../../src/room/find-safety-details.js";
import { findWhereabouts } from "../../src/room/find-whereabouts.js";
import { WhereaboutsModel, whereaboutsPlace } from "../../src/room/whereabouts-model.js";
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

  it("is given by a plain form, sealed, and shown to their counsellor immediately and on coming back", async () => {
    const counsellor = await inTheRoom(asAna, id);
    const client = await inTheRoom(asKim, id);
    const answer = await say(SAID);
    expect(answer.text).to.contain("Your counsellor can see it now.");
    expect(await counsellor.next("room.whereabouts")).to.include(SAID);
    counsellor.cut();
    const again = await inTheRoom(asAna, id);
    expect(await again.next("room.whereabouts")).to.include(SAID);
    expect(client.received.map(({ type }) => type)).to.not.include("room.whereabouts");
    const form = (await roomPage(asKim)).document.querySelector("[data-whereabouts-form]");
    const filledIn = ["place", "contact"].map((name) => form?.querySelector(`[name=${name}]`)?.getAttribute("value"));
    expect(filledIn).to.deep.equal([SAID.place, SAID.contact]);
    const stored = await WhereaboutsModel.find().lean();
    expect(stored).to.have.length(1);
    expect(stored[0]!.said.box.toString()).to.not.contain("Lindenweg");
    for (const socket of [again, client]) socket.cut();
  });

  it("is given by the page's script, which is answered with data", async () => {
    const body = new URLSearchParams({ _csrf: await asKim.csrfToken(`/appointments/${id}/room`), ...SAID });
    const init = { method: "POST", headers: { Accept: "application/json" }, body };
    const answer = await asKim.request(`/appointments/${id}/whereabouts`, init);
    expect([answer.status, answer.html]).to.deep.equal([200, "{}"]);
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

  it("belongs to one session, and is neither filled in for another nor shown to its counsellor", async () => {
    site.clock.moveTo("2026-11-25T10:00:00Z");
    expect((await roomPage(asKim, later)).html).to.not.contain("Lindenweg");
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

  it("does not open as another session's, or another client's", async () => {
    const stored = await WhereaboutsModel.findById(id).orFail().lean();
    const opens = (place: Partial<typeof stored>): string =>
      site.services.secrets.open(stored.said, whereaboutsPlace({ ...stored, ...place })).toString();
    expect(JSON.parse(opens({}))).to.deep.equal(SAID);
    for (const other of [new mongoose.Types.ObjectId(later), new mongoose.Types.ObjectId()]) {
      expect(() => opens({ _id: other })).to.throw();
      expect(() => opens({ clientId: other })).to.throw();
    }
  });

  it("begins with the home address that the client keeps, and shows it to the counsellor only once it is said", async () => {
    const home = { name: "", relation: "", phone: "", homeAddress: "Am Markt 1, Kiel", version: "" };
    const seen = async () => findSafetyDetails(site.services, actorOf(ana, "counsellor"), await current(later));
    await saveEmergencyContact(site.services, actorOf(kim), home);
    site.clock.moveTo("2026-11-25T10:00:00Z");
    const asked = await roomPage(asKim, later);
    expect(asked.document.querySelector("[name=place]")?.getAttribute("value")).to.equal("Am Markt 1, Kiel");
    expect(asked.text).to.contain("This is the home address from your details.");
    expect(await seen()).to.equal(null);
    await eraseEmergencyContact(actorOf(kim));
    await saveEmergencyContact(site.services, actorOf(kim), {
      ...home,
      name: "Lou Berg",
      phone: "0431 555",
      homeAddress: "",
    });
    expect(await seen()).to.include({ place: "", emergencyContact: "Lou Berg, 0431 555" });
    expect((await roomPage(asKim, later)).text, "without an address").not.to.contain("This is the home address");
    site.clock.moveTo("2026-11-25T11:05:01Z");
    expect(await seen(), "once the room has closed").to.equal(null);
    await eraseEmergencyContact(actorOf(kim));
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

  it("can be given while the room is open only", async () => {
    for (const time of ["2026-11-24T09:49:59Z", "2026-11-24T11:05:01Z"]) {
      site.clock.moveTo(time);
      const answer = await asKim.post(
        `/appointments/${id}/whereabouts`,
        { place: "Home", contact: "" },
        "/appointments",
      );
      expect(answer.status, time).to.equal(409);
    }
    site.clock.moveTo("2026-11-24T10:00:00Z");
    expect(await findWhereabouts(site.services, actorOf(kim), await current(id))).to.deep.equal(SAID);
  });

  it("is deleted by empty fields", async () => {
    await say({ place: "", contact: " " });
    expect(await WhereaboutsModel.countDocuments()).to.equal(0);
  });

  it("is bound to its session by a migration where an earlier version kept one of each client", async () => {
    const { secrets } = site.services;
    const _id = new mongoose.Types.ObjectId(kim.id);
    const said = secrets.seal(JSON.stringify(SAID), { collection: "whereabouts", id: _id, field: "said" });
    const earlier = { _id, clientId: _id, appointmentId: new mongoose.Types.ObjectId(id), said, at: site.clock.now() };
    await WhereaboutsModel.collection.insertOne(earlier);
    for (const run of [1, 2]) {
      await bindWhereabouts(mongoose.connection.db!, site.services);
      expect(await WhereaboutsModel.countDocuments(), `run ${run}`).to.equal(1);
    }
    const found = await findWhereabouts(site.services, actorOf(ana, "counsellor"), await current(id));
    expect(found).to.deep.equal(SAID);
  });

  it("is erased 24 hours after the session's end, also if that was extended, and not before", async () => {
    const leftAt = async (time: string): Promise<number> => {
      site.clock.moveTo(time);
      await eraseWhereabouts(site.services);
      return WhereaboutsModel.countDocuments();
    };
    await say(SAID);
    await AppointmentModel.updateOne({ _id: id }, { $set: { endsAt: new Date("2026-11-24T11:00:00Z") } });
    expect(await leftAt("2026-11-25T10:30:00Z")).to.equal(1);
    expect(await leftAt("2026-11-25T10:59:59Z")).to.equal(1);
    expect(await leftAt("2026-11-25T11:00:00Z")).to.equal(0);

    site.clock.moveTo("2026-11-24T10:00:00Z");
    await say(SAID);
    await AppointmentModel.updateOne({ _id: id }, { $set: { endedAt: new Date("2026-11-24T10:20:00Z") } });
    expect(await leftAt("2026-11-25T10:19:59Z"), "ended early").to.equal(1);
    expect(await leftAt("2026-11-25T10:20:00Z"), "ended early").to.equal(0);
  });
});
