import { expect } from "chai";
import type { Page } from "playwright-core";
import { TestSocket } from "../realtime/test-socket.js";
import { book } from "../support/booking.js";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { makeClient, makeCounsellor, signedIn } from "../support/people.js";

describe("An open dashboard", () => {
  let site: BrowserSite;
  before(async () => (site = await startBrowserSite()));
  after(() => site.stop());

  it("says that a client is waiting as soon as they come, keeps the focus, and forgets them when they leave", async () => {
    const [kim, ana] = [await makeClient({ name: "Kim Weiss" }), await makeCounsellor()];
    const startsAt = new Date(`${new Date(site.clock.now().getTime() + 86_400_000).toISOString().slice(0, 10)}T10:00Z`);
    const { _id } = await book(site, kim, ana, startsAt.toISOString());
    site.clock.moveTo(startsAt);
    const page = await (await site.newContext({ as: ana, width: 320 })).newPage();
    const watching = watchesRoom(page);
    await page.goto("/dashboard");
    const link = page.getByRole("main").getByRole("link", { name: "Kim Weiss" }).first();
    await link.focus();
    await watching;
    expect(await page.getByText("is waiting for you").count()).to.equal(0);

    const socket = await TestSocket.of(await signedIn(site, kim));
    const sending = { microphone: true, camera: true };
    socket.send({
      type: "room.join",
      appointmentId: String(_id),
      visit: "visit-of-kim",
      arrival: "one-arrival",
      ...sending,
    });
    await page.getByRole("main").getByText("Kim Weiss is waiting for you.").waitFor();
    await page.waitForFunction(() => document.getElementById("live")?.textContent === "Kim Weiss is waiting for you.");
    expect(await link.evaluate((element) => element === document.activeElement)).to.equal(true);

    socket.send({ type: "room.leave" });
    await page.getByRole("main").getByText("is waiting for you").waitFor({ state: "detached" });
    socket.cut();
  }).timeout(120_000);
});

/** Settles once the page follows a room. */
function watchesRoom(page: Page): Promise<unknown> {
  return new Promise((resolve) => {
    page.on("websocket", (socket) =>
      socket.on("framesent", ({ payload }) => {
        if (String(payload).includes("room.watch")) resolve(undefined);
      }),
    );
  });
}
