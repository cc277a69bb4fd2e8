import { expect } from "chai";
import { NoticeLine } from "../../../src/browser/page/notice.js";
import { writeWords } from "../../../src/browser/page/write-words.js";

describe("A line of words that several parts of a page share", () => {
  it("lets each part remove its own words and never another's", () => {
    const place = { textContent: "", hidden: true, append: () => undefined };
    const notice = new NoticeLine(place as never);
    const takeBack = notice.say("Connection lost.");
    expect(place).to.include({ textContent: "Connection lost.", hidden: false });
    notice.say("No camera was found.");
    takeBack();
    expect(place).to.include({ textContent: "No camera was found.", hidden: false });
    notice.say("Connection lost.")();
    expect(place.hidden).to.equal(true);
  });

  it("is written only when its words differ, because screen readers announce each time", () => {
    const written: string[] = [];
    const place = {
      get textContent() {
        return written.at(-1) ?? "";
      },
      set textContent(words: string) {
        written.push(words);
      },
    };
    for (const words of ["", "Lost.", "Lost.", "Back."]) writeWords(place as never, words);
    expect(written).to.deep.equal(["Lost.", "Back."]);
  });
});
