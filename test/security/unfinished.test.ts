import { expect } from "chai";
import { randomBytes } from "node:crypto";
import mongoose from "mongoose";
import { AccountModel } from "../../src/accounts/account-model.js";
import { UnfinishedModel } from "../../src/web/unfinished-model.js";
import { UnfinishedStore } from "../../src/web/unfinished-store.js";
import { makeClient, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

/** OWASP ASVS 5.0: 2.4.1, 9.1.1, 14.2.4 and 15.2.2. */
describe("What a stranger can make the site keep", () => {
  let site: TestSite;
  let kim: TestPerson;

  beforeEach(async () => {
    site = await startTestSite();
    kim = await makeClient();
  });
  afterEach(() => site.stop());

  const loginSessions = (): Promise<number> => mongoose.connection.collection("loginSessions").countDocuments();

  function send(reader: Reader, text: string, writer = kim): Promise<Page> {
    const body = new URLSearchParams({ text, _reader: writer.id, _csrf: "no longer right" });
    return reader.request("/somewhere", { method: "POST", body, headers: { origin: site.url }, redirect: "manual" });
  }

  /** A browser in which someone signed in, and whose login session has ended since. */
  async function signedOutReader(person = kim): Promise<Reader> {
    const reader = await signedIn(site, person);
    await AccountModel.updateOne({ _id: person.id }, { $set: { logins: [] } });
    return reader;
  }

  it("is nothing: neither a form's page nor a form sent without a login makes a record", async () => {
    const stranger = site.newReader();
    for (const path of ["/", "/sign-in", "/register"]) expect((await stranger.get(path)).status).to.equal(200);
    for (let i = 0; i < 30; i += 1) await send(stranger, "x".repeat(200_000));
    expect([await loginSessions(), await UnfinishedModel.countDocuments()]).to.deep.equal([0, 0]);
  });

  it("is nothing in another's name, with a cookie that the site did not sign", async () => {
    const forger = site.newReader();
    for (const value of [kim.id, encodeURIComponent(`s:${kim.id}.c2lnbmF0dXJl`)]) {
      forger.setCookie("known", value);
      await send(forger, "Forged");
    }
    const lee = await makeClient();
    await send(await signedOutReader(lee), "Written for someone else", kim);
    expect(await UnfinishedModel.countDocuments()).to.equal(0);
  });

  it("is one piece, of at most 20 kB as it is stored, for someone who was signed in there, sealed, and gone after an hour", async () => {
    const reader = await signedOutReader();
    await send(reader, "The first");
    await send(reader, "y".repeat(70_000));
    const dense = await send(reader, randomBytes(30_000).toString("base64"));
    expect(dense.headers.get("location"), "more than 20 kB even when it is deflated").not.to.contain("continue");
    await send(reader, "The second");
    expect(await UnfinishedModel.countDocuments()).to.equal(1);
    expect(JSON.stringify(await UnfinishedModel.find().lean())).not.to.contain("second");

    const back = await signedIn(site, kim);
    expect((await back.get("/continue")).text).to.contain("The second");
    site.clock.advance({ minutes: 61 });
    expect((await back.get("/continue")).text).not.to.contain("The second");
  });

  it("ends after twenty pieces from one address in an hour", async () => {
    const reader = await signedOutReader();
    for (let i = 0; i < 20; i += 1) await send(reader, "Mine");
    const lee = await makeClient();
    expect((await send(await signedOutReader(lee), "One too many", lee)).headers.get("location")).not.to.contain(
      "continue",
    );
    expect(await UnfinishedModel.countDocuments()).to.equal(1);
  });

  it("ends after twenty pieces from one IPv6 network, from whichever of its addresses they come", async () => {
    const store = new UnfinishedStore(site.services);
    const piece = { path: "/somewhere", fields: { text: "Mine" } };
    const address = (i: number): string => `2001:db8:1:2::${i.toString(16)}`;
    const kept = await Promise.all(Array.from({ length: 40 }, (_, i) => store.keep(kim.id, address(i), piece)));
    expect(kept.filter(Boolean)).to.have.length(20);
    expect(await store.keep(kim.id, "2001:db8:1:3::1", piece), "from the network beside it").to.equal(true);
  });

  it("ends after 2,000 pieces from everywhere in an hour", async () => {
    const store = new UnfinishedStore(site.services);
    const piece = { path: "/somewhere", fields: { text: "Mine" } };
    const kept = await Promise.all(Array.from({ length: 2010 }, (_, i) => store.keep(kim.id, `address-${i}`, piece)));
    expect(kept.filter(Boolean)).to.have.length(2000);
  });
});
