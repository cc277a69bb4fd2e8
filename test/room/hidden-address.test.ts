import { expect } from "chai";
import { AccountModel } from "../../src/accounts/account-model.js";
import { addressWords, withoutAddresses } from "../../src/room/address-rules.js";
import type { TestSocket } from "../realtime/test-socket.js";
import { makeClient, signedIn } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { OpenRoom } from "./open-room.js";

const TURN = { urls: ["turn:turn.example.org"], secret: "a secret of coturn" };
const HOST = "candidate:1 1 udp 2122260223 192.168.0.7 50000 typ host generation 0";
const SRFLX = "candidate:2 1 udp 1686052607 203.0.113.9 50000 typ srflx raddr 192.168.0.7 rport 50000";
const RELAY = "candidate:3 1 udp 41885439 198.51.100.3 60000 typ relay raddr 203.0.113.9 rport 50000";
const HIDDEN_RELAY = RELAY.replace("203.0.113.9 rport 50000", "0.0.0.0 rport 0");
const SDP = [
  "v=0",
  "c=IN IP4 192.168.0.7",
  "a=rtcp:50000 IN IP4 192.168.0.7",
  "c=IN IP6 2001:db8::7",
  `a=${HOST}`,
  `a=${SRFLX}`,
  `a=${RELAY}`,
  "",
];
const call = "call-number-1";

