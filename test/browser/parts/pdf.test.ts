import { expect } from "chai";
import type { Page } from "playwright-core";
import type * as Extra from "../../../src/browser/pdf/extras.js";
import type * as Views from "../../../src/browser/pdf/page-view.js";
import type * as Pages from "../../../src/browser/pdf/show-pages.js";
import type * as Shown from "../../../src/browser/pdf/show-pdf.js";
import { openParts, runScript } from "../../support/browser-parts.js";

declare const parts: typeof Extra & typeof Pages & typeof Views & typeof Shown;

const HTML = `<main data-pdf="/file" data-frame="about:blank" data-name="letter.pdf"><p data-pdf-lost hidden>Lost</p></main>`;

describe("A PDF", () => {
  let page: Page;
  before(async () => (page = await openParts(["pdf/extras", "pdf/page-view", "pdf/show-pages", "pdf/show-pdf"], HTML)));
  after(() => page.context().close());

  it("is drawn page by page, as fine as the screen but never finer than two pixels a point, and forgotten when far away", async () => {
    const seen = await page.evaluate(async () => {
      const drawn: number[] = [];
      let [cancelled, waits] = [0, false];
      let letGo = (): void => undefined;
      let words: object[] = [{ str: "Dear" }, { type: "mark" }, { str: "Ana" }];
      const shape = (scale: number) => ({ width: 600 * scale, height: 800 * scale });
      const paper = {
        getViewport: ({ scale }: { scale: number }) => shape(scale),
        getTextContent: () => Promise.resolve({ items: words }),
        render: ({ viewport }: { viewport: { width: number } }) => {
          drawn.push(Math.round(viewport.width));
          return { promise: Promise.resolve(), cancel: () => (cancelled += 1) };
        },
      };
      const pdf = {
        numPages: 3,
        getPage: () => (waits ? new Promise((go) => (letGo = () => go(paper))) : Promise.resolve(paper)),
      };
      const view = new parts.PageView(pdf as never, 2, shape(2));
      const { canvas } = view;
      const before = [canvas.getAttribute("aria-label"), canvas.style.aspectRatio, canvas.getAttribute("role")];
      document.body.append(canvas);
      canvas.style.width = "300px";
      const look = (): object => ({
        label: canvas.getAttribute("aria-label"),
        isDrawn: canvas.dataset.drawn !== undefined,
        pixels: [canvas.width, canvas.height],
      });
      for (const fineness of [1, 3]) {
        Object.defineProperty(window, "devicePixelRatio", { value: fineness, configurable: true });
        await Promise.all([view.draw(), view.draw()]);
        if (fineness === 1) view.forget();
      }
      const near = look();
      view.forget();
      const far = look();
      words = [];
      await view.draw();
      const bare = canvas.getAttribute("aria-label");
      view.forget();
      waits = true;
      const late = view.draw();
      view.forget();
      letGo();
      await late;
      return { before, drawn, near, far, bare, cancelled, after: look() };
    });
    const far = { label: "Page 2 of 3. Dear  Ana", isDrawn: false };
    expect(seen.before).to.deep.equal(["Page 2 of 3", "1200 / 1600", "img"]);
    expect(seen.drawn, "each once").to.deep.equal([300, 600, 600]);
    expect(seen.near).to.deep.equal({ label: "Page 2 of 3. Dear  Ana", isDrawn: true, pixels: [600, 800] });
    expect(seen.far).to.deep.include(far);
    expect((seen.far as { pixels: number[] }).pixels[0]).to.equal(0);
    expect(seen.bare, "without text").to.equal("Page 2 of 3.");
    expect(seen.cancelled).to.equal(3);
    expect(seen.after).to.deep.equal({ ...seen.far, label: seen.bare });
  });

  it("keeps only the pages drawn that are within a screen of what is seen", async () => {
    const seen = await page.evaluate(async () => {
      const place = document.createElement("div");
      place.textContent = "Loading";
      place.style.cssText = "height: 100px; width: 100px; overflow: auto";
      document.body.prepend(place);
      const paper = {
        getViewport: ({ scale }: { scale: number }) => ({ width: 100 * scale, height: 90 * scale }),
        getTextContent: () => Promise.resolve({ items: [] }),
        render: () => ({ promise: Promise.resolve(), cancel: () => undefined }),
      };
      const numbers: number[] = [];
      const getPage = (number: number): Promise<object> => {
        numbers.push(number);
        return Promise.resolve(paper);
      };
      await parts.showPages({ numPages: 9, getPage } as never, place);
      const asked = numbers[0];
      const canvases = Array.from(place.querySelectorAll("canvas"));
      for (const canvas of canvases) canvas.style.cssText += "display: block; width: 100px; height: 90px";
      const drawn = (): number[] =>
        canvases.flatMap((canvas, at) => (canvas.dataset.drawn === undefined ? [] : [at + 1]));
      await until(() => drawn().length > 0 && canvases[0]!.width === 200 / (2 / Math.min(2, devicePixelRatio)));
      const first = drawn();
      place.scrollTop = 9 * 90;
      await until(() => drawn().includes(9) && !drawn().includes(1));
      const last = drawn();
      const text = place.innerText.trim();
      place.remove();
      return { asked, count: canvases.length, first, last, text };
    });
    expect(seen).to.deep.equal({ asked: 1, count: 9, first: [1, 2, 3], last: [7, 8, 9], text: "" });
  });

  it("loads a decoder or a table from where the site says, and nothing else", async () => {
    const seen = await page.evaluate(async () => {
      Object.assign(document.body.dataset, { jbig2: "/build/j", openjpeg: "/build/o", tables: "/build/tables" });
      const asked: string[] = [];
      window.fetch = (path) => {
        asked.push(path as string);
        return Promise.resolve(new Response("ab", { status: (path as string).includes("lost") ? 404 : 200 }));
      };
      const bytes: (number | string)[] = [];
      for (const [kind, filename] of [
        ["wasmUrl", "jbig2.wasm"],
        ["wasmUrl", "openjpeg.wasm"],
        ["wasmUrl", "other.wasm"],
        ["cMapUrl", "Adobe.bcmap"],
        ["cMapUrl", "lost"],
      ] as const) {
        const loaded = new parts.Extras().fetch({ kind, filename });
        bytes.push(
          await loaded.then(
            ({ length }) => length,
            (error: Error) => error.message,
          ),
        );
      }
      return { asked, bytes };
    });
    expect(seen).to.deep.equal({
      asked: ["j", "o", "tables/Adobe.bcmap", "tables/lost"].map((name) => `https://parts.example/build/${name}`),
      bytes: [2, 2, "The viewer has no other.wasm", 2, "The viewer has no lost"],
    });
  });

  it("is handed to its frame when that is ready, and no other window; one that is lost says so in place of the frame", async () => {
    const seen = await page.evaluate(async () => {
      const main = document.querySelector("main")!;
      const said = main.innerHTML;
      const show = async (status: number): Promise<object> => {
        main.innerHTML = said;
        window.fetch = () => Promise.resolve(new Response("%PDF", { status }));
        // A port, because the real frame's window lets nobody look into it.
        const inside = new MessageChannel().port1;
        Object.defineProperty(HTMLIFrameElement.prototype, "contentWindow", { value: inside, configurable: true });
        parts.showPdf(main);
        const frame = main.querySelector("iframe")!;
        const handed: string[] = [];
        window.addEventListener("message", (event) => {
          if (event.data instanceof ArrayBuffer) handed.push("to the page");
        });
        inside.postMessage = ((file: ArrayBuffer, to: string) =>
          handed.push(`${new TextDecoder().decode(file)} ${to}`)) as never;
        const hear = (source: Window | MessagePort, data: string): boolean =>
          window.dispatchEvent(new MessageEvent("message", { source, data }));
        hear(window, "ready");
        hear(inside, "something else");
        let turns = 0;
        await until(() => (turns += 1) > 50);
        const early = [...handed];
        hear(inside, "ready");
        hear(inside, "ready");
        await until(() => handed.length > 0 || !main.querySelector("iframe"));
        const isLost = !main.querySelector<HTMLElement>("[data-pdf-lost]")!.hidden;
        const limits = [frame.getAttribute("sandbox"), frame.title, frame.getAttribute("src")];
        return { limits, early, handed, isLost, hasFrame: main.contains(frame) };
      };
      return [await show(200), await show(404)];
    });
    const limits = ["allow-scripts", "letter.pdf", "about:blank"];
    expect(seen).to.deep.equal([
      { limits, early: [], handed: ["%PDF *"], isLost: false, hasFrame: true },
      { limits, early: [], handed: [], isLost: true, hasFrame: false },
    ]);
  });

  it("is read in its frame by a worker that may neither run code from it nor draw what no phone has room for", async () => {
    await page.evaluate(() => {
      document.body.dataset.worker = "/build/worker.js";
      document.querySelector("main")!.textContent = "Loading";
      const fetchText = window.XMLHttpRequest;
      window.Worker = class extends EventTarget {
        constructor(url: string) {
          super();
          const request = new fetchText();
          request.open("GET", url, false);
          request.send();
          globalThis.log.push(request.responseText);
        }
        postMessage(said: {
          action: string;
          sourceName: string;
          targetName: string;
          callbackId: number;
          data: unknown;
        }): void {
          if (said.action !== "GetDocRequest") return;
          const { data, evaluatorOptions } = said.data as {
            data: Uint8Array;
            evaluatorOptions: Record<string, unknown>;
          };
          const { maxImageSize, isEvalSupported } = evaluatorOptions;
          globalThis.log.push(`${new TextDecoder().decode(data)} ${String(maxImageSize)} ${String(isEvalSupported)}`);
          const reason = { name: "InvalidPDFException", message: "No PDF" };
          const answer = {
            sourceName: said.targetName,
            targetName: said.sourceName,
            callback: 2,
            callbackId: said.callbackId,
            reason,
          };
          this.dispatchEvent(new MessageEvent("message", { data: answer }));
        }
        terminate(): void {}
      } as never;
      addEventListener("message", ({ data }) => void (data === "ready" && globalThis.log.push("ready")));
    });
    await runScript(page, "pdf-frame");
    const said = await page.evaluate(async () => {
      await until(() => globalThis.log.includes("ready"));
      const main = document.querySelector("main")!;
      const hear = (source: Window | MessagePort, data: unknown): boolean =>
        window.dispatchEvent(new MessageEvent("message", { source, data }));
      hear(new MessageChannel().port1, new ArrayBuffer(1));
      hear(window, "words");
      hear(window, new TextEncoder().encode("%PDF").buffer);
      await until(() => main.textContent !== "Loading");
      return [...globalThis.log, main.textContent];
    });
    expect(said).to.deep.equal([
      'importScripts("https://parts.example/build/worker.js")',
      "ready",
      "%PDF 67108864 false",
      "This PDF cannot be shown here. Download it, or open it in a new tab.",
    ]);
  });
});
