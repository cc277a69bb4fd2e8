import { expect } from "chai";
import type { Page } from "playwright-core";
import type * as Checks from "../../../src/browser/setup/relay-check.js";
import { openParts } from "../../support/browser-parts.js";

declare const parts: typeof Checks;

/** The addresses of the site's servers, null where the site does not answer, and what the connection finds: null is the end. */
interface Case {
  urls: string[] | null;
  found: (string | null)[];
  /** Whether the browser refuses to make the connection. */
  refuses?: boolean;
}

const HTML = `<form data-relay-check="/relay" hidden><button>Check</button><p data-relay-result></p></form>`;
const [HOST, RELAY] = ["candidate:1 1 udp 1 192.0.2.1 9 typ host", "candidate:2 1 udp 1 192.0.2.2 9 typ relay"];
const NO_ANSWER =
  "The relay did not answer this browser. Check its address, secret and clock, and that its ports are open.";

describe("The check of a relay", () => {
  let page: Page;
  before(async () => (page = await openParts(["setup/relay-check"], HTML)));
  after(() => page.context().close());

  const begin = (about: Case): Promise<void> =>
    page.evaluate(
      ({ urls, found, refuses, html }) => {
        document.body.innerHTML = html;
        const form = document.querySelector("form")!;
        form.submit = () => (form.dataset.sent = "yes");
        window.fetch = () =>
          urls ? Promise.resolve(Response.json({ iceServers: [{ urls }] })) : Promise.reject(new TypeError("no line"));
        const connection = {
          onicecandidate: (_event: { candidate: { candidate: string } | null }): void => undefined,
          createDataChannel: () => (form.dataset.asksFor = "data"),
          setLocalDescription: () => {
            for (const one of form.dataset.asksFor ? found : [])
              connection.onicecandidate({ candidate: one === null ? null : { candidate: one } });
            return Promise.resolve();
          },
          close: () => (form.dataset.closed = "yes"),
        };
        window.RTCPeerConnection = function (asked: RTCConfiguration) {
          if (refuses) throw new SyntaxError("not an address");
          form.dataset.asked = `${asked.iceTransportPolicy} ${JSON.stringify(asked.iceServers)}`;
          return connection;
        } as never;
        parts.checkRelay(form);
        form.querySelector("button")!.click();
      },
      { ...about, html: HTML },
    );

  const seen = (): Promise<object> =>
    page.evaluate(() => {
      const form = document.querySelector("form")!;
      delete form.dataset.relayCheck;
      const words = form.querySelector("[data-relay-result]")!.textContent;
      return { words, isUsable: !form.querySelector("button")!.disabled && !form.hidden, ...form.dataset };
    });

  async function outcome(urls: Case["urls"], found: Case["found"], refuses = false): Promise<object> {
    await begin({ urls, found, refuses });
    await page.evaluate(() =>
      until(() => document.querySelector("form")!.dataset.sent ?? !document.querySelector("button")!.disabled),
    );
    return seen();
  }

  const asks = (...urls: string[]) => ({
    asked: `relay ${JSON.stringify([{ urls }])}`,
    closed: "yes",
    asksFor: "data",
  });

  it("goes by a relay alone, and sends the form only once that has given an address", async () => {
    expect(await outcome(["stun:a", "turn:b"], [HOST, RELAY, null])).to.deep.equal({
      words: "Asking the relay…",
      isUsable: false,
      sent: "yes",
      ...asks("stun:a", "turn:b"),
    });
    expect(await outcome(["turns:b"], [HOST, null])).to.deep.equal({
      words: NO_ANSWER,
      isUsable: true,
      ...asks("turns:b"),
    });
  });

  it("says that none is set, or that the site does not answer", async () => {
    expect(await outcome(["stun:a", "stun:b"], [RELAY])).to.deep.equal({ words: "No relay is set.", isUsable: true });
    const words = "We could not ask the site. Please try again.";
    expect(await outcome(null, [])).to.deep.equal({ words, isUsable: true });
    expect(await outcome(["turn:b"], [], true)).to.deep.equal({ words: NO_ANSWER, isUsable: true });
  });

  it("gives up after ten seconds", async () => {
    await begin({ urls: ["turn:b"], found: [HOST] });
    await page.evaluate(() => until(() => document.querySelector("form")!.dataset.asked));
    await page.clock.runFor(9900);
    expect(await seen()).to.include({ words: "Asking the relay…", isUsable: false });
    await page.clock.runFor(200);
    expect(await seen()).to.include({ words: NO_ANSWER, isUsable: true, closed: "yes", asksFor: "data" });
  });

  it("stays hidden in a browser that cannot ask a relay", async () => {
    const isHidden = await page.evaluate((html) => {
      document.body.innerHTML = html;
      Reflect.deleteProperty(window, "RTCPeerConnection");
      parts.checkRelay(document.querySelector("form")!);
      return document.querySelector("form")!.hidden;
    }, HTML);
    expect(isHidden).to.equal(true);
  });
});
