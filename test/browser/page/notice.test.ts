import { expect } from "chai";
import { NoticeLine } from "../../../src/browser/page/notice.js";

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
});
