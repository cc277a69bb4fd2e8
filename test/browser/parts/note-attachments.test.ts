import { expect } from "chai";
import type { Page } from "playwright-core";
import type * as Attaching from "../../../src/browser/note/attachments.js";
import type * as Rows from "../../../src/browser/note/upload-row.js";
import type * as Uploads from "../../../src/browser/note/upload.js";
import { openParts } from "../../support/browser-parts.js";

declare const parts: typeof Attaching & typeof Rows & typeof Uploads;

const HTML = `<p id="live"></p><form data-sign-out="kim"></form><ul id="files"></ul><section><p data-drop-hint hidden></p>
<form enctype="multipart/form-data" action="/attachments"><input name="_csrf" value="old"><input type="file" multiple></form>
<ul data-uploads></ul><div data-attachment-list></div></section>`;

describe("The attachments of a note on its page", () => {
  let page: Page;
  before(async () => {
    page = await openParts(["note/attachments", "note/upload-row", "note/upload"], HTML);
  });
  after(() => page.context().close());
  beforeEach(() => page.reload());

  it("show how far a file is, stop it even before it starts, and say why it failed", async () => {
    const seen = await page.evaluate(async () => {
      const list = document.getElementById("files")!;
      const look = (): (string | number | null)[] => {
        const bar = list.querySelector("progress");
        return [
          list.textContent,
          bar && bar.getAttribute("value"),
          list.querySelector(".button-link")?.ariaLabel ?? null,
        ];
      };
      const row = new parts.UploadRow(list, "a.pdf");
      let cancelled = 0;
      const running = { answer: Promise.resolve(), cancel: () => (cancelled += 1) };
      row.follow(running);
      row.show(0.5);
      const half = look();
      row.show(1);
      const whole = look();
      row.fail("Too large.");
      const failed = [...look(), list.querySelector("[role=alert]")?.className ?? null];
      list.querySelector("button")!.click();
      const early = new parts.UploadRow(list, "b.pdf");
      list.querySelector("button")!.click();
      early.follow(running);
      const asked: XMLHttpRequest[] = [];
      window.XMLHttpRequest = class extends XMLHttpRequest {
        constructor() {
          super();
          asked.push(this);
        }
        override send(): void {}
      };
      const shares: number[] = [];
      const start = () => parts.upload("/files", new File(["x"], "a.pdf"), "token", (share) => shares.push(share));
      const settle = async (status: number, text: string): Promise<string> => {
        const { answer } = start();
        const request = asked.at(-1)!;
        for (const [loaded, total] of [
          [1, 4],
          [0, 0],
        ])
          request.upload.dispatchEvent(new ProgressEvent("progress", { loaded: loaded!, total: total! }));
        Object.defineProperties(request, { status: { value: status }, responseText: { value: text } });
        request.dispatchEvent(new ProgressEvent(status === 0 ? text : "load"));
        return answer.then(
          JSON.stringify,
          (error: Error & { code?: string }) => `${error.name} ${error.code} ${error.message}`,
        );
      };
      const outcomes = [
        await settle(200, '{"html":"<li>"}'),
        await settle(422, '{"code":"invalid","message":"No PDF"}'),
        (await settle(502, "<html>")).slice(0, 11),
        await settle(0, "timeout"),
      ];
      return {
        half,
        whole,
        failed,
        isCancelled: [row.isCancelled, early.isCancelled],
        cancelled,
        left: list.children.length,
        shares: shares.slice(0, 2),
        outcomes,
      };
    });
    expect(seen).to.deep.equal({
      half: ["a.pdfCancel", "0.5", "Cancel a.pdf"],
      whole: ["a.pdfCancel", null, "Cancel a.pdf"],
      failed: ["a.pdf was not attached. Too large.Dismiss", null, "Dismiss a.pdf", "field-error"],
      isCancelled: [true, true],
      cancelled: 2,
      left: 0,
      shares: [0.25, 0],
      outcomes: ['{"html":"<li>"}', "Error invalid No PDF", "SyntaxError", "Error undefined timeout"],
    });
  });

  it("are sent one at a time from the field, by drop and by paste, with a token that is renewed once, until they are cancelled", async () => {
    const seen = await page.evaluate(async () => {
      const log = globalThis.log;
      const requests: XMLHttpRequest[] = [];
      window.XMLHttpRequest = class extends XMLHttpRequest {
        override setRequestHeader(name: string, value: string): void {
          if (name === "CSRF-Token") log.push(`token ${value}`);
        }
        override send(fields: FormData): void {
          requests.push(this);
          log.push(`sends ${(fields.get("file") as File).name}`);
        }
        override abort(): void {
          log.push("aborts");
          this.dispatchEvent(new ProgressEvent("abort"));
        }
      };
      window.fetch = () => Promise.resolve(Response.json({ token: "new", count: 0 }));
      const section = document.querySelector("section")!;
      const [uploads, list] = [
        section.querySelector("[data-uploads]")!,
        section.querySelector("[data-attachment-list]")!,
      ];
      new parts.Attachments(section);
      const form = section.querySelector("form")!;
      const field = form.querySelector<HTMLInputElement>("[type=file]")!;
      const settled = async (): Promise<(string | null)[]> => {
        let turns = 0;
        await until(() => (turns += 1) > 50);
        return [...log.splice(0), uploads.textContent, list.textContent];
      };
      const answer = (status: number, text: object | null): Promise<(string | null)[]> => {
        const request = requests.at(-1)!;
        Object.defineProperties(request, { status: { value: status }, responseText: { value: JSON.stringify(text) } });
        request.dispatchEvent(new ProgressEvent(text ? "load" : "error"));
        return settled();
      };
      const files = (names: string[], words = ""): DataTransfer => {
        const data = new DataTransfer();
        for (const one of names) data.items.add(new File(["x"], one));
        if (words) data.setData("text/plain", words);
        return data;
      };
      const bring = (name: "drop" | "dragover" | "paste", data: DataTransfer, on: Element = section): boolean => {
        const init = { bubbles: true, cancelable: true };
        return !on.dispatchEvent(
          name === "paste"
            ? new ClipboardEvent(name, { ...init, clipboardData: data })
            : new DragEvent(name, { ...init, dataTransfer: data }),
        );
      };
      const submit = (): boolean => !form.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
      const press = (label: string): void => uploads.querySelector<HTMLElement>(`[aria-label="${label}"]`)!.click();
      const dismiss = (name: string): void => {
        press(`Dismiss ${name}`);
        log.length = 0;
      };
      const taken = [
        bring("dragover", files(["a"])),
        bring("dragover", files([], "words")),
        bring("dragover", files(["a"]), field),
        bring("drop", files([], "words")),
        bring("drop", files(["a"]), field),
        bring("paste", files(["a"], "words")),
        bring("paste", files([])),
        submit(),
      ];
      const quiet = await settled();
      taken.push(bring("drop", files(["a", "b"])));
      const first = await settled();
      const renewed = [
        await answer(403, { code: "forbidden", message: "Old." }),
        await answer(200, { html: "<p>a</p>" }),
      ];
      const said = document.getElementById("live")!.textContent;
      const refused = await answer(422, { code: "invalid", message: "No PDF." });
      dismiss("b");
      taken.push(bring("paste", files(["c"])));
      await settled();
      const lost = await answer(0, null);
      dismiss("c");
      field.files = files(["d", "e"]).files;
      taken.push(submit());
      const large = files(["large"]);
      let size = 10 * 1024 * 1024 + 1;
      Object.defineProperty(File.prototype, "size", { get: () => size });
      bring("drop", large);
      const chosen = [...(await settled()), field.value];
      press("Cancel e");
      press("Cancel d");
      const cancelled = await settled();
      press("Dismiss large");
      size -= 1;
      bring("drop", files(["just"]));
      return { taken, quiet, first, renewed, said, refused, lost, chosen, cancelled, next: await settled() };
    });
    const large = "large was not attached. It is larger than 10 MB.Dismiss";
    expect(seen).to.deep.equal({
      taken: [true, false, false, false, false, false, false, false, true, true, true],
      quiet: ["", ""],
      first: ["token old", "sends a", "aCancelbCancel", ""],
      renewed: [
        ["token new", "sends a", "aCancelbCancel", ""],
        ["token new", "sends b", "bCancel", "a"],
      ],
      said: "a is attached.",
      refused: ["b was not attached. No PDF.Dismiss", "a"],
      lost: ["c was not attached. The connection was lost. Please try again.Dismiss", "a"],
      chosen: ["token new", "sends d", `dCanceleCancel${large}`, "a", ""],
      cancelled: ["aborts", large, "a"],
      next: ["token new", "sends just", "justCancel", "a"],
    });
  });
});
