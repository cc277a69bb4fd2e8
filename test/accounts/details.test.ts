import { expect } from "chai";
import sharp from "sharp";
import { AccountModel } from "../../src/accounts/account-model.js";
import { EmergencyContactModel } from "../../src/accounts/emergency-contact-model.js";
import { tellPeople } from "../../src/notices/tell-people.js";
import { formatIn } from "../../src/web/format-in.js";
import { renderFragment } from "../../src/web/respond.js";
import { TestSocket } from "../realtime/test-socket.js";
import { book } from "../support/booking.js";
import { makeAccount, makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const FORM = "form[action='/account/profile']";
const CONTACT = "form[action='/account/emergency-contact']";
const START = "2026-11-24T10:00:00.000Z";
const LOU = { contactName: "Lou Berg", contactRelation: "my sister", contactPhone: "+49 30 555 123" };

describe("What a person says about themselves", () => {
  let site: TestSite;
  let kim: TestPerson;
  let ana: TestPerson;
  let asKim: Reader;
  let asAna: Reader;
  let id: string;

  before(async () => {
    site = await startTestSite();
    kim = await makeClient({ name: "Kim Weiss" });
    ana = await makeCounsellor({ name: "Ana Moreno" });
    id = String((await book(site, kim, ana, START))._id);
    [asKim, asAna] = [await signedIn(site, kim), await signedIn(site, ana)];
  });
  after(() => site.stop());

  const page = (reader = asKim): Promise<Page> => reader.get("/account/profile");
  const save = async (fields: Record<string, string>, reader = asKim): Promise<Page> =>
    reader.submit(await page(reader), FORM, fields);

  it("is changed on one page and takes effect immediately, on their own pages and on their counsellor's", async () => {
    const socket = await TestSocket.of(asKim);
    const closed = socket.closed();
    const saved = await save({ name: "Kim Winter", pronouns: "they/them", zone: "Europe/Lisbon", country: "PT" });
    expect(saved.text).to.contain("Your details are saved.");
    expect(saved.document.querySelector(".account-name")?.text).to.contain("Kim Winter");
    expect(await closed, "an open page draws itself again").to.equal(1012);
    expect((await asAna.get(`/appointments/${id}`)).text).to.contain("Kim Winter (they/them)");
    expect((await asAna.get("/conversations")).text).to.contain("Kim Winter");
    expect((await asKim.get("/appointments")).text).to.contain("10:00 (Lisbon time)");
    expect((await AccountModel.findById(kim.id).orFail().lean()).country).to.equal("PT");
    await save({ name: "Kim Weiss", zone: "Europe/Berlin" });
  });

  it("seals the telephone number", async () => {
    await save({ phone: "+49 431 7788" });
    expect((await page()).html).to.contain('value="+49 431 7788"');
    const { phone } = await AccountModel.findById(kim.id).orFail().lean();
    expect(phone?.box.toString()).not.to.contain("7788");
  });

  it("comes back filled in, with what is wrong beside its field", async () => {
    const back = await save({
      name: "?",
      phone: "call me",
      mailLocale: "tlh",
      country: "XX",
      pronouns: "x".repeat(41),
    });
    expect(back.status).to.equal(422);
    for (const name of ["name", "phone", "mailLocale", "country", "pronouns"]) {
      expect(back.document.getElementById(`field-${name}-error`), name).not.to.equal(null);
    }
    expect(back.document.getElementById("field-phone")?.getAttribute("value")).to.equal("call me");
  });

  it("overwrites nothing that another window saved, and shows what that was", async () => {
    const [one, two] = [await page(), await page()];
    await asKim.submit(one, FORM, { pronouns: "she/her" });
    const refused = await asKim.submit(two, FORM, { pronouns: "he/him" });
    expect(refused.status).to.equal(409);
    expect(refused.text).to.match(/Pronouns\s*she\/her/);
    expect(refused.text).not.to.match(/Country\s*Portugal.*Save again/);
    expect((await page()).html).to.contain('value="she/her"');
    const again = await asKim.submit(refused, FORM);
    expect(again.html).to.contain('value="he/him"');
  });

  it("does not undo a zone changed in another window", async () => {
    const open = await page();
    await asKim.post("/account/zone", { zone: "Asia/Tokyo" }, "/account/profile");
    expect((await asKim.submit(open, FORM, { pronouns: "she/her" })).text).to.match(/Time zone\s*Asia\/Tokyo/);
    await save({ zone: "Europe/Berlin" });
  });

  it("accepts one of two simultaneous changes", async () => {
    const [one, two] = [await page(), await page()];
    const answers = await Promise.all([
      asKim.submit(one, FORM, { pronouns: "one" }),
      asKim.submit(two, FORM, { pronouns: "two" }),
    ]);
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 409]);
  });

  it("writes the dates of mails in their language", async () => {
    await save({ mailLocale: "de" });
    expect((await AccountModel.findById(kim.id).orFail().lean()).mailLocale).to.equal("de");
    await tellPeople(site.services, { formatIn, render: renderFragment });
    expect((await asKim.get("/outbox")).text).to.contain(
      "Appointment confirmed: Dienstag, 24. November um 11:00 (Berlin)",
    );
    expect((await asAna.get("/outbox")).text).to.contain(
      "Appointment confirmed: Tuesday 24 November, 11:00 (Berlin time)",
    );
    const instant = new Date(START);
    expect(formatIn("de").dateTime(instant, "Europe/Berlin")).to.match(
      /^Dienstag, 24\. November um 11:00.*\(Berlin\)$/,
    );
    expect(formatIn("en-US").dateTime(instant, "Europe/Berlin")).to.match(
      /^Tuesday, November 24 at 11:00.AM \(Berlin\)$/,
    );
    expect(formatIn().dateTime(instant, "Europe/Berlin")).to.equal("Tuesday 24 November, 11:00 (Berlin time)");
  });

  it("offers counsellors and admins only what is not public", async () => {
    const own = await page(asAna);
    expect(own.document.querySelector("[name=name]")).to.equal(null);
    expect(own.text).not.to.contain("For emergencies");
    expect((await save({ phone: "030 123456", name: "Someone else" }, asAna)).text).to.contain(
      "Your details are saved.",
    );
    expect((await AccountModel.findById(ana.id).orFail().lean()).name).to.equal("Ana Moreno");
    const admin = await signedIn(site, await makeAccount("admin"));
    expect((await save({ name: "Root Admin" }, admin)).text).to.contain("Root Admin");
  });

  describe("as an emergency contact", () => {
    const contact = async (fields: Record<string, string>): Promise<Page> =>
      asKim.submit(await page(), CONTACT, fields);

    it("is sealed, changed and erased, and two windows do not overwrite each other", async () => {
      expect((await contact(LOU)).text).to.contain("Your emergency details are saved.");
      const stored = await EmergencyContactModel.findById(kim.id).orFail().lean();
      expect(stored.said.box.toString()).not.to.contain("Lou");
      const [one, two] = [await page(), await page()];
      await asKim.submit(one, CONTACT, { contactName: "Bo Berg" });
      const refused = await asKim.submit(two, CONTACT, { contactName: "Al Berg" });
      expect(refused.status).to.equal(409);
      expect(refused.text).to.match(/Name\s*Bo Berg/);
      expect(refused.html).to.contain('value="Al Berg"');
      const open = await page();
      const erased = await asKim.submit(open, "form[action='/account/emergency-contact/erase']");
      expect(erased.text).to.contain("are deleted");
      expect(await EmergencyContactModel.countDocuments()).to.equal(0);
      expect((await asKim.submit(open, CONTACT, LOU)).status, "an erased one does not come back by itself").to.equal(
        409,
      );
    });

    it("keeps a home address with it or alone, sealed, and erases both at once", async () => {
      const alone = {
        ...LOU,
        contactName: "",
        contactRelation: "",
        contactPhone: "",
        homeAddress: "Lindenweg 4, Kiel",
      };
      expect((await contact(alone)).text).to.contain("are saved");
      expect((await contact({ ...LOU, homeAddress: "Lindenweg 4, Kiel" })).text).to.contain("are saved");
      const stored = await EmergencyContactModel.find().lean();
      expect(stored).to.have.length(1);
      expect(JSON.stringify(stored[0])).to.not.contain("Lindenweg");
      expect((await page()).document.querySelector("[name=homeAddress]")?.getAttribute("value")).to.equal(
        "Lindenweg 4, Kiel",
      );
      await asKim.submit(await page(), "form[action='/account/emergency-contact/erase']");
      expect(await EmergencyContactModel.countDocuments()).to.equal(0);
      expect((await page()).html)
        .to.not.contain("Lindenweg")
        .and.not.contain("Lou Berg");
    });

    it("needs a name and a number", async () => {
      const back = await contact({ contactName: "", contactPhone: "mum" });
      expect(back.status).to.equal(422);
      expect(back.document.getElementById("field-contactName-error")).not.to.equal(null);
      expect(back.document.getElementById("field-contactPhone")?.getAttribute("value")).to.equal("mum");
    });

    it("is shown with the telephone to the counsellor in the session, and to nobody else", async () => {
      await contact(LOU);
      site.clock.moveTo(START);
      const inRoom = async (person: TestPerson): Promise<TestSocket> => {
        const socket = await TestSocket.of(await signedIn(site, person));
        const visit = { visit: "visit-number-1", arrival: "one-arrival", microphone: true, camera: true };
        socket.send({ type: "room.join", appointmentId: id, ...visit });
        await socket.next("room.joined");
        return socket;
      };
      const counsellor = await inRoom(ana);
      expect(await counsellor.next("room.whereabouts")).to.deep.include({
        place: "",
        phone: "+49 431 7788",
        emergencyContact: "Lou Berg (my sister), +49 30 555 123",
      });
      const room = await asKim.get(`/appointments/${id}/room`);
      expect(room.text).to.contain("your counsellor also sees: +49 431 7788; Lou Berg (my sister), +49 30 555 123.");
      await asKim.submit(room, "[data-whereabouts-form]", { place: "Lindenweg 4" });
      const said = await counsellor.next("room.whereabouts");
      expect(said).to.include({ place: "Lindenweg 4", phone: "+49 431 7788" });
      const client = await inRoom(kim);
      expect(client.received.map(({ type }) => type)).not.to.include("room.whereabouts");
      for (const socket of [counsellor, client]) socket.cut();
      expect((await asAna.get(`/appointments/${id}`)).text).not.to.contain("Lou Berg");
    });

    it("is refused from a counsellor", async () => {
      expect((await asAna.post("/account/emergency-contact", LOU, "/account/profile")).status).to.equal(404);
    });
  });

  describe("with a photo", () => {
    const photo = () =>
      sharp({ create: { width: 300, height: 300, channels: 3, background: "teal" } })
        .png()
        .toBuffer();
    const upload = async (bytes: Buffer): Promise<Page> => {
      const body = new FormData();
      body.set("_csrf", await asKim.csrfToken("/account/profile"));
      body.set("photo", new Blob([new Uint8Array(bytes)]), "me.png");
      return asKim.request("/account/photo", { method: "POST", body });
    };
    const address = (of: Page): string => of.document.querySelector("main img.avatar")?.getAttribute("src") ?? "";

    it("shows it to their counsellors alone, sealed, until it is removed", async () => {
      const own = await upload(await photo());
      expect(own.text).to.contain("Your photo is saved.");
      const shown = address(await asAna.get(`/appointments/${id}`));
      expect(address(await asAna.get("/conversations"))).to.equal(shown);
      expect(address(await asAna.get(`/clients/${kim.id}`))).to.match(new RegExp(`^/photos/people/${kim.id}/`));
      expect((await asAna.get(shown)).headers.get("content-type")).to.equal("image/webp");
      expect((await asKim.get(shown)).status).to.equal(200);
      const [stranger, other] = [await makeCounsellor(), await makeClient()];
      for (const person of [stranger, other])
        expect((await (await signedIn(site, person)).get(shown)).status).to.equal(404);
      expect((await site.newReader().request(shown, { redirect: "manual" })).status).to.equal(303);
      const kept = (await AccountModel.findById(kim.id).orFail().lean()).photo!;
      expect((await site.services.files.get(kept.large.reference))?.subarray(0, 4).toString()).not.to.equal("RIFF");
      await asKim.submit(await page(), "form[action='/account/photo/remove']");
      expect((await asAna.get(shown)).status).to.equal(404);
      expect(await site.services.files.get(kept.large.reference)).to.equal(null);
    });

    it("is changed in place where htmx asks, so that nothing typed beside it is lost", async () => {
      const headers = { "HX-Request": "true", "HX-Request-Type": "partial" };
      const send = async (bytes: Buffer): Promise<Page> => {
        const body = new FormData();
        body.set("_csrf", await asKim.csrfToken("/account/profile"));
        body.set("photo", new Blob([new Uint8Array(bytes)]), "me.png");
        return asKim.request("/account/photo", { method: "POST", body, headers });
      };
      const saved = await send(await photo());
      expect(saved.text).to.contain("Your photo is saved.");
      expect(saved.html).not.to.contain("<html").and.not.to.contain('name="pronouns"');
      expect((await send(Buffer.from("no photo"))).document.getElementById("field-photo-error")).not.to.equal(null);
      const fields = new URLSearchParams({
        _csrf: await asKim.csrfToken("/account/profile"),
        ...LOU,
        contactVersion: "",
      });
      const contact = await asKim.request("/account/emergency-contact", { method: "POST", body: fields, headers });
      expect(contact.status, "saved by the tests above").to.equal(409);
      expect(contact.html).to.contain("changed this contact in another window").and.not.to.contain('name="pronouns"');
    });

    it("refuses a file that is no picture, beside its field", async () => {
      const back = await upload(Buffer.from("no photo"));
      expect(back.status).to.equal(422);
      expect(back.document.getElementById("field-photo-error")).not.to.equal(null);
    });
  });
});
