import { expect } from "chai";
import { DeviceCheckModel } from "../../src/checks/check-model.js";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { findings } from "../support/findings.js";
import { makeClient } from "../support/people.js";

describe("Checking camera, microphone and connection before the day", () => {
  let site: BrowserSite;
  before(async () => (site = await startBrowserSite()));
  after(() => site.stop());

  it("shows what works, what does not and why, and shares the result", async () => {
    const kim = await makeClient();
    const page = await (await site.newContext({ width: 320, as: kim })).newPage();
    await page.goto("/check");
    await page.getByRole("button", { name: "Check camera and microphone" }).click();
    await page.getByRole("button", { name: "Share result with my counsellor" }).waitFor();
    expect(await page.locator("[data-result=camera]").innerText()).to.equal("Works");
    expect(await page.locator("[data-result=microphone]").innerText()).to.equal("Works");
    expect(await page.locator("[data-preview]").isVisible()).to.equal(true);
    expect(await page.getByLabel("Camera", { exact: true }).isVisible()).to.equal(true);
    expect(await findings(page)).to.deep.equal([]);
    await page.getByRole("button", { name: "Share result with my counsellor" }).click();
    await page.getByText(/^Checked on .*: camera and microphone work, connection \w+\.$/).waitFor();

    await page.evaluate(() => {
      const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = (wanted) =>
        wanted?.video ? Promise.reject(new DOMException("", "NotFoundError")) : open(wanted);
    });
    await page.getByRole("button", { name: "Check camera and microphone" }).click();
    await page.getByText("No camera was found.").waitFor();
    await page.getByRole("button", { name: "Share result with my counsellor" }).click();
    await page.getByText(/: microphone works, camera does not/).waitFor();
    expect((await DeviceCheckModel.findById(kim.id).orFail().lean()).camera).to.equal(false);
  }).timeout(90_000);
});
