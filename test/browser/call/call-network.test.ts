import { expect } from "chai";
import type { BrowserContext, Page } from "playwright-core";
import type { Meeting } from "../../../src/protocol/messages.js";
import { meetingFor } from "../../../src/room/ice-servers.js";
import type { Services } from "../../../src/services.js";
import { launchBrowser } from "../../support/browser.js";
import { startBrowserSite, type BrowserSite } from "../../support/browser-site.js";
import { findings } from "../../support/findings.js";
import { candidateTypes, moreFrames, moreSound, watchCalls, wordsOn } from "../../support/call-watch.js";
import { startOwnNetwork, whyNoNarrowNetwork, whyNoOwnNetwork, type OwnNetwork } from "../../support/own-network.js";
import { startRelay, whyNoRelay, type Relay } from "../../support/relay.js";
import { join, openSession } from "../../support/room-browsers.js";
import { TRIALS } from "../../support/trials.js";

const CUT_MS = 20_000;
/** Too little for two pictures, enough for two voices. */
const NARROW_KBIT = 100;
/** What the product promises after such a cut, and what this test allows on a busy machine. */
const ALLOWED_MS = 15_000;

describe("A call over a network that breaks", () => {
  let site: BrowserSite;
  let network: OwnNetwork | undefined;
  const reason = whyNoOwnNetwork();

  before(async () => {
    site = await startBrowserSite({
      async launch({ url }) {
        if (reason) return launchBrowser();
        network = await startOwnNetwork(Number(new URL(url).port));
        return network.launchBrowser();
      },
    });
  });
  after(async () => {
    await site.stop();
    await network?.stop();
  });

  it("recovers without a click after twenty seconds without a packet", async function () {
    if (!network) return skip(this, reason);
    const [kim, ana] = await meet(site);
    const words = await wordsOn(kim);
    await network.cutUdp(true);
    const cutAt = Date.now();
    await kim.getByText("Connection lost. Reconnecting…").waitFor();
    await kim.waitForTimeout(CUT_MS - (Date.now() - cutAt));
    await network.cutUdp(false);
    const took = await Promise.all([kim, ana].map((page) => moreFrames(page, 5)));
    console.log(`      frames again after ${took.map(Math.round).join(" and ")} ms`);
    expect(Math.max(...took)).to.be.lessThan(ALLOWED_MS);
    expect([await wordsOn(kim), await wordsOn(ana)]).to.deep.equal([words, words]);
  }).timeout(150_000);

  it("drops video and keeps sound when the connection gets too weak, says so, and brings video back when it recovers", async function () {
    const why = whyNoNarrowNetwork();
    if (!network || why) return skip(this, reason ?? why);
    if (!TRIALS.narrowsLine) return skip(this, "npm run test:long runs it");
    const pages = await meet(site);
    const told = async (page: Page, words: string): Promise<Page> => {
      await page.locator("[data-line-words]", { hasText: words }).waitFor();
      return page;
    };
    for (const page of pages) page.setDefaultTimeout(400_000);
    await network.narrowUdp(NARROW_KBIT);
    // Both share the line: once one has dropped its picture, there may be room for the other's.
    const weak = await Promise.any(
      pages.map((page) => told(page, "Your connection is weak, so we are sending only your sound.")),
    );
    for (const page of pages) await moreSound(page);
    await network.narrowUdp(null);
    await told(weak, "Your connection is better, so we are sending smaller video again.");
    await told(weak, "Your connection is good again, so we are sending full video.");
    for (const page of pages) await moreFrames(page);
  }).timeout(1_200_000);
});

