import { expect } from "chai";
import { placeHold } from "../../src/booking/place-hold.js";
import { findAvailability } from "../../src/availability/find-availability.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { Conflict } from "../../src/platform/errors.js";
import { actorOf, book, wanted } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import { prefilled, type Page, type Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const FORM = "form[action='/availability']";

/** What the editor would send as it stands. */
function fieldsOf(page: Page): Record<string, string | string[]> {
  const editor = page.document.querySelector(FORM);
  if (!editor) throw new Error("There is no editor on this page");
  return prefilled(editor);
}

describe("Editing availability", () => {
  let site: TestSite;
  let counsellor: TestPerson;
  let reader: Reader;

  let start: Date;

  before(async () => {
    site = await startTestSite();
    start = site.clock.now();
  });
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(start);
    counsellor = await makeCounsellor();
    reader = await signedIn(site, counsellor);
  });

  const edit = async (fields: Record<string, string>, page?: Page): Promise<Page> =>
    reader.submit(page ?? (await reader.get("/availability")), FORM, fields);
  const timesOn = async (day: string): Promise<string[]> => {
    const page = await site.newReader().get(`/counsellors/counsellor-${counsellor.id}?day=${day}`);
    const isOpen = page.document.querySelector("a.day[aria-current]")?.getAttribute("href")?.includes(`day=${day}`);
    return isOpen ? page.document.querySelectorAll("a.slot").map((slot) => slot.text.trim()) : [];
  };

  it("changes what clients can book", async () => {
    const page = await edit({
      "tuesday.0.from": "10:00",
      "tuesday.0.to": "11:00",
      "tuesday.1.from": "23:00",
      "tuesday.1.to": "00:00",
    });
    expect(page.text).to.contain("Your hours are saved");
    expect(await timesOn("2026-11-24")).to.deep.equal(["10:00", "23:00"]);
  });

  it("accepts hours past midnight, offers sessions across it, and shows them as entered", async () => {
    const night = { "override.0.date": "2026-12-01", "override.0.from": "22:00", "override.0.to": "01:00" };
    const page = await edit({ "tuesday.0.from": "22:00", "tuesday.0.to": "02:00", ...night });
    expect(page.text).to.contain("Your hours are saved");
    for (const [name, value] of [
      ["tuesday.0.from", "22:00"],
      ["tuesday.0.to", "02:00"],
      ["override.0.to", "01:00"],
    ]) {
      expect(page.document.querySelector(`[name='${name}']`)?.getAttribute("value"), name).to.equal(value);
    }
    expect(page.document.querySelector("#day-tuesday .range")?.text).to.contain("the next day");
    expect(page.document.querySelector("#day-monday .range")?.text).not.to.contain("the next day");
    expect(await timesOn("2026-11-24")).to.deep.equal(["22:00", "22:30", "23:00", "23:30"]);
    expect((await timesOn("2026-11-25")).slice(0, 4)).to.deep.equal(["00:00", "00:30", "01:00", "08:00"]);
    expect((await timesOn("2026-12-02")).slice(0, 2)).to.deep.equal(["00:00", "08:00"]);
  });

  it("says where hours past midnight overlap those of the next day", async () => {
    const page = await edit({
      "monday.0.from": "01:00",
      "monday.0.to": "03:00",
      "sunday.0.from": "22:00",
      "sunday.0.to": "02:00",
      "wednesday.0.from": "20:00",
      "wednesday.0.to": "08:00",
      "thursday.0.from": "08:00",
      "override.0.date": "2026-12-01",
      "override.0.from": "22:00",
      "override.0.to": "02:00",
      "override.1.date": "2026-12-02",
      "override.1.from": "01:55",
      "override.1.to": "03:00",
      "override.2.date": "2026-12-04",
      "override.2.from": "21:00",
      "override.2.to": "08:30",
    });
    expect(page.status).to.equal(422);
    const error = (name: string): string | undefined => page.document.getElementById(`${name}-error`)?.text.trim();
    expect(["monday.0", "sunday.0", "thursday.0", "override.0", "override.1", "override.2"].map(error)).to.deep.equal([
      "This overlaps hours of the day before, which end at 02:00.",
      undefined,
      undefined,
      undefined,
      "This overlaps hours of the day before, which end at 02:00.",
      "This overlaps hours of the next day, which begin at 08:00.",
    ]);
  });

  it("keeps a night that an override began yesterday, or closed", async () => {
    await edit({
      "friday.0.from": "22:00",
      "friday.0.to": "02:00",
      "override.0.date": "2026-11-24",
      "override.0.from": "22:00",
      "override.0.to": "02:00",
      "override.1.date": "2026-11-27",
    });
    const savedOverrides = async () => {
      const { overrides } = await findAvailability(counsellor.id);
      return overrides.map(({ date, ranges }) => [date, ranges.length]);
    };
    site.clock.moveTo(new Date("2026-11-24T23:30:00Z"));
    expect((await edit({ bufferMinutes: "15" })).text).to.contain("Your hours are saved");
    expect(await savedOverrides()).to.deep.equal([
      ["2026-11-24", 1],
      ["2026-11-27", 0],
    ]);
    site.clock.moveTo(new Date("2026-11-27T23:30:00Z"));
    await edit({ bufferMinutes: "10" });
    expect(await savedOverrides()).to.deep.equal([["2026-11-27", 0]]);
  });

  it("draws what goes past midnight in the row of the next day", async () => {
    const bars = async (): Promise<string[]> =>
      (await reader.get("/availability")).document
        .querySelectorAll(".week-open")
        .map((bar) => ["x", "y", "width"].map((name) => bar.getAttribute(name)).join(" "));
    const before = await bars();
    await edit({ "sunday.0.from": "22:00", "sunday.0.to": "02:00" });
    const after = await bars();
    expect(after.filter((bar) => !before.includes(bar))).to.deep.equal(["264.8 114 20.8", "36.0 18 20.8"]);
  });

  it("closes a date, or gives it other hours", async () => {
    await edit({ "override.0.date": "2026-11-24" });
    await edit({ "override.1.date": "2026-11-25", "override.1.from": "18:00", "override.1.to": "19:00" });
    expect(await timesOn("2026-11-24")).not.to.include("10:00");
    expect(await timesOn("2026-11-25")).to.deep.equal(["18:00"]);
  });

  it("reports times without a date, and a date both closed and open, instead of dropping them", async () => {
    const page = await edit({
      "override.0.from": "10:00",
      "override.0.to": "11:00",
      "override.1.date": "2026-11-25",
      "override.2.date": "2026-11-25",
      "override.2.from": "18:00",
      "override.2.to": "19:00",
    });
    expect(page.status).to.equal(422);
    expect(page.document.getElementById("override.0.date-error")?.text).to.contain("enter a date");
    expect(page.document.getElementById("override.2.date-error")?.text).to.contain("appears twice");
    expect(page.document.querySelector("[name='override.0.from']")?.getAttribute("value")).to.equal("10:00");
  });

  it("puts each mistake beside its range and gives back what was entered", async () => {
    const page = await edit({
      "monday.0.from": "12:00",
      "monday.0.to": "09:00",
      "friday.0.from": "09:00",
      "friday.0.to": "12:00",
      "friday.1.from": "11:00",
      "friday.1.to": "13:00",
      "sunday.0.to": "",
    });
    expect(page.status).to.equal(422);
    const error = (name: string): string => page.document.getElementById(`${name}-error`)?.text.trim() ?? "";
    expect(error("monday.0")).to.contain("after the start");
    expect(error("friday.1")).to.contain("overlaps");
    expect(error("sunday.0")).to.contain("both times");
    expect(page.document.querySelector("[name='monday.0.from']")?.getAttribute("value")).to.equal("12:00");
    expect(await timesOn("2026-11-30")).to.include("08:00");
  });

  it("warns the second of two windows, and overwrites nothing", async () => {
    const [one, other] = [await reader.get("/availability"), await reader.get("/availability")];
    await edit({ "tuesday.0.from": "15:00" }, one);
    const refused = await edit({ "tuesday.0.from": "19:00" }, other);
    expect(refused.status).to.equal(409);
    expect(refused.text).to.contain("another window");
    expect(refused.document.querySelector("[name='tuesday.0.from']")?.getAttribute("value")).to.equal("19:00");
    expect((await timesOn("2026-11-24"))[0]).to.equal("15:00");
  });

  it("lets the second window continue from what the first one saved", async () => {
    const [one, other] = [await reader.get("/availability"), await reader.get("/availability")];
    await edit({ "tuesday.0.from": "15:00" }, one);
    const refused = await edit({ "tuesday.0.from": "19:00" }, other);
    expect((await edit({}, refused)).text).to.contain("Your hours are saved");
    expect((await timesOn("2026-11-24"))[0]).to.equal("19:00");
  });

  it("shows the second window what differs, settings too, and a holiday as one", async () => {
    const [one, other] = [await reader.get("/availability"), await reader.get("/availability")];
    const holiday = { "override.0.date": "2026-12-05", "override.0.until": "2026-12-31" };
    await edit({ "tuesday.0.from": "15:00", bufferMinutes: "60", ...holiday }, one);
    const refused = await edit({ "tuesday.0.from": "19:00" }, other);
    const differing = refused.document.querySelector("[aria-labelledby=other]");
    const rows = differing?.querySelectorAll("dt").map((term) => {
      const words = [term.text, term.nextElementSibling?.innerHTML.replace("<br>", ", ") ?? ""];
      return words.join(" ").replace(/\s+/g, " ");
    });
    expect(rows).to.deep.equal([
      "Tuesday there: 15:00 to 20:00, here: 19:00 to 20:00",
      "Free time after each session there: 60 minutes, here: 10 minutes",
      "Saturday 5 December to Thursday 31 December there: closed, here: as in the week",
    ]);
  });

  it("adds a row to a day or to the dates, and keeps what was entered", async () => {
    const page = await reader.get("/availability");
    const monday = { ...fieldsOf(page), "monday.0.from": "09:05", more: "monday" };
    const grown = await reader.post("/availability/rows", monday, "/availability");
    expect(grown.document.querySelector("[name='monday.0.from']")?.getAttribute("value")).to.equal("09:05");
    expect(grown.document.querySelector("[name='monday.1.from']")?.hasAttribute("data-focus")).to.equal(true);
    expect(page.document.querySelector("[name='monday.1.from']"), "before").to.equal(null);
    const dates = { ...fieldsOf(grown), "override.0.date": "2026-12-05", more: "override" };
    const more = await reader.post("/availability/rows", dates, "/availability");
    expect(more.document.querySelector("[name='override.1.date']")).not.to.equal(null);
    expect(more.document.querySelector("[name='monday.1.from']"), "what stays empty").to.equal(null);
  });

  it("drops no row: those without room, and dates that are over, get an error beside them", async () => {
    const fields: Record<string, string> = { "override.200.date": "2026-11-20" };
    for (let row = 0; row < 200; row += 1) fields[`override.${row}.date`] = `2027-0${1 + (row % 8)}-${10 + (row >> 3)}`;
    for (let row = 0; row < 9; row += 1) {
      fields[`monday.${row}.from`] = `${10 + row}:00`;
      fields[`monday.${row}.to`] = `${10 + row}:30`;
    }
    const page = await edit(fields);
    expect(page.status).to.equal(422);
    const error = (name: string): string => page.document.getElementById(`${name}-error`)?.text.trim() ?? "";
    expect(error("monday.8")).to.contain("up to 8 ranges");
    expect(error("override.200.date")).to.contain("up to 200 rows");
    expect(page.document.querySelector("[name='override.201.date']")).to.equal(null);
    const past = await edit({ "override.0.date": "2026-11-20", "override.0.until": "2026-11-22" });
    expect(past.status).to.equal(422);
    expect(past.document.getElementById("override.0.date-error")?.text).to.contain("This date is in the past");
  });

  it("keeps a longer pause after a booked session free, and lets nobody book it", async () => {
    await book(site, await makeClient(), counsellor, "2026-11-25T09:00:00.000Z");
    expect((await timesOn("2026-11-25")).slice(0, 3)).to.deep.equal(["08:00", "08:30", "09:00"]);
    expect(await timesOn("2026-11-25")).to.include("11:00");
    await edit({ bufferMinutes: "30" });
    expect(await timesOn("2026-11-25")).not.to.include("11:00");
    const client = actorOf(await makeClient());
    const refused = await failure(placeHold(site.services, client, wanted(counsellor, "2026-11-25T10:00:00.000Z")));
    expect(refused).to.be.instanceOf(Conflict);
  });

  it("closes a holiday of several days in one row, and shows it as one", async () => {
    const page = await edit({ "override.0.date": "2026-11-24", "override.0.until": "2026-11-27" });
    for (const day of ["2026-11-24", "2026-11-25", "2026-11-27"]) expect(await timesOn(day), day).to.deep.equal([]);
    expect((await timesOn("2026-11-28"))[0], "the first day after it").to.equal("08:00");
    const dates = page.document.querySelectorAll("[name^=override][value]").map((input) => input.getAttribute("value"));
    expect(dates.filter(Boolean)).to.deep.equal(["2026-11-24", "2026-11-27"]);
  });

  it("says what is wrong with the dates of a row", async () => {
    const page = await edit({
      "override.0.date": "2026-12-24",
      "override.0.until": "2026-12-20",
      "override.1.until": "2026-12-20",
      "override.2.date": "2026-12-01",
      "override.2.until": "2027-12-01",
      "override.3.date": "2027-02-01",
      "override.3.until": "2027-02-05",
      "override.4.date": "2027-02-05",
      "override.5.date": "2027-02-07",
      "override.5.from": "09:00",
      "override.5.to": "10:00",
      "override.6.date": "2027-02-06",
      "override.6.from": "09:00",
      "override.6.to": "10:00",
      "override.7.date": "2027-02-05",
      "override.7.until": "2027-02-06",
    });
    const wrong = page.document.querySelectorAll("[name^=override][aria-invalid]").map((input) => {
      const name = input.getAttribute("name") ?? "";
      return [name, page.document.getElementById(`${name}-error`)?.text.trim()];
    });
    expect(wrong).to.deep.equal([
      ["override.0.until", "The last date must be after the first."],
      ["override.1.date", "Please enter a date."],
      ["override.2.until", "Please enter at most 92 days in one row."],
      ["override.4.date", "Another row already closes one of these dates."],
      ["override.7.date", "Another row already closes one of these dates."],
    ]);
    expect(page.document.querySelector("[name='override.4.date']")?.getAttribute("value")).to.equal("2027-02-05");
  });

  it("copies a day to other days without saving", async () => {
    const page = await reader.get("/availability");
    const fields = {
      copyFrom: "monday",
      copyTo: ["tuesday", "sunday"],
      "monday.0.from": "11:00",
      "monday.0.to": "12:00",
    };
    const copied = await reader.post("/availability/copy", { ...fieldsOf(page), ...fields }, "/availability");
    expect(copied.text).to.contain("Nothing is saved yet");
    for (const day of ["monday", "tuesday", "sunday"]) {
      expect(copied.document.querySelector(`[name='${day}.0.from']`)?.getAttribute("value"), day).to.equal("11:00");
    }
    expect(copied.document.querySelector("[name='friday.0.from']")?.getAttribute("value")).to.equal("08:00");
    expect((await timesOn("2026-11-24"))[0]).to.equal("08:00");
    await edit({}, copied);
    expect(await timesOn("2026-11-24")).to.deep.equal(["11:00"]);
    const nowhere = await reader.post("/availability/copy", { ...fieldsOf(page), copyFrom: "monday" }, "/availability");
    expect(nowhere.status).to.equal(422);
    expect(nowhere.text).to.contain("choose the days to copy to");
  });

  it("previews unsaved hours, with the sessions that they would leave out", async () => {
    const client = await makeClient({ name: "Lou Berg" });
    await book(site, client, counsellor, "2026-11-25T09:00:00.000Z");
    const page = await reader.get("/availability");
    const fields = { "wednesday.0.from": "14:05", "tuesday.0.from": "13:05" };
    const preview = await reader.post("/availability/preview", { ...fieldsOf(page), ...fields }, "/availability");
    expect(preview.text)
      .to.contain("What clients would see")
      .and.to.contain("outside these hours")
      .and.to.contain("with Lou Berg");
    const day = { ...fieldsOf(preview), previewDay: "2026-11-24" };
    const opened = await reader.post("/availability/preview", day, "/availability");
    expect(opened.document.querySelector(".preview h3")?.text).to.equal("Tuesday 24 November");
    const times = opened.document.querySelectorAll(".preview .slot").map((slot) => slot.text);
    expect(times.slice(0, 2)).to.deep.equal(["13:05", "13:35"]);
    expect(preview.document.querySelector("[name='tuesday.0.from']")?.getAttribute("value")).to.equal("13:05");
    expect((await timesOn("2026-11-24"))[0]).to.equal("08:00");
  });

  it("keeps booked sessions that the new hours leave out, and lists them", async () => {
    const client = await makeClient({ name: "Lou Berg" });
    await book(site, client, counsellor, "2026-11-25T09:00:00.000Z");
    const page = await edit({ "wednesday.0.from": "14:00" });
    expect(page.text)
      .to.contain("stay booked")
      .and.to.contain("Wednesday 25 November, 10:00 (Berlin time) with Lou Berg");
  });

  it("previews another session type, and says where there is none", async () => {
    const offers = [
      { type: "individual" as const, minutes: 50, priceCents: 6000 },
      { type: "couple" as const, minutes: 90, priceCents: 9000 },
    ];
    await CounsellorModel.updateOne({ _id: counsellor.id }, { $set: { offers } });
    const page = await reader.get("/availability");
    const last = (shown: Page): string | undefined => shown.document.querySelectorAll(".preview .slot").at(-1)?.text;
    expect(last(page)).to.equal("19:00");
    const couple = { ...fieldsOf(page), previewType: "couple" };
    expect(last(await reader.post("/availability/preview", couple, "/availability"))).to.equal("18:30");
    await CounsellorModel.updateOne({ _id: counsellor.id }, { $set: { offers: [] } });
    expect((await reader.get("/availability")).text).to.contain("You don't offer a session type yet");
  });

  it("refuses settings that the page does not offer", async () => {
    const page = await edit({ slotStepMinutes: "7", zone: "Mars/Olympus", bufferMinutes: "-5" });
    expect(page.status).to.equal(422);
  });
});
