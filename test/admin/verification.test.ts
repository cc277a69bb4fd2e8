import { expect } from "chai";
import { AuditEventModel } from "../../src/audit/event-model.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { makeAccount, makeCounsellor, signedIn } from "../support/people.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const APPROACH = "I listen first. Then we look together at what has helped before, and at what could help now.";

describe("Verifying a counsellor", () => {
  let site: TestSite;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(() => CounsellorModel.deleteMany({}));

  const verify = async (id: string, before: () => Promise<unknown>) => {
    const admin = await signedIn(site, await makeAccount("admin"));
    const page = await admin.get("/admin/counsellors");
    await before();
    const form = page.document.querySelector(`input[value="${id}"]`)!.closest("form")!;
    const version = form.querySelector("[name=version]")!.getAttribute("value")!;
    const fields = { counsellorId: id, version, what: "Licence 4711" };
    return admin.post("/admin/counsellors", fields, "/admin/counsellors");
  };

  it("publishes the profile that was looked at, with what was checked and when", async () => {
    const { id } = await makeCounsellor({ published: false, approach: APPROACH, version: 1 });
    expect((await verify(id, () => Promise.resolve())).status).to.equal(200);
    const { published, verified } = await CounsellorModel.findById(id).orFail().lean();
    expect(published).to.equal(true);
    expect(verified?.what).to.equal("Licence 4711");
    expect(verified?.at).to.be.within(new Date(MONDAY), site.clock.now());
    const event = await AuditEventModel.findOne({ account: id }).orFail().lean();
    expect(event).to.include({ what: "counsellor.verified", detail: "Licence 4711" });
  });

  it("publishes nothing that the admin never saw", async () => {
    const { id } = await makeCounsellor({ published: false, approach: APPROACH, version: 1 });
    const change = { $set: { credentials: "Doctor of everything" }, $inc: { version: 1 } };
    const page = await verify(id, () => CounsellorModel.updateOne({ _id: id }, change));
    expect(page.status).to.equal(409);
    expect(page.text).to.contain("This profile has changed since you opened it");
    expect(page.document.querySelector("[name=what]")?.getAttribute("value")).to.equal("Licence 4711");
    expect((await CounsellorModel.findById(id).orFail().lean()).published).to.equal(false);
  });

  it("asks for what was checked, beside its field", async () => {
    const { id } = await makeCounsellor({ published: false, approach: APPROACH, version: 1 });
    const admin = await signedIn(site, await makeAccount("admin"));
    const page = await admin.submit(await admin.get("/admin/counsellors"), "main form");
    expect(page.status).to.equal(422);
    expect(page.document.querySelector(".field-error")?.text).to.contain("what you checked");
    expect((await CounsellorModel.findById(id).orFail().lean()).published).to.equal(false);
  });
});
