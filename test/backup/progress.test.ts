import { expect } from "chai";
import { Progress } from "../../src/backup/progress.js";

describe("The progress of a backup", () => {
  it("is said about once a second while it counts, and at the end", () => {
    const said: string[] = [];
    const progress = new Progress((line) => said.push(line));
    progress.begin("Writing");
    for (let count = 0; count < 1200; count += 1) progress.count("records");
    progress.count("files");
    expect(said).to.have.length.below(3);
    progress.finish();
    expect(said.at(-1)).to.equal("Writing: 1,200 records, 1 files");
  });
});
