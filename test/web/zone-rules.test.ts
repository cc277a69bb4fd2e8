import { expect } from "chai";
import { showSameTimes, zoneChoices, zoneNamed } from "../../src/web/zone-rules.js";

const RENAMED = {
  "Asia/Calcutta": "Asia/Kolkata",
  "Europe/Kiev": "Europe/Kyiv",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "America/Godthab": "America/Nuuk",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "US/Eastern": "America/New_York",
  UTC: "Etc/UTC",
};

describe("Time zones", () => {
  it("have one name each, whichever a browser reports", () => {
    for (const [old, present] of Object.entries(RENAMED)) {
      expect(zoneNamed(old)).to.equal(present);
      expect(zoneNamed(present.toUpperCase())).to.equal(present);
    }
    for (const none of ["Mars/Olympus", "+02:00", ""]) expect(zoneNamed(none)).to.equal(null);
  });

  it("are offered once, by their present name, with the others beside it", () => {
    const choices = zoneChoices();
    const keys = choices.map(({ key }) => key);
    expect(new Set(keys).size).to.equal(keys.length);
    expect(keys).to.deep.equal(keys.toSorted());
    for (const [old, present] of Object.entries(RENAMED)) {
      expect(keys).to.include(present).and.not.include(old);
      expect(choices.find(({ key }) => key === present)?.others?.split(" ")).to.include(old);
    }
    expect(choices.find(({ key }) => key === "Europe/Kyiv")).to.include({ label: "Kyiv", group: "Europe" });
    expect(choices.find(({ key }) => key === "Etc/UTC")).to.include({ label: "UTC", group: "Other" });
  });

  it("are alike where their clocks agree all year", () => {
    const winter = new Date("2026-01-10T12:00:00Z");
    expect(showSameTimes("Europe/Berlin", "Europe/Vienna", winter)).to.equal(true);
    expect(showSameTimes("Europe/Berlin", "Africa/Tunis", winter)).to.equal(false);
    expect(showSameTimes("Europe/Berlin", "Europe/London", winter)).to.equal(false);
  });
});
