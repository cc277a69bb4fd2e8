import { expect } from "chai";
import { findNote } from "../../src/notes/find-note.js";
import { findVersions } from "../../src/notes/find-versions.js";
import { saveNote } from "../../src/notes/save-note.js";
import { joinTexts } from "../../src/notes/template-rules.js";
import { Conflict } from "../../src/platform/errors.js";
import type { Person } from "../../src/access/permissions.js";
import { actorOf } from "../support/booking.js";
import { makeSession } from "../support/make-session.js";
import { makeClient, makeCounsellor } from "../support/people.js";
import { Random } from "../support/random.js";
import { startTestSite, type TestSite } from "../support/test-site.js";
import { SEED, TRIAL_MS, TRIALS } from "../support/trials.js";

const { seeds, each } = TRIALS.noteEdits;

/** A window that edits as the page's script does. */
interface Window {
  id: string;
  text: string;
  version: number;
  turn: number;
  /** Words that it typed and the server has not acknowledged yet. */
  pending: Set<string>;
}

describe("Random edits of one note from three windows", () => {
  let site: TestSite;
  let author: Person;
  let id: string;
  let acknowledged: Set<string>;
  let typed: number;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());

  /** Types a word that is found nowhere else, somewhere in the text. */
  function type(window: Window, random: Random): void {
    const word = `<${(typed += 1)}>`;
    window.pending.add(word);
    const words = window.text.split(" ");
    words.splice(random.whole(0, words.length), 0, word);
    window.text = words.join(" ");
  }

  async function send(window: Window, random: Random): Promise<void> {
    window.turn += 1;
    const [sent, { text, version, turn }] = [[...window.pending], window];
    try {
      const saved = await saveNote(site.services, author, id, {
        kind: "record",
        text,
        version,
        sitting: window.id,
        turn,
      });
      // An answer that is lost acknowledges nothing, and the window goes on from the version that it knows.
      if (random.next() < 0.2) return;
      window.version = saved.version;
      for (const word of sent) {
        acknowledged.add(word);
        window.pending.delete(word);
      }
    } catch (error) {
      expect(error).to.be.instanceOf(Conflict);
      await choose(window, random);
    }
  }

  /** Sees both texts and chooses its own, the other, or both. Words that were given up on purpose need not be found. */
  async function choose(window: Window, random: Random): Promise<void> {
    const { text, version } = await findNote(site.services, author, id, "record");
    const choice = random.pick(["mine", "theirs", "both"]);
    if (choice === "theirs") window.pending.clear();
    if (choice === "theirs") window.text = text;
    if (choice === "both") window.text = joinTexts(window.text, text);
    window.version = version;
  }

  /** Types, saves, saves at the same time as another window, waits, or deletes a long text that is saved. */
  async function step(windows: Window[], random: Random): Promise<void> {
    const [window, other] = [random.pick(windows), random.pick(windows)];
    const what = random.next();
    if (what < 0.55) return type(window, random);
    if (what < 0.85) return send(window, random);
    if (what < 0.92 && other !== window) return void (await Promise.all([send(window, random), send(other, random)]));
    if (what < 0.96) site.clock.advance({ minutes: random.whole(1, 12) });
    else if (window.text.length >= 200 && window.pending.size === 0) {
      window.text = "";
      await send(window, random);
    }
  }

  it(`finds every acknowledged word again, in ${seeds} runs of ${each} steps from seed ${SEED}`, async () => {
    const [ana, kim] = [await makeCounsellor(), await makeClient()];
    author = actorOf(ana, "counsellor");
    for (let seed = SEED; seed < SEED + seeds; seed += 1) {
      const random = new Random(seed);
      [acknowledged, typed] = [new Set(), 0];
      id = await makeSession(kim, ana);
      const windows = ["a", "b", "c"].map((name) => ({
        id: name,
        text: "",
        version: 0,
        turn: 0,
        pending: new Set<string>(),
      }));
      for (let count = 0; count < each; count += 1) await step(windows, random);
      const { note, versions, isComplete } = await findVersions(site.services, author, id, "record");
      const all = [note.text, ...versions.map(({ text }) => text)].join("\n");
      expect(acknowledged.size).to.be.greaterThan(0);
      expect(
        [...acknowledged].filter((word) => !all.includes(word)),
        `seed ${seed}`,
      ).to.deep.equal([]);
      expect(isComplete, `seed ${seed}`).to.equal(true);
    }
  }).timeout(TRIAL_MS);
});
