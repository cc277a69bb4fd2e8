import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { PageView } from "./page-view.js";

/** Puts a PDF's pages into `place`, in which they are scrolled, and draws those that are within a screen of what is seen. */
export async function showPages(pdf: PDFDocumentProxy, place: HTMLElement): Promise<void> {
  const first = await pdf.getPage(1);
  const shape = first.getViewport({ scale: 1 });
  const views = new Map<Element, PageView>();
  const near = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        const view = views.get(entry.target);
        if (entry.isIntersecting) void view?.draw();
        else view?.forget();
      }
    },
    { root: place, rootMargin: "100%" },
  );
  place.textContent = "";
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const view = new PageView(pdf, number, shape);
    views.set(view.canvas, view);
    place.append(view.canvas);
    near.observe(view.canvas);
  }
}
