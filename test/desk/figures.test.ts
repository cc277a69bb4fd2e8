import { expect } from "chai";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { cancelAppointment } from "../../src/booking/cancel-appointment.js";
import { endSession } from "../../src/booking/complete-session.js";
import { joinRoom } from "../../src/room/join-room.js";
import { SiteSettingsModel } from "../../src/site/site-model.js";
import { DEFAULT_SETTINGS } from "../../src/site/site-rules.js";
import { actorOf, book } from "../support/booking.js";
import { stayInRoom } from "../support/attend.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("The figures of a dashboard", () => {
  let site: TestSite;
  let ana: TestPerson;
  let reader: Reader;

  before(async () => {
    site = await startTestSite({ now: "2026-11-23T09:00:00Z" });
    ana = await makeCounsellor();
    const kim = await makeClient({ name: "Kim Weiss" });
    const attended = await book(site, kim, ana, "2026-11-23T11:00:00.000Z");
    const cancelled = await book(site, kim, ana, "2026-11-24T13:00:00.000Z");
    site.clock.moveTo("2026-11-23T11:00:00Z");
    await joinRoom(site.services, actorOf(kim), String(attended._id));
    await joinRoom(site.services, actorOf(ana, "counsellor"), String(attended._id));
    await stayInRoom(site, String(attended._id), 3);
    site.clock.moveTo("2026-11-23T11:50:00Z");
    await endSession(site.services, actorOf(ana, "counsellor"), String(attended._id));
    await cancelAppointment(site.services, actorOf(kim), String(cancelled._id), 6000);
    site.clock.moveTo("2026-11-28T11:50:00Z");
    reader = await signedIn(site, ana);
  });
  after(() => site.stop());

  const rowsOf = (page: Page, caption: string): string[][] => {
    const table = page.document.querySelectorAll("table").find((each) => each.text.includes(caption));
    return (table?.querySelectorAll("tr") ?? []).map((row) =>
      row.querySelectorAll("th, td").map(({ text }) => text.replace(/\s+/g, " ").trim()),
    );
  };
  const csv = async (path: string): Promise<{ page: Page; rows: string[][] }> => {
    const page = await reader.get(path);
    return {
      page,
      rows: page.html
        .replace("\uFEFF", "")
        .trim()
        .split("\r\n")
        .map((line) => line.split(",")),
    };
  };

  it("compare four weeks with the four before, unless others are asked for", async () => {
    const page = await reader.get("/dashboard");
    expect(rowsOf(page, "1 November 2026 to 28 November 2026, and the 28 days before")).to.deep.equal([
      ["Figure", "Now", "Before"],
      ["Attended", "1", "0"],
      ["Cancelled by clients", "1", "0"],
      ["Cancelled by you", "0", "0"],
      ["Not attended", "0", "0"],
      ["Hours", "0.8", "0"],
      ["Earned", "60.00 €", "0.00 €"],
      ["Refunded", "60.00 €", "0.00 €"],
      ["New clients", "1", "0"],
      ["Returning clients", "0", "0"],
    ]);
    expect(rowsOf(await reader.get("/dashboard?period=3-months"), "and the 91 days before")).to.have.length(10);
    expect(rowsOf(await reader.get("/dashboard?period=year"), "Sessions by week")).to.have.length(53);
    const years = await reader.get("/dashboard?from=2016-12-01&to=2026-11-28");
    const ofYears = rowsOf(years, "Sessions by four weeks");
    expect([ofYears.length, ofYears[0]?.[0], ofYears.at(-1)?.slice(0, 2)]).to.deep.equal([
      132,
      "Four weeks from",
      ["19 November 2026", "1"],
    ]);
    expect(years.document.querySelectorAll("figure svg text").map(({ text }) => text.trim())).to.include("Dec 2016");
    const oneDay = await reader.get("/dashboard?from=2026-11-23&to=2026-11-23");
    expect(rowsOf(oneDay, "23 November 2026, and the day before")[1]).to.deep.equal(["Attended", "1", "0"]);
    const own = await reader.get("/dashboard?from=2026-11-25&to=2026-12-01");
    expect(rowsOf(own, "25 November 2026 to 1 December 2026, and the 7 days before")[1]).to.deep.equal([
      "Attended",
      "0",
      "1",
    ]);
  });

  it("are pictures with a name and a description, and their numbers beneath", async () => {
    const page = await reader.get("/dashboard");
    const pictures = page.document.querySelectorAll("figure svg");
    expect(pictures).to.have.length(6);
    for (const picture of pictures) {
      const ids = (picture.getAttribute("aria-labelledby") ?? "").split(" ");
      for (const id of ids) expect(picture.querySelector(`#${id}`)?.text).to.match(/\w{5}/);
      expect(picture.closest("figure")?.querySelector("table")).to.be.an("object");
    }
    expect(rowsOf(page, "Attended sessions by the hour")).to.deep.equal([
      ["Hour", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
      ["12:00", "1", "0", "0", "0", "0", "0", "0"],
    ]);
    const hoursOfWeek = page.document.getElementById("busiest-title")?.closest("svg")?.querySelectorAll("rect");
    expect(hoursOfWeek?.map(({ text }) => text)).to.deep.equal([
      "Mon 12:00: 1",
      ...["Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map((day) => `${day} 12:00: 0`),
    ]);
    expect(rowsOf(page, "how far ahead")).to.deep.include.members([
      ["Under a day", "1"],
      ["1 to 2 days", "1"],
    ]);
  });

  it("come as files of exactly what each table shows", async () => {
    const page = await reader.get("/dashboard?from=2026-11-20&to=2026-11-30");
    const links = page.document.querySelectorAll("a[download]");
    expect(links).to.have.length(7);
    for (const link of links) {
      const { page: file, rows } = await csv(link.getAttribute("href") ?? "");
      expect(file.headers.get("content-type")).to.equal("text/csv; charset=utf-8");
      expect(file.headers.get("content-disposition")).to.match(/filename="?\w+-2026-11-20-to-2026-11-30\.csv"?$/);
      const shown = link.closest("p")?.previousElementSibling?.querySelectorAll("tr") ?? [];
      const plain = shown.map((row) =>
        row.querySelectorAll("th, td").map(({ text }) => text.trim().replace(/ €$|^Figure$/, "")),
      );
      expect(rows).to.deep.equal(plain);
    }
  });

  it("come in the site's currency with as many decimals as it has", async () => {
    await SiteSettingsModel.create({ _id: "site", ...DEFAULT_SETTINGS, currency: "JPY", version: 1 });
    await site.services.site.refresh();
    try {
      const { rows } = await csv("/dashboard/figures/summary.csv");
      expect(rows.find(([name]) => name === "Earned")).to.deep.equal(["Earned", "6000", "0"]);
    } finally {
      await SiteSettingsModel.deleteMany({});
      await site.services.site.refresh();
    }
  });

  it("bring back days that cannot be shown, with what is wrong beside them", async () => {
    const wrong = async (query: string): Promise<[number, string, string]> => {
      const page = await reader.get(`/dashboard?${query}`);
      const error = page.document.querySelector("#field-to-error, #field-from-error")?.text.trim() ?? "";
      return [page.status, error, page.document.querySelector("#field-from")?.getAttribute("value") ?? ""];
    };
    expect(await wrong("from=2026-11-20&to=2026-11-19")).to.deep.equal([
      422,
      "Please choose a last day on or after the first.",
      "2026-11-20",
    ]);
    expect(await wrong("from=2016-01-01&to=2026-01-02"))
      .to.include(422)
      .and.include("Please choose ten years or less.");
    expect(await wrong("from=2016-01-01&to=2025-12-31")).to.deep.equal([200, "", "2016-01-01"]);
    expect(await wrong("from=&to=2026-11-19"))
      .to.include(422)
      .and.include("Please enter the first day.");
    expect(await wrong("from=2026-02-30&to=2026-11-19")).to.include(422);
    expect(await wrong("from=2026-11-19"))
      .to.include(422)
      .and.include("Please enter the last day.");
    expect(await wrong("period=decade")).to.include(200);
    for (const path of ["sessions.csv?from=1&to=2", "notes.csv", "__proto__.csv"]) {
      expect((await reader.get(`/dashboard/figures/${path}`)).status, path).to.equal(404);
    }
  });

  it("come with the note of the session that was held, until it is signed", async () => {
    const page = await reader.get("/dashboard");
    const link = page.document.querySelectorAll("#to-do ~ ul a").find(({ text }) => text === "1 record to sign");
    expect((await reader.get(link?.getAttribute("href") ?? "")).text).to.contain("Kim Weiss");
  });

  it("say so where there is nothing to count", async () => {
    const page = await (await signedIn(site, await makeCounsellor())).get("/dashboard");
    expect(page.text).to.contain("There are no figures from 1 November 2026 to 28 November 2026.");
    expect(page.document.querySelector("figure")).to.equal(null);
  });

  it("are for their counsellor alone", async () => {
    for (const other of [await makeClient(), await makeCounsellor()]) {
      const file = await (await signedIn(site, other)).get("/dashboard/figures/summary.csv");
      expect(file.html).not.to.contain("60.00");
    }
    expect(await AppointmentModel.countDocuments({ counsellorId: ana.id })).to.equal(2);
  });
});
