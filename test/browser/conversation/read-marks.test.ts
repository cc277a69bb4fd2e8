import { expect } from "chai";
import { mock } from "node:test";
import { ReadMarks } from "../../../src/browser/conversation/read-marks.js";
import type { MessageRows } from "../../../src/browser/conversation/rows.js";

/** What a page has in view, and what was told of it. */
class Page {
  hidden = false;
  inView = 0;
  works = true;
  readonly told: number[] = [];
  readonly marks: ReadMarks;

  constructor() {
    const ignore = (): void => undefined;
    const isHidden = (): boolean => this.hidden;
    const document = {
      addEventListener: ignore,
      get hidden() {
        return isHidden();
      },
    };
    Object.assign(globalThis, { document, addEventListener: ignore });
    const rows = { lastInView: () => this.inView } as unknown as MessageRows;
    this.marks = new ReadMarks(rows, (upTo) => {
      this.told.push(upTo);
      return Promise.resolve(this.works);
    });
  }

  /** Something moved, and half a second went by. */
  async look(): Promise<void> {
    this.marks.look();
    mock.timers.tick(500);
    await new Promise((done) => setImmediate(done));
  }
}

describe("What a reader has seen of a conversation", () => {
  let page: Page;
  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] });
    page = new Page();
  });
  afterEach(() => {
    mock.timers.reset();
    for (const name of ["document", "addEventListener"]) Reflect.deleteProperty(globalThis, name);
  });

  it("is sent once, and only when it is further down than before", async () => {
    page.inView = 2;
    for (let looks = 0; looks < 3; looks += 1) await page.look();
    page.inView = 1;
    await page.look();
    page.inView = 3;
    await page.look();
    expect(page.told).to.deep.equal([2, 3]);
  });

  it("excludes messages that arrive while the page is hidden, until it is visible", async () => {
    page.inView = 1;
    await page.look();
    page.hidden = true;
    page.inView = 2;
    await page.look();
    expect(page.told).to.deep.equal([1]);
    page.hidden = false;
    await page.look();
    expect(page.told).to.deep.equal([1, 2]);
  });

  it("is reported again over a new connection, and after a report that failed", async () => {
    page.works = false;
    page.inView = 1;
    await page.look();
    page.works = true;
    await page.look();
    page.marks.tellAgain();
    await page.look();
    expect(page.told).to.deep.equal([1, 1, 1]);
  });
});
