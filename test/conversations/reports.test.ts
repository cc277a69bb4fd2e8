import { expect } from "chai";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { ReportModel } from "../../src/conversations/report-model.js";
import { book } from "../support/booking.js";
import { makeAccount, makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("Reporting a conversation", () => {
  let site: TestSite;
  let kim: TestPerson;
  let ana: TestPerson;
  let page: string;
  let asKim: Reader;

  before(async () => {
    site = await startTestSite();
    [kim, ana] = [await makeClient({ name: "Kim Weiss" }), await makeCounsellor({ name: "Ana Moreno" })];
    await book(site, kim, ana, "2026-11-24T10:00:00Z");
    page = `/conversations/${String((await ConversationModel.findOne().orFail().lean())._id)}/messages`;
    asKim = await signedIn(site, kim);
    await asKim.submit(await asKim.get(page), "form.composer", { text: "Words between two people" });
  });
  after(() => site.stop());

  const report = async (reader: Reader, fields: Record<string, string>) =>
    reader.submit(await reader.follow(await reader.get(page), "Report"), "form[action$='/report']", fields);

  it("tells admins who, about whom, when and for what, and not a word of what was said", async () => {
    const done = await report(asKim, { reason: "harassment" });
    expect(done.text).to.contain("Thank you");
    const admin = await signedIn(site, await makeAccount("admin"));
    const list = await admin.get("/admin/reports");
    const single = await admin.follow(list, "Threats, insults or harassment");
    for (const { text } of [list, single]) {
      expect(text).to.contain("Threats, insults or harassment").and.contain("Kim Weiss").and.contain("Ana Moreno");
      expect(text).to.contain("Monday 23 November, 10:00").and.not.contain("Words between two people");
    }
  });

  it("is open to the counsellor as well, and makes one report for each reason", async () => {
    const asAna = await signedIn(site, ana);
    await report(asAna, { reason: "other" });
    await report(asAna, { reason: "other" });
    expect(await ReportModel.countDocuments({ reporterId: ana.id })).to.equal(1);
  });

  it("asks for a reason", async () => {
    const refused = await report(asKim, {});
    expect(refused.status).to.equal(422);
    expect(refused.text).to.contain("Please choose what it is about.");
  });

  it("is for its two people alone", async () => {
    const path = page.replace("messages", "report");
    for (const person of [await makeClient(), await makeAccount("admin")]) {
      const stranger = await signedIn(site, person);
      expect((await stranger.get(path)).status).to.equal(404);
      expect((await stranger.post(path, { reason: "other" }, "/")).status).to.equal(404);
    }
    expect((await (await signedIn(site, ana)).get("/admin")).status).to.equal(404);
  });
});
