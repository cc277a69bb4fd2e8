import { expect } from "chai";
import mongoose from "mongoose";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { MessageModel } from "../../src/conversations/message-model.js";
import { sendMessage } from "../../src/conversations/send-message.js";
import { withdrawMessage } from "../../src/conversations/withdraw-message.js";
import { actorOf, book } from "../support/booking.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("The list of conversations", () => {
  let site: TestSite;
  let kim: TestPerson;
  let lee: TestPerson;
  let asAna: Reader;
  const ids = new Map<TestPerson, string>();

  before(async () => {
    site = await startTestSite();
    [kim, lee] = [await makeClient({ name: "Kim Weiss" }), await makeClient({ name: "Lee Park" })];
    const ana = await makeCounsellor({ name: "Ana Moreno" });
    for (const [client, day] of [[kim, "24"] as const, [lee, "25"] as const]) {
      const { clientId } = await book(site, client, ana, `2026-11-${day}T10:00:00Z`);
      ids.set(client, String((await ConversationModel.findOne({ clientId }).orFail().lean())._id));
    }
    asAna = await signedIn(site, ana);
  });
  after(() => site.stop());

  const write = (writer: TestPerson, text: string, clientMessageId: string): Promise<number> =>
    sendMessage(site.services, actorOf(writer), { conversationId: ids.get(writer) ?? "", clientMessageId, text });
  const names = async (query = ""): Promise<string[]> =>
    (await asAna.get(`/conversations${query}`)).document
      .querySelectorAll(".conversation-list a")
      .map(({ text }) => text);

  it("begins with the one that was written in last, even when an older message is sent again", async () => {
    await write(kim, "First", "own-id-1");
    site.clock.advance({ minutes: 1 });
    await write(lee, "Second", "own-id-2");
    expect(await names()).to.deep.equal(["Lee Park", "Kim Weiss"]);
    site.clock.advance({ minutes: 1 });
    await write(kim, "Third", "own-id-3");
    expect(await names()).to.deep.equal(["Kim Weiss", "Lee Park"]);
    const { lastAt } = await ConversationModel.findById(ids.get(kim)).orFail().lean();
    await write(kim, "First", "own-id-1");
    expect(await ConversationModel.findById(ids.get(kim)).lean()).to.deep.include({ lastAt, lastSeq: 2 });
  });

  it("shows that the latest message was withdrawn, and nothing of it", async () => {
    const seq = await write(kim, "A slip", "own-id-4");
    await withdrawMessage(site.services, actorOf(kim), { conversationId: ids.get(kim) ?? "", seq });
    const { text } = await asAna.get("/conversations");
    expect(text).to.contain("Withdrawn").and.not.contain("A slip").and.not.contain("cannot be read");
  });

  it("counts unread messages up to 99 in the head of the page, and beyond that says more", async () => {
    const mark = async () => (await asAna.get("/conversations")).document.querySelector("[data-unread]")?.text;
    const [message] = await MessageModel.find({ conversationId: ids.get(lee) ?? "" }).lean();
    const { _id, ...copied } = message!;
    const unread = await MessageModel.countDocuments({ unreadBy: message!.unreadBy! });
    const copies = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => ({ ...copied, seq: from + i, clientMessageId: `copy-${from + i}` }));
    await MessageModel.insertMany(copies(1000, 99 - unread));
    expect(await mark()).to.match(/^99\D+$/);
    await MessageModel.insertMany(copies(2000, 1));
    expect(await mark(), String(_id)).to.match(/^99\+/);
  });

  it("shows twenty to a page, and those written in longest ago on the last", async () => {
    const { _id, ...kims } = await ConversationModel.findById(ids.get(kim)).orFail().lean();
    const lastAt = new Date(kims.lastAt.getTime() - 24 * 60 * 60_000);
    const others = Array.from({ length: 20 }, () => ({ ...kims, clientId: new mongoose.Types.ObjectId(), lastAt }));
    await ConversationModel.insertMany(others);
    expect(await names(), String(_id))
      .to.have.length(20)
      .and.to.include("Kim Weiss");
    expect(await names("?page=2"))
      .to.have.length(2)
      .and.to.not.include.members(["Kim Weiss", "Lee Park"]);
  });
});
