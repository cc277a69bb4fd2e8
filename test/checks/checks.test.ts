import { expect } from "chai";
import { DeviceCheckModel } from "../../src/checks/check-model.js";
import { checkWords } from "../../src/checks/check-rules.js";
import { shareCheck } from "../../src/checks/shared-check.js";
import { actorOf, book } from "../support/booking.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const WORKS = { camera: "yes", microphone: "yes", connection: "good" };

describe("A check of camera, microphone and connection", () => {
  let site: TestSite;
  let kim: TestPerson;
  let ana: TestPerson;
  let asKim: Reader;
  let appointment: string;
  before(async () => {
    site = await startTestSite();
    [kim, ana] = [await makeClient({ name: "A client" }), await makeCounsellor()];
    asKim = await signedIn(site, kim);
    appointment = `/appointments/${String((await book(site, kim, ana, "2026-11-24T10:00:00.000Z"))._id)}`;
  });
  after(() => site.stop());

  const share = async (fields: Record<string, string>): Promise<Page> =>
    asKim.submit(await asKim.get("/check"), "[data-share]", fields);

  it("is open to everyone, and only clients have something to share", async () => {
    const visitor = await site.newReader().get("/check");
    expect(visitor.status).to.equal(200);
    expect(visitor.document.querySelector("[data-share]")).to.equal(null);
    expect((await (await signedIn(site, ana)).get("/check")).document.querySelector("[data-share]")).to.equal(null);
    expect((await asKim.get(appointment)).html).to.contain('href="/check"');
  });

  it("is seen by the counsellor once it is shared, the latest one, until it is deleted", async () => {
    const asAna = await signedIn(site, ana);
    expect((await asAna.get(appointment)).text).not.to.contain("checked their device");
    expect((await share({ ...WORKS, camera: "no" })).text).to.contain("Your counsellor can see this result now.");
    expect((await share(WORKS)).text).to.contain("Your counsellor can see this result now.");
    const words = "client checked their device on 23 November 2026: camera and microphone work, connection good.";
    expect((await asAna.get(appointment)).text).to.contain(words);
    const gone = await asKim.submit(await asKim.get("/check"), "form[action='/check/forget']");
    expect(gone.text).to.contain("Your result is deleted.");
    expect((await asAna.get(appointment)).text).not.to.contain("checked their device");
  });

  it("accepts two results at once, and refuses one that was not checked", async () => {
    const result = { camera: true, microphone: true, connection: "good" as const };
    await Promise.all(Array.from({ length: 10 }, () => shareCheck(site.services, actorOf(kim), result)));
    expect(await DeviceCheckModel.countDocuments()).to.equal(1);
    const asAna = await signedIn(site, ana);
    expect((await asAna.post("/check", WORKS, "/account")).status, "from a counsellor").to.equal(404);
    expect((await share({ camera: "", microphone: "yes", connection: "superb" })).status).to.equal(422);
  });

  it("is described in words", () => {
    const connection = "poor";
    const words = (camera: boolean, microphone: boolean) => checkWords({ camera, microphone, connection });
    expect(words(true, false)).to.equal("camera works, microphone does not, connection weak");
    expect(words(false, true)).to.equal("microphone works, camera does not, connection weak");
    expect(words(false, false)).to.equal("neither camera nor microphone works, connection weak");
  });
});
