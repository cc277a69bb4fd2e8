import { expect } from "chai";
import sharp from "sharp";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { MessageModel } from "../../src/conversations/message-model.js";
import { AttachmentModel } from "../../src/notes/attachment-model.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { AccountModel } from "../../src/accounts/account-model.js";
import { book } from "../support/booking.js";
import { makeClient, makeCounsellor, signedIn } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("A form token", () => {
  let site: TestSite;
  let counsellor: Reader;
  let picture: Uint8Array<ArrayBuffer>;
  let uploads: { path: string; field: string }[];

  before(async () => {
    site = await startTestSite();
    const side = { width: 300, height: 300, channels: 3 as const, background: "teal" };
    picture = new Uint8Array(await sharp({ create: side }).png().toBuffer());
    const [client, ana] = [await makeClient(), await makeCounsellor({ name: "Ana Moreno" })];
    const { _id } = await book(site, client, ana, "2026-11-24T09:00:00.000Z");
    const conversation = await ConversationModel.findOne().orFail().lean();
    counsellor = await signedIn(site, ana);
    uploads = [
      { path: "/profile/photo", field: "photo" },
      { path: `/appointments/${String(_id)}/note/attachments`, field: "file" },
      { path: `/conversations/${String(conversation._id)}/files`, field: "file" },
    ];
  });
  after(() => site.stop());

  const send = (path: string, field: string, token?: string) => {
    const body = new FormData();
    if (token !== undefined) body.set("_csrf", token);
    body.set("clientId", "a-file-of-mine");
    body.set(field, new Blob([picture], { type: "image/png" }), "dot.png");
    return counsellor.request(path, { method: "POST", body, redirect: "manual" });
  };

  it("is required in every form with a file, and nothing is kept without one", async () => {
    for (const { path, field } of uploads) {
      expect((await send(path, field)).status, path).to.equal(403);
      expect((await send(path, field, "someone-elses")).status, path).to.equal(403);
    }
    expect(await AttachmentModel.countDocuments()).to.equal(0);
    expect(await MessageModel.countDocuments()).to.equal(0);
    expect((await CounsellorModel.findOne().orFail().lean()).photo).to.equal(undefined);
  });

  it("lets each of these forms through when it is right", async () => {
    for (const { path, field } of uploads) {
      expect((await send(path, field, await counsellor.csrfToken("/profile"))).status, path).to.equal(303);
    }
  });

  it("is required from a page's script", async () => {
    const init = { method: "POST", headers: { Accept: "application/json" } };
    expect((await counsellor.request("/account/sign-out", init)).status).to.equal(403);
    expect((await counsellor.request("/sign-out", init)).status).to.equal(403);
    expect((await counsellor.get("/account")).status).to.equal(200);
  });

  it("is not required from a page's script whose login has ended, which gets a code that says so", async () => {
    const answer = await site.newReader().get("/account", { accept: "application/json" });
    expect([answer.status, JSON.parse(answer.html)]).to.have.deep.nested.property("[1].code", "signed-out");
    expect(answer.status).to.equal(401);
  });

  it("is required in a form that pretends to carry a file", async () => {
    const page = await send("/account/sign-out", "file", await counsellor.csrfToken("/account"));
    expect(page.status).to.equal(403);
    expect((await send("/sign-out", "file")).status).to.equal(403);
    expect((await AccountModel.findOne({ role: "counsellor" }).orFail().lean()).logins).to.have.length(1);
  });
});
