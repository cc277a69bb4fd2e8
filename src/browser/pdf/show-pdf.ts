import { find } from "../page/find.js";

/**
 * Shows a PDF in a frame with an origin of its own. The frame gets the bytes from here, so that whatever runs in it reaches neither
 * the site nor its cookies.
 */
export function showPdf(place: HTMLElement): void {
  const bytes = load(place.dataset.pdf ?? "");
  const frame = document.createElement("iframe");
  frame.className = "attachment-frame";
  frame.setAttribute("sandbox", "allow-scripts");
  frame.title = place.dataset.name ?? "";
  frame.src = place.dataset.frame ?? "";
  const hand = (event: MessageEvent): void => {
    const shown = frame.contentWindow;
    if (event.source !== shown || event.data !== "ready") return;
    window.removeEventListener("message", hand);
    // A sandboxed frame has no origin to name; the policy of this page lets nothing but the site's own viewer into it.
    void bytes.then((file) => shown?.postMessage(file, "*", [file])).catch(() => undefined);
  };
  window.addEventListener("message", hand);
  place.append(frame);
  bytes.catch(() => sayLost(place, frame));
}

async function load(address: string): Promise<ArrayBuffer> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`The file was answered with ${answer.status}`);
  return answer.arrayBuffer();
}

function sayLost(place: HTMLElement, frame: HTMLElement): void {
  frame.remove();
  find<HTMLElement>(place, "[data-pdf-lost]").hidden = false;
}
