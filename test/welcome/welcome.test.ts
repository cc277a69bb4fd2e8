import { expect } from "chai";
import { AccountModel } from "../../src/accounts/account-model.js";
import { EmergencyContactModel } from "../../src/accounts/emergency-contact-model.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { makeAccount, makeClient, makeCounsellor, PASSWORD, signedIn } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { handIn } from "../support/verification.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const LEFT = "section[aria-labelledby=left-to-do]";

describe("A first visit", () => {
  let site: TestSite;
  let registered = 0;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());

  /** Registers someone; returns their browser and the page that they come to. */
  async function register(address = "/register"): Promise<{ reader: Reader; page: Page; email: string }> {
    registered += 1;
    const reader = site.newReader();
    const email = `newcomer-${registered}@example.org`;
    const fields = { name: "Kim Weiss", email, password: PASSWORD, zone: "Europe/Berlin" };
    return { reader, email, page: await reader.submit(await reader.get(address), "form[action='/register']", fields) };
  }
  const accountOf = (email: string) => AccountModel.findOne({ email }).orFail().lean();
  const left = (page: Page): string[] => page.document.querySelectorAll(`${LEFT} li`).map((item) => item.text.trim());

  describe("of a client", () => {
    it("leads through three steps, and nothing is left afterwards", async () => {
      const { reader, page, email } = await register();
      expect(page.url).to.match(/\/welcome\/you$/);
      expect(page.html, "guessed from the zone").to.contain('<option value="DE" selected>');
      const reach = await reader.submit(page, "main form", {
        name: "Kim Winter",
        zone: "Europe/Lisbon",
        country: "PT",
      });
      expect(reach.text).to.contain(email);
      const crisis = await reader.submit(reach, "main form", { phone: "+351 21 555 12", mailLocale: "pt" });
      expect(crisis.text).to.contain("112").and.to.contain("not an emergency service");
      const contact = { contactName: "Lou", contactRelation: "", contactPhone: "+351 21 444 33" };
      const end = await reader.submit(crisis, "main form[action='/welcome/crisis']", contact);
      expect(end.url).to.match(/\/appointments$/);
      expect(end.document.querySelector(LEFT)).to.equal(null);
      const account = await accountOf(email);
      expect(account).to.include({ name: "Kim Winter", zone: "Europe/Lisbon", country: "PT", mailLocale: "pt" });
      expect(await EmergencyContactModel.exists({ _id: account._id })).not.to.equal(null);
      expect((await reader.get("/welcome")).url).to.match(/\/appointments$/);
    });

    it("lists skipped steps on the landing page, where they can be resumed", async () => {
      const { reader, page } = await register();
      const reach = await reader.follow(page, "Skip for now");
      const crisis = await reader.submit(reach, "main form", { phone: "" });
      const landing = await reader.follow(crisis, "Skip for now");
      expect(left(landing)).to.deep.equal(["Check your name, time zone and country", "Know what to do in a crisis"]);
      expect((await reader.get("/welcome")).url).to.match(/\/welcome\/you$/);
      const again = await reader.follow(landing, "Know what to do");
      const after = await reader.submit(again, "main form[action='/welcome/crisis']");
      expect(left(after)).to.deep.equal(["Check your name, time zone and country"]);
    });

    it("lists nothing once that is dismissed", async () => {
      const { reader, email } = await register();
      const landing = await reader.get("/appointments");
      expect(left(landing)).to.have.length(3);
      const dismissed = await reader.submit(landing, "form[action='/welcome/dismiss']");
      expect(left(dismissed)).to.deep.equal([]);
      expect((await reader.get("/welcome")).url).to.match(/\/appointments$/);
      await reader.submit(await reader.get("/welcome/you"), "main form", { name: "Kim" });
      expect((await accountOf(email)).settingUp, "after a step that was open in another window").to.equal(undefined);
    });

    it("continues to the page that they registered for", async () => {
      const { page, reader } = await register("/register?next=%2Fcounsellors%3Flanguage%3DEnglish");
      expect(page.url).to.match(/\/counsellors\?language=English$/);
      expect(left(await reader.get("/appointments"))).to.have.length(3);
    });

    it("brings bad input back with errors beside its fields, and marks nothing as done", async () => {
      const { reader, page, email } = await register();
      const back = await reader.submit(page, "main form", { name: "", country: "XX" });
      expect(back.status).to.equal(422);
      expect(back.document.getElementById("field-name-error")).not.to.equal(null);
      const crisis = await reader.submit(await reader.get("/welcome/crisis"), "main form[action='/welcome/crisis']", {
        contactName: "Lou",
      });
      expect(crisis.document.getElementById("field-contactPhone-error")?.text).to.contain("or leave all three");
      const nobody = await reader.submit(crisis, "main form[action='/welcome/crisis']", {
        ...{ contactName: "", contactRelation: "my sister" },
      });
      expect(nobody.document.getElementById("field-contactName-error")?.text).to.contain("or leave all three");
      expect(crisis.document.getElementById("field-contactName")?.getAttribute("value")).to.equal("Lou");
      expect((await accountOf(email)).settingUp?.done).to.deep.equal([]);
    });

    it("overwrites nothing that another window changed", async () => {
      const { reader, page, email } = await register();
      await reader.submit(await reader.get("/account/profile"), "form[action='/account/profile']", { name: "Another" });
      const refused = await reader.submit(page, "main form", { name: "Kim" });
      expect(refused.status).to.equal(409);
      expect((await accountOf(email)).name).to.equal("Another");
      await reader.submit(refused, "main form");
      expect((await accountOf(email)).name).to.equal("Kim");
    });
  });

  describe("of a counsellor", () => {
    const states = (page: Page): string[] =>
      page.document.querySelectorAll("main ol > li").map((item) => item.querySelector(".tag")?.text ?? "");

    it("leads to a published profile in plain steps, with a preview of the page", async () => {
      const { reader, page, email } = await register("/register?as=counsellor");
      expect(page.url).to.match(/\/welcome$/);
      expect(states(page)).to.deep.equal(["", "", "", "", ""]);
      expect(left(await reader.get("/dashboard"))).to.include("Set your hours");
      const profile = await reader.follow(page, "Write your profile");
      await reader.submit(profile, "form[action='/profile']", {
        ...{
          name: "Ida Lund",
          credentials: "MSc Psychology",
          approach: "Listening first. ".repeat(6),
          languages: ["English"],
        },
        ...{ specializations: ["grief"], media: ["video"], "individual.minutes": "50", "individual.price": "60" },
      });
      const steps = await reader.follow(await reader.get("/profile"), "All steps");
      expect(states(steps)).to.deep.equal(["Done", "Done", "", "", ""]);
      expect(steps.text).not.to.contain("Your profile is published");
      const { _id } = await accountOf(email);
      await handIn(site, { id: String(_id), name: "Ida Lund", email });
      expect(states(await reader.get("/welcome"))).to.deep.equal(["Done", "Done", "", "Waiting", ""]);
      const preview = await reader.follow(steps, "Preview your page");
      expect(preview.text).to.contain("as clients see it").and.to.contain("Ida Lund").and.to.contain("60.00 €");
      const checked = { verified: { what: "Licence", at: site.clock.now() }, published: true };
      await CounsellorModel.updateOne({ _id }, { $set: checked });
      await reader.submit(await reader.get("/availability"), "#hours", {
        "monday.0.from": "09:00",
        "monday.0.to": "17:00",
      });
      const done = await reader.get("/welcome");
      expect(states(done)).to.deep.equal(["Done", "Done", "Done", "Done", ""]);
      const closed = await reader.submit(done, "form[action='/welcome/dismiss']");
      expect(left(closed)).to.deep.equal([]);
      expect((await reader.get("/profile")).text).not.to.contain("All steps");
    });

    it("shows in the preview the free times that clients see, and lets nothing be booked", async () => {
      const reader = await signedIn(site, await makeCounsellor({ name: "Ana Moreno" }));
      const preview = await reader.get("/profile/preview");
      const chosen = await reader.get(
        preview.document.querySelectorAll("a.slot").at(-1)!.getAttribute("href")!.replaceAll("&amp;", "&"),
      );
      expect(chosen.text).to.contain("Here, clients choose how to meet and then book.");
      expect(chosen.document.querySelector("form[action='/appointments']")).to.equal(null);
      expect((await (await signedIn(site, await makeClient())).get("/profile/preview")).status).to.equal(404);
    });
  });

  it("leaves admins and earlier accounts alone", async () => {
    expect(left(await (await signedIn(site, await makeClient())).get("/appointments"))).to.deep.equal([]);
    const admin = await signedIn(site, await makeAccount("admin"));
    expect((await admin.get("/welcome")).url).to.match(/\/admin$/);
    expect((await (await signedIn(site, await makeCounsellor())).get("/welcome/you")).status).to.equal(404);
  });
});
