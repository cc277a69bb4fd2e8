import type { PDFDocumentProxy, RenderTask } from "pdfjs-dist/legacy/build/pdf.mjs";

/** Finer than this, a phone has no memory for it. */
const FINEST = 2;

/** One page of a PDF: drawn while it is near what is seen, so that a long file needs no more memory than a short one. */
export class PageView {
  readonly canvas = document.createElement("canvas");
  private task: RenderTask | null = null;
  private isWanted = false;

  constructor(
    private readonly pdf: PDFDocumentProxy,
    private readonly number: number,
    shape: { width: number; height: number },
  ) {
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", `Page ${number} of ${pdf.numPages}`);
    this.canvas.style.aspectRatio = `${shape.width} / ${shape.height}`;
  }

  async draw(): Promise<void> {
    this.isWanted = true;
    const page = await this.pdf.getPage(this.number);
    if (!this.isWanted || this.task) return;
    const shape = page.getViewport({ scale: 1 });
    this.canvas.style.aspectRatio = `${shape.width} / ${shape.height}`;
    const fineness = Math.min(window.devicePixelRatio, FINEST);
    const viewport = page.getViewport({ scale: (this.canvas.clientWidth * fineness) / shape.width });
    this.canvas.width = viewport.width;
    this.canvas.height = viewport.height;
    this.task = page.render({ canvas: this.canvas, viewport });
    await this.task.promise.catch(() => undefined);
    this.canvas.dataset.drawn = "";
    await this.write();
  }

  forget(): void {
    this.isWanted = false;
    this.task?.cancel();
    this.task = null;
    this.canvas.width = 0;
    delete this.canvas.dataset.drawn;
  }

  /** The page's text, for people who do not see the picture of it. */
  private async write(): Promise<void> {
    const page = await this.pdf.getPage(this.number);
    const content = await page.getTextContent();
    const words = content.items.map((item) => ("str" in item ? item.str : "")).join(" ");
    this.canvas.setAttribute("aria-label", `Page ${this.number} of ${this.pdf.numPages}. ${words}`.trim());
  }
}