describe("Hiding one's network address", () => {
  const room = OpenRoom.forEachTest();
  beforeEach(() => (room.site.services.ice = { servers: [], turn: TURN, relayOnly: false }));

  const page = (reader = room.asKim): Promise<Page> => reader.get(`/appointments/${room.id}/room`);
  const wordsOn = ({ document }: Page): string => document.querySelector("[data-address-words]")!.text.trim();
  const choose = async (address: string, reader: Reader = room.asKim): Promise<Page> =>
    reader.submit(await page(reader), "form[action$='/address']", { address });

  it("leaves the relay's candidates alone, and nothing else that names an address", () => {
    for (const candidate of [HOST, SRFLX]) expect(withoutAddresses({ call, candidate: { candidate } })).to.equal(null);
    const relayed = withoutAddresses({ call, candidate: { candidate: RELAY, sdpMid: "0" } });
    expect(relayed).to.deep.equal({ call, candidate: { candidate: HIDDEN_RELAY, sdpMid: "0" } });
    expect(withoutAddresses({ call, candidate: { candidate: "" } })).to.deep.equal({
      call,
      candidate: { candidate: "" },
    });
    const described = withoutAddresses({ call, description: { type: "offer", sdp: SDP.join("\r\n") } });
    expect(described?.description?.sdp.split("\r\n")).to.deep.equal([
      "v=0",
      "c=IN IP4 0.0.0.0",
      "a=rtcp:50000 IN IP4 0.0.0.0",
      "c=IN IP4 0.0.0.0",
      `a=${HIDDEN_RELAY}`,
      "",
    ]);
    expect(withoutAddresses({ call, ask: "restart" })).to.deep.equal({ call, ask: "restart" });
  });

  it("is said in one line before joining, and chosen for this call or all by a plain form", async () => {
    expect(wordsOn(await page())).to.equal(
      "By audio or video, Ana Moreno can see your network address. By text they can't.",
    );
    const hidden = await choose("call");
    expect(wordsOn(hidden)).to.contain("go through a relay, so you and Ana Moreno can't see");
    expect(wordsOn(await page(room.asAna)), "either side hides both").to.contain("go through a relay");
    expect((await AccountModel.findById(room.kim.id).lean())?.hidesAddress).to.equal(undefined);
    const body = new URLSearchParams({ _csrf: await room.asKim.csrfToken(`/appointments/${room.id}/room`) });
    body.set("address", "direct");
    const headers = { "HX-Request": "true", "HX-Request-Type": "partial" };
    const way = `/appointments/${room.id}/address`;
    const swapped = await room.asKim.request(way, { method: "POST", headers, body });
    expect(swapped.html.trim(), "by the page's script").to.match(/^By audio or video, Ana Moreno can see/);
    for (const choice of ["call", "direct", "always"]) {
      await choose(choice);
      const chosen = (await page()).document.querySelector("[name=address][checked]")?.getAttribute("value");
      expect(chosen).to.equal(choice);
    }
    const details = await room.asKim.get("/account/profile");
    expect(details.document.querySelector("#own-calls [name=hidesAddress]")?.hasAttribute("checked")).to.equal(true);
    await room.asKim.submit(details, "#own-calls form", { hidesAddress: [] });
    expect(wordsOn(await page())).to.contain("can see your network address");
    expect((await choose("elsewhere")).status).to.equal(422);
  });

  it("is not offered without a relay, nor where the site sends every call through one", async () => {
    room.site.services.ice = { servers: [], relayOnly: false };
    expect((await page()).document.querySelector("[data-address]")).to.equal(null);
    expect((await room.asKim.get("/account/profile")).document.querySelector("#own-calls form")).to.equal(null);
    const refused = await room.asKim.post(`/appointments/${room.id}/address`, { address: "call" }, "/account/profile");
    expect(refused.status).to.equal(409);
    room.site.services.ice = { servers: [], turn: TURN, relayOnly: true };
    const forced = await page();
    expect(wordsOn(forced)).to.contain("go through a relay");
    expect(forced.document.querySelector("[data-address]")).to.equal(null);
  });

  it("fails closed where the site has lost its relay", async () => {
    await AccountModel.updateOne({ _id: room.kim.id }, { $set: { hidesAddress: true } });
    room.site.services.ice = { servers: [], relayOnly: false };
    expect(wordsOn(await page())).to.equal(addressWords({ otherName: "", isRelayed: true, hasRelay: false }));
    const { counsellor } = await room.meet();
    expect((await counsellor.next("room.meeting")).relayOnly).to.equal(true);
    expect((await room.asKim.get("/account/profile")).document.querySelector("#own-calls form")).to.not.equal(null);
  });

  for (const who of ["kim", "ana"] as const) {
    it(`sends both through the relay alone when ${who} hides theirs, and passes no other candidate`, async () => {
      await choose("call", who === "kim" ? room.asKim : room.asAna);
      const { client, counsellor } = await room.meet();
      for (const socket of [client, counsellor]) expect((await socket.next("room.meeting")).relayOnly).to.equal(true);
      client.send({ type: "room.meeting" });
      expect((await client.next("room.meeting")).relayOnly, "for another try").to.equal(true);
      await passesOnlyRelays(client, counsellor);
      await passesOnlyRelays(counsellor, client);
    });
  }

  it("counts from what the page says on joining, before its choice is stored", async () => {
    const client = await room.connect(room.asKim);
    const visit = { visit: "visit-of-kim", arrival: "one-arrival", microphone: true, camera: true };
    client.send({ type: "room.join", appointmentId: room.id, ...visit, hidesAddress: true });
    const counsellor = await room.joined(room.asAna, "visit-of-ana");
    expect((await counsellor.next("room.meeting")).relayOnly).to.equal(true);
    await passesOnlyRelays(counsellor, client);
  });

  it("is nobody else's to choose", async () => {
    const stranger = await signedIn(room.site, await makeClient());
    const { status } = await stranger.post(`/appointments/${room.id}/address`, { address: "call" }, "/account/profile");
    expect(status).to.equal(404);
  });

  async function passesOnlyRelays(from: TestSocket, to: TestSocket): Promise<void> {
    for (const candidate of [HOST, SRFLX, RELAY]) from.send({ type: "room.signal", call, candidate: { candidate } });
    expect((await to.next("room.signal")).candidate?.candidate).to.equal(HIDDEN_RELAY);
    from.send({ type: "room.signal", call, description: { type: "offer", sdp: SDP.join("\r\n") } });
    expect((await to.next("room.signal")).description?.sdp).to.not.match(/192\.168|203\.0|typ (host|srflx)/);
  }
});
