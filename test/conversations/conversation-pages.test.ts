import { expect } from "chai";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { countMessage } from "../../src/conversations/count-messages.js";
import { MessageModel } from "../../src/conversations/message-model.js";
import { PERSON_RATES } from "../../src/protocol/limits.js";
import { actorOf, book } from "../support/booking.js";
import { makeClient, signedIn } from "../support/people.js";
import { TwoTalking } from "./two-talking.js";

describe("A conversation by plain pages", () => {
  const two = TwoTalking.here();

  it("is written and read without JavaScript, line breaks kept and markup shown as text", async () => {
    const text = 'One line\r\n<b>another</b> & "more"';
    const after = await two.asKim.submit(await two.asKim.get(two.page), "form.composer", { text });
    expect(new URL(after.url).pathname).to.equal(two.page);
    expect(after.document.querySelector(".message-new"), "of one's own message").to.equal(null);
    const body = (await two.asAna.get(two.page)).document.querySelector(".messages .message-body");
    expect(body?.innerHTML).to.equal("One line\n&lt;b&gt;another&lt;/b&gt; &amp; &#34;more&#34;");
    expect(body?.hasAttribute("hx-ignore")).to.equal(true);
  });

  it("stores a form that is sent twice once", async () => {
    const form = await two.asKim.get(two.page);
    await two.asKim.submit(form, "form.composer", { text: "Hello" });
    await two.asKim.submit(form, "form.composer", { text: "Hello" });
    expect(await MessageModel.countDocuments()).to.equal(1);
  });

  it("says so, and keeps the text, when a form is sent again with other words", async () => {
    const form = await two.asKim.get(two.page);
    await two.asKim.submit(form, "form.composer", { text: "Hello" });
    const refused = await two.asKim.submit(form, "form.composer", { text: "Hello again" });
    expect(refused.status).to.equal(409);
    expect(refused.text).to.contain("Please send this again.");
    expect(refused.document.querySelector("textarea")?.text).to.equal("Hello again");
    await two.asKim.submit(refused, "form.composer");
    expect((await two.asAna.get(two.page)).text).to.contain("Hello again");
  });

  it("gives back a text that is too long, and says when there is none", async () => {
    const long = await two.asKim.submit(await two.asKim.get(two.page), "form.composer", {
      text: `${"x".repeat(4001)}`,
    });
    expect(long.status).to.equal(422);
    expect(long.document.querySelector("textarea")?.text).to.have.length(4001);
    for (const text of [" \n ", "\u200b", "\u3164\u2800"]) {
      const empty = await two.asKim.submit(await two.asKim.get(two.page), "form.composer", { text });
      expect(empty.status).to.equal(422);
      expect(empty.text).to.contain("Please write something first.");
    }
  });

  it("asks someone who sends too many at once to wait and gives back the text, and tells scripts to retry", async () => {
    const eager = await makeClient();
    await book(two.site, eager, two.ana, "2026-11-25T10:00:00Z");
    const { _id } = await ConversationModel.findOne({ clientId: eager.id }).orFail().lean();
    const [reader, path] = [await signedIn(two.site, eager), `/conversations/${String(_id)}/messages`];
    const form = await reader.get(path);
    const _csrf = await reader.csrfToken(path);
    for (let i = 0; i < PERSON_RATES.message.burst; i += 1) countMessage(two.site.services, actorOf(eager));

    const refused = await reader.submit(form, "form.composer", { text: "One too many" });
    expect(refused.status).to.equal(429);
    expect(refused.text).to.contain("wait a few seconds");
    expect(refused.document.querySelector("textarea")?.text).to.equal("One too many");
    const body = new URLSearchParams({ _csrf, text: "One too many", clientId: "one-too-many" });
    const toScript = await reader.request(path, { method: "POST", headers: { Accept: "application/json" }, body });
    expect(toScript.status).to.equal(429);
    expect((JSON.parse(toScript.html) as { message: string }).message).to.contain("wait a few seconds");
    expect(await MessageModel.countDocuments()).to.equal(0);
  });

  it("accepts 4,000 characters with any number of line breaks", async () => {
    const text = "x\r\n".repeat(2000);
    const sent = await two.asKim.submit(await two.asKim.get(two.page), "form.composer", { text });
    expect(sent.status).to.equal(200);
  });

  it("shows times in the reader's own zone", async () => {
    two.site.clock.moveTo("2026-11-23T09:00:00Z");
    await two.write("Hello", "own-id-1");
    expect((await two.asKim.get(two.page)).document.querySelector(".message time")?.text).to.equal("04:00");
    expect((await two.asAna.get(two.page)).document.querySelector(".message time")?.text).to.equal("10:00");
  });

  it("pages back through its history, without gap or repetition", async () => {
    for (let i = 1; i <= 70; i += 1) await two.write(`Message ${i}`, `own-id-${i}`);
    const seqs: number[] = [];
    let shown = await two.asAna.get(two.page);
    while (seqs.length <= 70) {
      const rows = shown.document.querySelectorAll(".messages [data-seq]");
      seqs.unshift(...rows.map((row) => Number(row.getAttribute("data-seq"))));
      if (!shown.document.querySelector(".messages-earlier")) break;
      shown = await two.asAna.follow(shown, "Earlier in this conversation");
    }
    expect(seqs).to.deep.equal(Array.from({ length: 70 }, (_, i) => i + 1));
  });

  it("offers earlier messages only where there are some", async () => {
    for (let i = 1; i <= 30; i += 1) await two.write(`Message ${i}`, `own-id-${i}`);
    const earlier = async () => (await two.asKim.get(two.page)).document.querySelector(".messages-earlier");
    expect(await earlier()).to.equal(null);
    await two.write("Message 31", "own-id-31");
    expect(await earlier()).to.not.equal(null);
  });

  it("answers htmx with the earlier rows alone", async () => {
    for (let i = 1; i <= 40; i += 1) await two.write(`Message ${i}`, `own-id-${i}`);
    const headers = { "HX-Request": "true", "HX-Request-Type": "partial" };
    const part = await two.asKim.get(`/conversations/${two.conversationId}/messages?before=11`, headers);
    expect(part.document.querySelectorAll("li.message")).to.have.length(10);
    expect(part.html).to.not.contain("<html");
    expect(part.document.querySelector("#newest")).to.equal(null);
  });

  it("leads from each page of it to the newest message", async () => {
    for (let i = 1; i <= 40; i += 1) await two.write(`Message ${i}`, `own-id-${i}`);
    const earlier = await two.asKim.follow(await two.asKim.get(two.page), "Earlier in this conversation");
    // One of them is for those without JavaScript, which the parser takes for text.
    const links = [...earlier.html.matchAll(/href="([^"]*#newest)"/g)];
    expect(links).to.have.length(2);
    for (const [, href = ""] of links) {
      const { document } = await two.asKim.get(new URL(href, earlier.url).href);
      expect(document.querySelector("#newest")?.parentNode?.getAttribute("data-seq")).to.equal("40");
    }
  });
});
