import { expect } from "chai";
import type { BrowserContext } from "playwright-core";
import { startBrowserSite, type BrowserSite } from "../../support/browser-site.js";
import { join, openSession, seesFrames, type OpenSession } from "../../support/room-browsers.js";
import { withStorage } from "../../support/with-storage.js";

describe("The session room where something is missing", () => {
  let site: BrowserSite;
  let session: OpenSession;

  before(async () => (site = await startBrowserSite()));
  after(() => site.stop());
  beforeEach(async () => (session = await openSession(site)));
  afterEach(() => site.closeAll());

  const lacks: Record<string, (context: BrowserContext) => Promise<unknown>> = {
    "no AudioContext": (context) => context.addInitScript(() => Reflect.deleteProperty(window, "AudioContext")),
    "no storage": (context) => context.addInitScript(withStorage("null")),
    "storage that throws": (context) => context.addInitScript(withStorage("undefined.gone")),
  };

  for (const [lack, prepare] of Object.entries(lacks)) {
    it(`makes the call with ${lack}`, async () => {
      const [kim, ana] = [await session.asKim({ prepare }), await session.asAna()];
      for (const page of [kim, ana]) await join(page);
      for (const page of [kim, ana]) await seesFrames(page);
    }).timeout(150_000);
  }

  it("offers text with no MediaStream", async () => {
    const prepare = (context: BrowserContext): Promise<unknown> =>
      context.addInitScript(() => Reflect.deleteProperty(window, "MediaStream"));
    const kim = await session.asKim({ prepare });
    await kim.getByText("This browser can't make video or audio calls. You can join by text here.").waitFor();
    await kim.getByRole("button", { name: "Join session" }).click();
    await kim.getByText("By text: this browser can't make calls").waitFor();
  }).timeout(150_000);

  it("says after twenty seconds that the network may block sockets, and connects once it does not", async () => {
    let isBlocked = true;
    const kim = await session.asKim({
      prepare: async (context) => {
        await context.clock.install();
        await context.routeWebSocket(/./, (socket) => {
          if (isBlocked) void socket.close();
          else socket.connectToServer();
        });
      },
    });
    const words = kim.getByRole("alert").filter({ hasText: "This network may block live sessions" });
    await kim.getByText("Connection to HealSpace lost. Reconnecting…").waitFor();
    expect(await words.count()).to.equal(0);
    await kim.clock.fastForward(20_000);
    await words.waitFor();
    await words.getByRole("link", { name: "Open messages" }).waitFor();
    isBlocked = false;
    await words.waitFor({ state: "hidden" });
  }).timeout(150_000);
});
