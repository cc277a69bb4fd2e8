import { getDocument, GlobalWorkerOptions } from "pdfjs-dist/legacy/build/pdf.mjs";
import { built, Extras } from "./pdf/extras.js";
import { showPages } from "./pdf/show-pages.js";

// The inside of the frame that shows a PDF. It has no origin, loads only the site's own viewer, and is told the file by the page.

/** No picture in a file may need more than this many pixels. */
const MOST_PIXELS = 2 ** 26;

const place = document.querySelector("main")!;

GlobalWorkerOptions.workerPort = startWorker();
window.addEventListener("message", (event) => {
  if (event.source === window.parent && event.data instanceof ArrayBuffer) {
    open(event.data).catch(() => {
      place.textContent = "This PDF cannot be shown here. Download it, or open it in a new tab.";
    });
  }
});
window.parent.postMessage("ready", "*");

/** A document without an origin may start a worker only from a text of its own; that text then loads the real one. */
function startWorker(): Worker {
  const text = `importScripts(${JSON.stringify(built(document.body.dataset.worker))})`;
  return new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
}

async function open(bytes: ArrayBuffer): Promise<void> {
  const pdf = await getDocument({
    data: new Uint8Array(bytes),
    BinaryDataFactory: Extras,
    isEvalSupported: false,
    maxImageSize: MOST_PIXELS,
  }).promise;
  await showPages(pdf, place);
}
