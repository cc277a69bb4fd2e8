import { expect } from "chai";
import mongoose from "mongoose";
import { AccountModel } from "../../src/accounts/account-model.js";
import { adoptClients } from "../../src/booking/adopt-clients.js";
import { ClientModel } from "../../src/clients/client-model.js";
import { book } from "../support/booking.js";
import { makeClient, makeCounsellor, signedIn } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("A counsellor's page about a client", () => {
  let site: TestSite;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());

  it("opens from their appointment, and says since when they are a client", async () => {
    const [kim, ana] = [await makeClient({ name: "Kim Weiss" }), await makeCounsellor()];
    const { _id } = await book(site, kim, ana, "2026-11-24T09:00:00.000Z");
    const reader = await signedIn(site, ana);
    const page = await reader.follow(await reader.get(`/appointments/${String(_id)}`), "Kim Weiss");
    expect(new URL(page.url).pathname).to.equal(`/clients/${kim.id}`);
    expect(page.text).to.contain("Your client since 23 November 2026");
    expect(page.document.querySelector("h1")?.text).to.equal("Kim Weiss");
    expect(page.document.querySelectorAll("#upcoming ~ ul li")).to.have.length(1);
  });

  it("is for nobody but the counsellors whose client they are", async () => {
    const [kim, ana] = [await makeClient(), await makeCounsellor()];
    await book(site, kim, ana, "2026-11-24T10:00:00.000Z");
    for (const other of [await makeCounsellor(), kim]) {
      expect((await (await signedIn(site, other)).get(`/clients/${kim.id}`)).status).to.equal(404);
    }
    expect((await (await signedIn(site, ana)).get("/clients/nobody")).status).to.equal(404);
  });

  it("shows nothing of the sessions that they have with another counsellor", async () => {
    const [kim, ana, bea] = [await makeClient(), await makeCounsellor(), await makeCounsellor()];
    await book(site, kim, ana, "2026-11-25T10:00:00.000Z");
    await book(site, kim, bea, "2026-11-26T10:00:00.000Z");
    const page = await (await signedIn(site, ana)).get(`/clients/${kim.id}`);
    expect(page.text).to.contain("25 November").and.not.contain("26 November");
  });

  it("stays, as that of a former client, once their account is gone", async () => {
    const [kim, ana] = [await makeClient({ name: "Kim Weiss" }), await makeCounsellor()];
    await book(site, kim, ana, "2026-11-27T10:00:00.000Z");
    await AccountModel.deleteOne({ _id: kim.id });
    const page = await (await signedIn(site, ana)).get(`/clients/${kim.id}`);
    expect([page.status, page.document.querySelector("h1")?.text]).to.deep.equal([200, "Former client"]);
  });

  it("begins with the first of the appointments from before clients were recorded", async () => {
    const [kim, ana] = [await makeClient(), await makeCounsellor()];
    const { history } = await book(site, kim, ana, "2026-11-24T11:00:00.000Z");
    site.clock.advance({ hours: 1 });
    await book(site, kim, ana, "2026-11-24T13:00:00.000Z");
    const pair = { counsellorId: ana.id, clientId: kim.id };
    await ClientModel.deleteOne(pair);
    await mongoose.connection.collection("adoptions").deleteMany({});
    await Promise.all([adoptClients(site.services), adoptClients(site.services)]);
    const [client, ...others] = await ClientModel.find(pair).lean();
    expect([client?.firstSeenAt, others]).to.deep.equal([history[0]?.at, []]);
  });
});
