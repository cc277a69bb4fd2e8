import { expect } from "chai";
import { placeHold } from "../../src/booking/place-hold.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { isSlugFor, missingFrom, slugOf, slugsFor } from "../../src/profiles/profile-rules.js";
import { markAllStale } from "../../src/search/refresh-listings.js";
import { failure } from "../support/failure.js";
import { actorOf, book, wanted } from "../support/booking.js";
import { makeAccount, makeClient, makeCounsellor, PASSWORD, signedIn } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { handIn } from "../support/verification.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const FORM = "form[action='/profile']";
const APPROACH =
  "I listen first. Then we look together at what helps you through the week, in small steps and at your pace.";
const COMPLETE = {
  credentials: "MSc Psychology, licensed",
  approach: APPROACH,
  languages: ["English", "German"],
  specializations: ["anxiety"],
  media: ["video", "text"],
  "individual.minutes": "50",
  "individual.price": "62,50",
};

describe("A counsellor's own profile", () => {
  let site: TestSite;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());

  const register = async (name: string): Promise<Reader> => {
    const reader = site.newReader();
    const email = `${slugOf(name)}-${Math.random().toString(36).slice(2)}@example.org`;
    const page = await reader.get("/register?as=counsellor");
    await reader.submit(page, "form[action='/register']", { name, email, password: PASSWORD, zone: "Europe/Berlin" });
    return reader;
  };
  const save = async (reader: Reader, fields: Record<string, string | string[]>): Promise<Page> =>
    reader.submit(await reader.get("/profile"), FORM, fields);

  it("goes from registration through verification to the search", async () => {
    const reader = await register("Ana Moreno");
    const empty = await reader.get("/profile");
    expect(empty.text).to.contain("Still missing").and.to.contain("your credentials").and.to.contain("a way to meet");
    const half = await save(reader, { credentials: "MSc Psychology, licensed", approach: "Short." });
    expect(half.text).to.contain("Your profile is saved").and.to.contain("in 80 characters or more");
    const whole = await save(reader, COMPLETE);
    expect(whole.text).to.contain("appears in the search once you are verified");
    expect((await site.newReader().get("/counsellors/ana-moreno")).status).to.equal(404);

    const ana = await CounsellorModel.findOne({ slug: "ana-moreno" }).orFail().lean();
    const person = { id: String(ana._id), name: ana.name, email: "" };
    await handIn(site, person);
    const admin = await signedIn(site, await makeAccount("admin"));
    const waiting = await admin.get(`/admin/counsellors/${person.id}`);
    await admin.submit(waiting, "form[action$='/approve']", { what: "Licence 4711 at the chamber" });
    const page = await site.newReader().get("/counsellors/ana-moreno");
    expect(page.text).to.contain("Verified on 23 November 2026: Licence 4711 at the chamber").and.to.contain("62.50 €");
    expect((await site.newReader().get("/counsellors?words=moreno")).text).to.contain("1 counsellor");
  });

  it("leaves the search when it is no longer complete, or its credentials change", async () => {
    const ana = await makeCounsellor({ name: "Ida Lund", slug: "ida-lund", slugs: ["ida-lund"], approach: APPROACH });
    await CounsellorModel.updateOne({ _id: ana.id }, { $set: { verified: { what: "Licence", at: new Date() } } });
    const reader = await signedIn(site, ana);
    const found = async (): Promise<string> => (await site.newReader().get("/counsellors?words=lund")).text;
    const stale = await reader.get("/profile");
    await save(reader, { "individual.price": "70" });
    expect((await reader.submit(stale, FORM, { "individual.price": "75" })).text).to.contain(
      "Nothing was overwritten.",
    );
    expect(await found())
      .to.contain("1 counsellor")
      .and.to.contain("70.00 €");
    await save(reader, { media: [] });
    expect(await found()).to.contain("0 counsellors");
    await save(reader, { media: ["video"] });
    expect(await found()).to.contain("1 counsellor");
    const until = (day: string) => CounsellorModel.updateOne({ _id: ana.id }, { $set: { "verified.until": day } });
    await until("2026-11-22");
    await save(reader, { "individual.price": "80" });
    expect(await found(), "the day after its verification ended").to.contain("0 counsellors");
    await until("2027-11-22");
    await save(reader, { "individual.price": "90" });
    expect(await found()).to.contain("1 counsellor");
    await save(reader, { credentials: "Professor of everything" });
    expect(await found()).to.contain("0 counsellors");
  });

  it("shows errors beside their fields and gives back the entered values", async () => {
    const reader = await register("Tom Reed");
    const page = await save(reader, {
      ...COMPLETE,
      name: " ",
      approach: "x".repeat(2001),
      "individual.minutes": "52",
      "couple.price": "free",
      "couple.minutes": "80",
    });
    expect(page.status).to.equal(422);
    const error = (name: string): string => page.document.getElementById(`field-${name}-error`)?.text.trim() ?? "";
    expect(error("name")).to.contain("enter your name");
    expect(error("approach")).to.contain("at most 2000");
    expect(error("individual.minutes")).to.contain("steps of 5");
    expect(error("couple.price")).to.contain("such as 60");
    const ticked = page.document.querySelectorAll("input[name=languages][checked]");
    expect(ticked.map((box) => box.getAttribute("value"))).to.deep.equal(["English", "German"]);
    expect(page.document.getElementById("field-couple.price")?.getAttribute("value")).to.equal("free");
    expect((await save(reader, { ...COMPLETE, languages: "Klingon", version: "0" })).status).to.equal(422);
  });

  it("keeps every earlier address working, and gives none of them to anyone else", async () => {
    const [first, second] = [await register("Mia Berg"), await register("Mia Berg")];
    await save(first, COMPLETE);
    await save(second, COMPLETE);
    await CounsellorModel.updateMany({}, { $set: { verified: { what: "x", at: new Date() }, published: true } });
    await save(first, { name: "Mia Berg-Lund" });
    expect((await first.get("/account")).text, "the account is called the same").to.contain("Mia Berg-Lund");
    await CounsellorModel.updateMany({}, { $set: { verified: { what: "x", at: new Date() }, published: true } });
    const moved = await site.newReader().request("/counsellors/mia-berg?type=individual", { redirect: "manual" });
    expect(moved.status, "no browser may keep it: the name can come back").to.equal(302);
    expect(moved.headers.get("location")).to.equal("/counsellors/mia-berg-lund?type=individual");
    expect((await site.newReader().get("/counsellors/mia-berg-2")).text).to.contain("Mia Berg");
    const third = await register("Mia Berg");
    await save(third, COMPLETE);
    expect((await third.get("/counsellors/mia-berg-3")).status).to.equal(200);
    await save(first, { name: "Mia Berg" });
    expect((await first.get("/counsellors/mia-berg-lund")).url).to.match(/\/counsellors\/mia-berg$/);
  });

  it("warns the second of two windows, and overwrites nothing", async () => {
    const reader = await register("Eva Holm");
    const [one, other] = [await reader.get("/profile"), await reader.get("/profile")];
    await reader.submit(one, FORM, { ...COMPLETE, credentials: "From the first" });
    const refused = await reader.submit(other, FORM, { credentials: "From the second" });
    expect(refused.status).to.equal(409);
    expect(refused.document.querySelector("[name=credentials]")?.getAttribute("value")).to.equal("From the second");
    expect((await reader.get("/profile")).html).to.contain("From the first");
    expect(refused.text)
      .to.match(/Credentials\s*From the first/)
      .and.not.to.match(/Name\s*Eva Holm/);
    const again = await reader.submit(refused, FORM);
    expect(again.text).to.contain("Your profile is saved");
    expect((await reader.get("/profile")).html).to.contain("From the second");
  });

  it("finds everyone by name, whatever letters it is written in, and each has an address", async () => {
    const people = [
      await register("Łukasz Sørensen"),
      await register("Юлия Ковальчук"),
      await register("Юлия Иванова"),
    ];
    for (const person of people) await save(person, { ...COMPLETE, specializations: ["grief"] });
    await CounsellorModel.updateMany({}, { $set: { verified: { what: "x", at: new Date() }, published: true } });
    await markAllStale();
    const found = async (words: string): Promise<string[]> =>
      (await site.newReader().get(`/counsellors?words=${encodeURIComponent(words)}&sort=name`)).document
        .querySelectorAll("li.card h2 a")
        .map((link) => `${link.text.trim()} ${link.getAttribute("href")}`);
    expect(await found("lukasz sorensen")).to.deep.equal(["Łukasz Sørensen /counsellors/lukasz-sorensen"]);
    expect(await found("Sørensen german loss individual"), "by what was chosen too").to.have.lengthOf(1);
    const [kovalchuk = ""] = await found("ковальчук");
    expect(kovalchuk).to.match(/counsellor-[0-9a-f]{6}$/);
    expect((await site.newReader().get(kovalchuk.split(" ").at(-1) ?? "")).text).to.contain("Юлия Ковальчук");
  });

  it("shows only the parts that are filled in", async () => {
    const reader = await register("Ines Roth");
    const own = await save(reader, { credentials: "MSc", approach: "First line.\nSecond line." });
    const page = await reader.follow(own, "See your page");
    expect(page.text)
      .to.contain("Only you can see this page")
      .and.not.to.contain("Meets by")
      .and.not.to.contain("Languages");
    expect(page.document.querySelector(".as-written")?.text).to.equal("First line.\nSecond line.");
    await save(reader, { ...COMPLETE, gender: "woman", acceptsNew: [] });
    expect((await reader.get("/profile")).text).to.contain("Languages: English, German");
    await CounsellorModel.updateOne({ name: "Ines Roth" }, { $set: { published: true } });
    const whole = await site.newReader().get("/counsellors/ines-roth");
    expect(whole.text)
      .to.contain("Not taking new clients")
      .and.to.match(/Gender\s*Woman/)
      .and.to.match(/Meets by\s*video, text/);
    expect(whole.text).not.to.contain("Only you can see this page");
  });

  it("is for counsellors", async () => {
    const reader = await signedIn(site, await makeClient());
    expect((await reader.get("/profile")).status).to.equal(404);
    expect((await reader.get("/admin/counsellors")).status).to.equal(404);
  });

  it("says how soon messages are answered, to everyone and where clients write", async () => {
    const [ana, kim] = [await makeCounsellor({ name: "Ana Prompt", slug: "ana-prompt" }), await makeClient()];
    const appointment = String((await book(site, kim, ana, "2026-11-26T09:00:00Z"))._id);
    const [asAna, asKim] = [await signedIn(site, ana), await signedIn(site, kim)];
    await save(asAna, { ...COMPLETE, answersWithin: "two-days" });
    expect((await asKim.get(`/appointments/${appointment}`)).text).to.contain(
      "Ana Prompt answers within two working days.",
    );
    expect((await asAna.get(`/appointments/${appointment}`)).text).not.to.contain("answers within");
    expect((await asAna.get("/profile/preview")).text).to.match(/Answers messages ?Within two working days/);
    expect((await save(asAna, { answersWithin: "never" })).status).to.equal(422);
    await save(asAna, { ...COMPLETE, answersWithin: "" });
    expect((await asKim.get(`/appointments/${appointment}`)).text).not.to.contain("answers within");
  });

  it("lets known clients book when it takes no new ones", async () => {
    const ana = await makeCounsellor({ acceptsNew: true });
    const [known, stranger] = [await makeClient(), await makeClient()];
    await book(site, known, ana, "2026-11-24T09:00:00.000Z");
    await CounsellorModel.updateOne({ _id: ana.id }, { $set: { acceptsNew: false } });
    const at = wanted(ana, "2026-11-25T09:00:00.000Z");
    const refused = await failure(placeHold(site.services, actorOf(stranger), at));
    expect(refused.message).to.contain("is not taking new clients");
    expect((await placeHold(site.services, actorOf(known), at)).status).to.equal("held");
  });

  it("names missing parts, and makes readable addresses", () => {
    expect(slugOf("Dr. Ana María Moreño-Weiß")).to.equal("dr-ana-maria-moreno-weiss");
    expect(slugOf("Łukasz Sørensen-Þór Đæ")).to.equal("lukasz-sorensen-thor-dae");
    expect(slugsFor("李", "5f00000000000000000abcde")).to.deep.equal([
      "counsellor-0abcde",
      "counsellor-5f00000000000000000abcde",
    ]);
    expect(slugsFor("Mia", "5f00000000000000000abcde")).to.have.lengthOf(7);
    expect(isSlugFor("mia-17", "Mia", "5f00000000000000000abcde"), "from before").to.equal(true);
    const bare = {
      name: "A",
      credentials: "",
      approach: "",
      languages: [],
      specializations: [],
      offers: [],
      media: [],
      gender: null,
      acceptsNew: true,
      cancelWindowHours: 24,
      mostUpcoming: 4,
    };
    expect(missingFrom(bare)).to.have.lengthOf(6);
  });
});
