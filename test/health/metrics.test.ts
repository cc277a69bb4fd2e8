import { expect } from "chai";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { sendMessage } from "../../src/conversations/send-message.js";
import { metricsRoutes } from "../../src/health/metrics-routes.js";
import { LetterModel } from "../../src/letters/letter-model.js";
import { NoticeModel } from "../../src/notices/notice-model.js";
import { actorOf, book } from "../support/booking.js";
import { makeClient, makeCounsellor } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const TOKEN = "a token that only the operator knows";
const START = "2026-11-24T10:00:00.000Z";

describe("The operator's figures", () => {
  let site: TestSite;
  before(async () => (site = await startTestSite({ environment: { METRICS_TOKEN: TOKEN } })));
  after(() => site.stop());

  const ask = (authorization?: string): Promise<Response> =>
    fetch(`${site.url}/metrics`, { headers: authorization === undefined ? {} : { authorization } });

  /** The figures by name and labels. */
  async function figures(): Promise<Map<string, number>> {
    const answer = await ask(`Bearer ${TOKEN}`);
    expect(answer.status).to.equal(200);
    const lines = (await answer.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]));
  }

  it("are shown to anyone with the token, and to nobody else", async () => {
    for (const wrong of [undefined, "", "Bearer ", `Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, `Basic ${TOKEN}`]) {
      const answer = await ask(wrong);
      expect(answer.status, wrong).to.equal(401);
      expect(await answer.text()).to.not.contain("healspace_");
    }
    const answer = await ask(`Bearer ${TOKEN}`);
    expect(answer.headers.get("content-type")).to.match(/^text\/plain; version=0\.0\.4/);
    expect(answer.headers.get("cache-control")).to.equal("no-store");
  });

  it("are not there without a token", () => {
    expect(metricsRoutes(site.services, undefined).stack).to.deep.equal([]);
  });

  it("count answers by the pattern of their route, and name nobody", async () => {
    const { id } = await makeCounsellor();
    await site.newReader().get(`/counsellors/counsellor-${id}`);
    const { status, html } = await site.newReader().get("/readyz");
    expect([status, html]).to.deep.equal([200, "ready\n"]);
    const told = await figures();
    const labels = 'method="GET",route="/counsellors/:slug",status="200"';
    expect(told.get(`healspace_request_seconds_count{${labels}}`)).to.equal(1);
    expect(told.get(`healspace_request_seconds_sum{${labels}}`)).to.be.greaterThan(0);
    expect([...told.keys()].join("\n")).to.not.contain(id);
  });

  it("show memory, the event loop's delay and trips to the database", async () => {
    const before = await figures();
    await site.newReader().get("/counsellors");
    const after = await figures();
    expect(after.get("process_resident_memory_bytes")).to.be.greaterThan(10_000_000);
    expect(after.has("nodejs_eventloop_lag_p99_seconds")).to.equal(true);
    const trips = (told: Map<string, number>) => told.get("healspace_database_trips_total") ?? 0;
    expect(trips(after)).to.be.greaterThan(trips(before));
  });

  it("count a message once, however often it is sent, and what was encrypted", async () => {
    const [client, counsellor] = [await makeClient(), await makeCounsellor()];
    await book(site, client, counsellor, "2026-11-25T10:00:00.000Z");
    const { _id } = await ConversationModel.findOne({ clientId: client.id }).orFail().lean();
    const message = { conversationId: String(_id), clientMessageId: "own-id", text: "Good morning" };
    const before = await figures();
    for (let time = 0; time < 2; time += 1) await sendMessage(site.services, actorOf(client), message);
    const after = await figures();
    const grew = (name: string): number => after.get(name)! - before.get(name)!;
    expect(grew("healspace_messages_total")).to.equal(1);
    expect(grew("healspace_sealed_values_total")).to.be.greaterThan(0);
  });

  it("show how late deadlines are, who is in a room, and what waits", async () => {
    const [client, counsellor] = [await makeClient(), await makeCounsellor()];
    const { _id } = await book(site, client, counsellor, START);
    const early = await figures();
    expect(early.get("healspace_deadline_lag_seconds")).to.equal(0);
    expect(early.get("healspace_rooms")).to.equal(0);
    expect(early.get("healspace_sockets")).to.equal(0);
    const waiting = ["healspace_letters_waiting", "healspace_notices_waiting"];
    expect(waiting.map((name) => early.get(name))).to.deep.equal([0, 0]);
    const tryAt = new Date("2026-11-24T10:31:00Z");
    for (const model of [LetterModel, NoticeModel]) await model.collection.insertOne({ tryAt });
    expect((await figures()).get("healspace_letters_waiting"), "before it is due").to.equal(0);
    await AppointmentModel.updateOne({ _id }, { $set: { "presentUntil.client": new Date("2026-11-24T12:00:00Z") } });
    site.clock.moveTo("2026-11-24T10:31:00Z");
    const late = await figures();
    expect(late.get("healspace_deadline_lag_seconds")).to.be.closeTo(60, 5);
    expect(late.get("healspace_rooms")).to.equal(1);
    await AppointmentModel.updateOne({ _id }, { presentUntil: { counsellor: new Date("2026-11-24T12:00:00Z") } });
    expect((await figures()).get("healspace_rooms"), "with the counsellor alone").to.equal(1);
    expect(waiting.map((name) => late.get(name))).to.deep.equal([1, 1]);
  });
});