describe("A call by relay alone", () => {
  let site: BrowserSite;
  let relay: Relay | undefined;
  const reason = whyNoRelay();

  before(async () => {
    if (reason) return;
    relay = await startRelay();
    site = await startBrowserSite({ replace: { ice: { servers: [], turn: relay, relayOnly: true } } });
  });
  after(async () => {
    if (relay) await site.stop();
    await relay?.stop();
  });

  it("goes through a real coturn, so that neither browser learns the other's address", async function () {
    if (!relay) return skip(this, reason);
    const [kim, ana] = await meet(site);
    for (const page of [kim, ana]) expect(await candidateTypes(page)).to.deep.equal(["relay", "relay"]);
    const told = await kim.evaluate(() => window.connections.at(-1)!.remoteDescription!.sdp.match(/ typ \w+/g) ?? []);
    expect(told.filter((type) => type !== " typ relay")).to.deep.equal([]);
    expect(await wordsOn(kim)).to.equal(await wordsOn(ana));
  }).timeout(150_000);

  it("is chosen by one of the two before joining, and then neither browser is told another address", async function () {
    if (!relay) return skip(this, reason);
    site.services.ice = { servers: [], turn: relay, relayOnly: false };
    const session = await openSession(site);
    const look = {
      prepare: (context: BrowserContext) => watchCalls(context),
      width: 360,
    };
    const [kim, ana] = [await session.asKim(look), await session.asAna(look)];
    await kim.getByText("By audio or video, Ana Moreno can see your network address.").waitFor();
    await kim.getByText("Your network address", { exact: true }).click();
    expect(await findings(kim)).to.deep.equal([]);
    await kim.getByRole("radio", { name: "Hide my address in this call" }).check();
    await kim.getByText("you and Ana Moreno can't see each other's network address").waitFor();
    for (const page of [kim, ana]) await join(page);
    await Promise.all([kim, ana].map((page) => moreFrames(page)));
    for (const page of [kim, ana]) {
      expect(await candidateTypes(page)).to.deep.equal(["relay", "relay"]);
      const { policy, types } = await page.evaluate(() => {
        const connection = window.connections.at(-1)!;
        const described = [connection.localDescription!.sdp, connection.remoteDescription!.sdp].join("");
        return { policy: connection.getConfiguration().iceTransportPolicy, types: described.match(/ typ \w+/g) ?? [] };
      });
      expect(policy).to.equal("relay");
      expect([...new Set(types)]).to.deep.equal([" typ relay"]);
    }
  }).timeout(150_000);

  it("accepts credentials for ten minutes, and refuses expired and wrong ones", async function () {
    if (!relay) return skip(this, reason);
    const page = await (await site.newContext()).newPage();
    await page.goto("/");
    const ice = { servers: [], turn: relay, relayOnly: true };
    const at = (minutes: number): Pick<Services, "clock"> => ({
      clock: { now: () => new Date(Date.now() + minutes * 60_000) },
    });
    expect(await relaysFound(page, meetingFor({ ...at(0), ice }))).to.equal(1);
    expect(await relaysFound(page, meetingFor({ ...at(-9), ice }))).to.equal(1);
    expect(await relaysFound(page, meetingFor({ ...at(-11), ice }))).to.equal(0);
    const wrong = { ...ice, turn: { ...relay, secret: "another secret altogether" } };
    expect(await relaysFound(page, meetingFor({ ...at(0), ice: wrong }))).to.equal(0);
  }).timeout(150_000);
});

/** Skips a test, and says why beside its name. */
function skip(context: Mocha.Context, reason: string | null): never {
  context.test!.title += ` (skipped: ${reason})`;
  return context.skip();
}

/** How many ways through a relay a browser finds with these servers. */
async function relaysFound(page: Page, meeting: Meeting): Promise<number> {
  return page.evaluate(async (servers) => {
    const connection = new RTCPeerConnection({ iceServers: servers, iceTransportPolicy: "relay" });
    connection.createDataChannel("");
    let found = 0;
    connection.onicecandidate = ({ candidate }) => (found += candidate?.type === "relay" ? 1 : 0);
    const gathered = new Promise<void>((done) => {
      connection.onicegatheringstatechange = () => connection.iceGatheringState === "complete" && done();
    });
    await connection.setLocalDescription();
    await gathered;
    connection.close();
    return found;
  }, meeting.iceServers as RTCIceServer[]);
}

async function meet(site: BrowserSite): Promise<[Page, Page]> {
  const session = await openSession(site);
  // A small picture costs little to draw.
  const look = { prepare: (context: BrowserContext) => watchCalls(context), width: 390 };
  const pages = await Promise.all([session.asKim(look), session.asAna(look)]);
  for (const page of pages) await join(page);
  await Promise.all(pages.map((page) => moreFrames(page)));
  return pages;
}
