import { expect } from "chai";
import mongoose from "mongoose";
import { AccountModel } from "../../src/accounts/account-model.js";
import { askTogether } from "../../src/platform/ask-together.js";
import { among, present } from "../../src/platform/queries.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { failure } from "../support/failure.js";
import { makeAccount, makeClient, makeCounsellor } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("Questions asked together", () => {
  let site: TestSite;

  before(async () => {
    site = await startTestSite();
    for (const name of ["Zoe", "Ada", "Kim"]) await makeClient({ name });
    await makeCounsellor({ name: "Ana" });
    await makeAccount("admin");
  });
  after(() => site.stop());

  it("are answered as each is alone, in its order, with its fields and limits", async () => {
    const questions = () => ({
      clients: AccountModel.find({ role: "client" }, { name: 1 }).sort({ name: 1 }).skip(1).limit(5).lean(),
      again: AccountModel.find({ role: among(["client", "admin"]) }, { _id: 0, name: 1, role: 1 })
        .sort({ name: -1 })
        .lean(),
      counsellor: CounsellorModel.findOne({ published: true }).lean(),
      nobody: CounsellorModel.findOne({ published: false }).lean(),
      none: AccountModel.find({ suspendedAt: present }).lean(),
      roles: AccountModel.aggregate([{ $group: { _id: "$role", n: { $sum: 1 } } }, { $sort: { _id: 1 } }]),
      count: AccountModel.countDocuments({ role: "client" }),
      no: AccountModel.countDocuments({ role: "client", suspendedAt: present }),
    });
    const alone = await Promise.all(Object.entries(questions()).map(async ([name, one]) => [name, await one]));
    const together = await askTogether(questions());
    expect(together).to.deep.equal(Object.fromEntries(alone));
    expect(together.clients.map(({ name }) => name)).to.deep.equal(["Kim", "Zoe"]);
    expect([together.nobody, together.none, together.count, together.no]).to.deep.equal([null, [], 3, 0]);
  });

  it("take ids as words", async () => {
    const kim = await AccountModel.findOne({ name: "Kim" }).orFail().lean();
    const { found } = await askTogether({ found: AccountModel.findOne({ _id: String(kim._id) }).lean() });
    expect(found).to.deep.equal(kim);
  });

  it("take no operator from outside", async () => {
    const name = { $ne: "" } as unknown as string;
    const asking = askTogether({ found: AccountModel.find({ name }).lean() });
    expect(await failure(asking)).to.be.instanceOf(mongoose.Error.CastError);
  });
});
