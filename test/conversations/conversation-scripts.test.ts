import { expect } from "chai";
import { MessageModel } from "../../src/conversations/message-model.js";
import { TwoTalking } from "./two-talking.js";

describe("What a conversation tells scripts", () => {
  const two = TwoTalking.here();

  it("tells a script why nothing was stored, by status, code and words, and its number when it was", async () => {
    const post = async (headers: Record<string, string>, fields: object): Promise<[number, object]> => {
      const init = { method: "POST", headers: { Accept: "application/json", ...headers } };
      const body = new URLSearchParams(fields as never);
      const answer = await fetch(`${two.site.url}/conversations/${two.conversationId}/messages`, { ...init, body });
      return [answer.status, (await answer.json()) as object];
    };
    const headers = { Accept: "application/json", cookie: two.asKim.cookieHeader };
    const answer = await fetch(`${two.site.url}/conversations/unread`, { headers });
    const { token: _csrf } = (await answer.json()) as { token: string };
    const message = { _csrf, text: "Hello", clientId: "own-id-1" };
    expect(await post({}, message)).to.deep.equal([401, { code: "signed-out", message: "You are signed out." }]);
    const stale = await post(headers, { ...message, _csrf: "stale" });
    expect(stale[0]).to.equal(403);
    expect(stale[1]).to.include({ code: "forbidden" });
    const tooLong = await post(headers, { ...message, text: "x".repeat(4001) });
    expect(tooLong[0]).to.equal(422);
    expect(tooLong[1]).to.have.property("code", "invalid-input");
    expect(tooLong[1]).to.have.nested.property("fields.text").that.contains("longer than 4000 characters");
    expect(await MessageModel.countDocuments()).to.equal(0);
    expect(await post(headers, message)).to.deep.equal([200, { seq: 1 }]);
  });

  it("tells a page that was drawn for someone else nothing, and marks nothing as read by it", async () => {
    await two.write("For Ana", "own-id-1");
    const headers = { Accept: "application/json", cookie: two.asAna.cookieHeader };
    const _csrf = await two.asAna.csrfToken("/appointments");
    const read = { method: "POST", body: new URLSearchParams({ _csrf, upTo: "1" }) };
    const requests: [string, RequestInit][] = [
      ["unread?", {}],
      [`${two.conversationId}/changes?after=0&`, {}],
      [`${two.conversationId}/read?`, read],
    ];
    for (const [path, init] of requests) {
      const answer = await fetch(`${two.site.url}/conversations/${path}reader=${two.kim.id}`, { ...init, headers });
      expect(answer.status).to.equal(401);
      expect(await answer.json()).to.include({ code: "other-account" });
    }
    expect(await MessageModel.countDocuments({ unreadBy: two.ana.id })).to.equal(1);
  });
});
