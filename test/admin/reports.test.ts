import { expect } from "chai";
import mongoose from "mongoose";
import { reportsAddress } from "../../src/admin/admin-rules.js";
import { takeUpReport } from "../../src/admin/handle-report.js";
import { AuditEventModel } from "../../src/audit/event-model.js";
import { reportConversation } from "../../src/conversations/report-conversation.js";
import { ReportModel } from "../../src/conversations/report-model.js";
import { NotFound } from "../../src/platform/errors.js";
import { actorOf } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { makeAccount, makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("Reports for admins", () => {
  let site: TestSite;
  let admins: [Reader, Reader];
  let [client, counsellor]: TestPerson[] = [];
  before(async () => {
    site = await startTestSite();
    const enter = async (name: string) => signedIn(site, await makeAccount("admin", { name }));
    admins = [await enter("Robin"), await enter("Alex")];
    [client, counsellor] = [await makeClient(), await makeCounsellor()];
  });
  after(() => site.stop());
  beforeEach(() => ReportModel.deleteMany({}));

  const conversation = new mongoose.Types.ObjectId();
  const reported = async (): Promise<string> => {
    const ids = { _id: conversation, clientId: client!.id, counsellorId: counsellor!.id };
    await reportConversation(site.services, actorOf(client!), ids as never, "other");
    return `/admin/reports/${String((await ReportModel.findOne().orFail().lean())._id)}`;
  };
  const close = (page: Page, remark = "Spoke with both"): Promise<Page> =>
    admins[0].submit(page, "form[action$='/close']", { remark });

  it("are taken up by one admin, and closed with a remark that is stored sealed", async () => {
    const path = await reported();
    const asOther = actorOf(counsellor!, "counsellor");
    const refused = await failure(takeUpReport(site.services, asOther, path.split("/").at(-1)!));
    expect(refused).to.be.instanceOf(NotFound);
    const statuses = await Promise.all(
      admins.map(async (admin) => (await admin.post(`${path}/take-up`, {}, path)).status),
    );
    expect(statuses).to.have.members([200, 409]);
    const taken = await admins[0].get(path);
    expect(taken.text).to.match(/being handled (Robin|Alex), since Monday 23 November/);

    const unsaid = await close(taken, " ");
    expect(unsaid.status).to.equal(422);
    expect(unsaid.document.querySelector(".field-error")?.text).to.contain("what the outcome was");
    const closed = await close(unsaid);
    expect(closed.text)
      .to.match(/closed\s+Robin, since/)
      .and.to.contain("Spoke with both");
    expect((await close(taken)).status).to.equal(409);
    expect(JSON.stringify(await ReportModel.find().lean())).not.to.contain("Spoke");
    const events = await AuditEventModel.find({ account: counsellor!.id, what: "report.handled" }).lean();
    expect(events.map(({ detail }) => detail?.split(",")[0])).to.have.members(["taken up", "closed"]);
  });

  it("leave the list once they are closed, and come back when they are reported again", async () => {
    const path = await reported();
    expect((await admins[0].get("/admin")).text).to.contain("Open reports: 1");
    await close(await admins[0].get(path));
    expect((await admins[0].get("/admin/reports")).text).to.contain("There are no open reports.");
    expect((await admins[0].get("/admin")).text).not.to.contain("Open reports");
    expect((await admins[0].get("/admin/reports?closed=1")).text).to.contain("Something else");
    expect([reportsAddress(true, 2), reportsAddress(false, 1)]).to.deep.equal([
      ...["/admin/reports?closed=1&page=2", "/admin/reports"],
    ]);
    await reported();
    expect((await admins[0].get("/admin/reports")).text).to.contain("Something else");
    const again = await admins[0].get(path);
    expect(again.document.querySelector(".tag")?.text).to.equal("open");
    expect(again.text).to.contain("Spoke with both");
  });

  it("do not exist for anyone else", async () => {
    const path = await reported();
    const reader = await signedIn(site, counsellor!);
    expect((await reader.get("/admin/reports")).status).to.equal(404);
    expect((await reader.get(path)).status).to.equal(404);
    expect((await reader.post(`${path}/close`, { remark: "x" }, "/account")).status).to.equal(404);
    expect((await admins[0].get(`/admin/reports/${"0".repeat(24)}`)).status).to.equal(404);
    expect((await admins[0].post(`/admin/reports/${"0".repeat(24)}/take-up`, {}, path)).status).to.equal(404);
  });
});
