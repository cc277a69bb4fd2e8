import { expect } from "chai";
import { availabilityForm } from "../../src/availability/availability-forms.js";

const SETTINGS = { zone: "Europe/Berlin", slotStepMinutes: "30", bufferMinutes: "10", minimumNoticeHours: "12" };
const EDITOR = { ...SETTINGS, bookingWindowDays: "60", version: "1" };

describe("Hours typed where the browser has no time field", () => {
  const monday = (from: string, to: string) =>
    availabilityForm.safeParse({ ...EDITOR, "monday.0.from": from, "monday.0.to": to }).data?.weekly[0];

  it("are read in many spellings", () => {
    for (const [from, to] of [
      ["9:30", "17:00"],
      ["0930", "17"],
      ["9.30", "17h00"],
      ["０９：３０", "１７：００"],
      ["09:30:00", "17:00:00"],
      [" 9:30 ", "\t17:00"],
    ] as const) {
      expect(monday(from, to), `${from} to ${to}`).to.deep.equal([{ from: "09:30", to: "17:00" }]);
    }
  });

  it("reach to the end of the day at midnight", () => {
    expect(monday("9", "0:00")).to.deep.equal([{ from: "09:00", to: "24:00" }]);
  });

  it("are left out where nothing but space is typed", () => {
    expect(monday("  ", " ")).to.deep.equal([]);
  });

  it("are refused where they cannot be read", () => {
    const read = availabilityForm.safeParse({ ...EDITOR, "monday.0.from": "noon", "monday.0.to": "17:00" });
    expect(read.error?.issues.map(({ path }) => path.join())).to.deep.equal(["monday.0"]);
  });
});
