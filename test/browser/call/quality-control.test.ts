import { expect } from "chai";
import { QualityControl } from "../../../src/browser/call/quality-control.js";
import type { QualityStep } from "../../../src/browser/call/quality-ladder.js";
import { pictureEncoding } from "../../../src/browser/call/send-quality.js";

const GOOD = { loss: 0, roundTripMs: 40, kbitPerSecond: 1500 };
const BAD = { ...GOOD, loss: 0.3 };

describe("What a page says about its connection", () => {
  const start = (sends: { picture: boolean; sound: boolean; theirPicture: boolean }) => {
    const applied: QualityStep[] = [];
    const said: (string | null)[] = [];
    const line = new QualityControl({
      picture: () => sends.picture,
      sound: () => sends.sound,
      theirPicture: () => sends.theirPicture,
      apply: (step) => applied.push(step),
      show: (note) => said.push(note && note.words + (note.overrule ? ` [${note.overrule}]` : "")),
    });
    let second = 0;
    const look = (sight: typeof GOOD, seconds: number): void => {
      for (let i = 0; i < seconds; i += 1) line.look(sight, 1000 * second++);
    };
    return { line, look, applied, said, overrule: () => line.overrule(1000 * second) };
  };

  it("announces a change once, and removes good news after a while", () => {
    const { look, applied, said } = start({ picture: true, sound: true, theirPicture: true });
    look(BAD, 8);
    look(GOOD, 60);
    expect(applied).to.deep.equal(["reduced", "audio", "reduced", "full"]);
    expect(said).to.deep.equal([
      "Your connection is weak, so we are sending smaller video. [Send full video]",
      "Your connection is weak, so we are sending only your sound. [Send video anyway]",
      "Your connection is better, so we are sending smaller video again. [Send full video]",
      "Your connection is weak, so we are sending smaller video. [Send full video]",
      "Your connection is good again, so we are sending full video.",
      null,
    ]);
  });

  it("can be overruled, and adapts again when asked to", () => {
    const { look, applied, said, overrule } = start({ picture: true, sound: true, theirPicture: true });
    look(BAD, 8);
    overrule();
    look(BAD, 20);
    overrule();
    expect(applied).to.deep.equal(["reduced", "audio", "full", "audio"]);
    expect(said.slice(2)).to.deep.equal([
      "We are sending everything, even over a weak connection. [Adapt to the connection]",
      "Your connection is weak, so we are sending only your sound. [Send video anyway]",
    ]);
  });

  it("does not mention video to someone who sends none", () => {
    const { look, said } = start({ picture: false, sound: true, theirPicture: false });
    look(BAD, 10);
    expect(said).to.deep.equal([]);
    look({ ...BAD, loss: 0.7 }, 10);
    expect(said).to.deep.equal([
      "Your connection is too weak for sound. The room chat still works. [Send sound anyway]",
    ]);
  });

  it("reports the other side's step, and expects no video that is not sent", () => {
    const { line, said } = start({ picture: true, sound: true, theirPicture: true });
    line.takeTheirs("reduced");
    expect(line.theirPictureComes).to.equal(true);
    line.takeTheirs("audio");
    expect(line.theirPictureComes).to.equal(false);
    line.takeTheirs("chat");
    expect(line.theirPictureComes).to.equal(false);
    line.takeTheirs("full");
    expect(said).to.deep.equal([
      "Their connection is weak, so only their sound gets through.",
      "Their connection is too weak for sound. The room chat still works.",
      null,
    ]);
  });

  it("reduces a picture to 240 lines and 120 kbit/s, and a screen's motion instead of its lines", () => {
    const camera = pictureEncoding("reduced", { height: 480, isScreen: false });
    expect(camera).to.deep.include({ active: true, maxBitrate: 120_000, scaleResolutionDownBy: 2 });
    const upright = pictureEncoding("reduced", { height: 640, isScreen: false });
    expect(640 / upright.scaleResolutionDownBy!).to.equal(240);
    const screen = pictureEncoding("reduced", { height: 1080, isScreen: true });
    expect(screen).to.deep.include({ maxBitrate: 120_000, maxFramerate: 2, scaleResolutionDownBy: 1.5 });
    expect(pictureEncoding("audio", { height: 480, isScreen: false }).active).to.equal(false);
  });
});
