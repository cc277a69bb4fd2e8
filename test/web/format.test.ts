import { expect } from "chai";
import { format } from "../../src/web/format.js";

describe("What pages write", () => {
  it("gives the size of a file in kB up to a megabyte, and never as nothing", () => {
    const sizes = [1, 2048, 1024 * 1024 - 1, 1024 * 1024, 1.55 * 1024 * 1024];
    expect(sizes.map((bytes) => format.fileSize(bytes))).to.deep.equal(["1 kB", "2 kB", "1024 kB", "1.0 MB", "1.6 MB"]);
  });

  it("names the year of a day only where it is not this one, and of a short day only beside another", () => {
    const [day, now] = [new Date("2031-03-04T23:30:00Z"), new Date("2031-03-05T09:00:00Z")];
    expect(format.day(day, "Etc/UTC")).to.equal("Tuesday 4 March 2031");
    expect(format.shortDay(day, "Etc/UTC", now)).to.equal("Tue 4 Mar");
    expect(format.shortDay(day, "Europe/Berlin", now)).to.equal("Wed 5 Mar");
    expect(format.shortDay(day, "Etc/UTC", new Date("2032-01-01T09:00:00Z"))).to.equal("4 Mar 2031");
  });
});
