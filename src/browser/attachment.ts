import { showPdf } from "./pdf/show-pdf.js";

// The page about a file: a PDF is drawn in a frame that is shut off from the site.
const place = document.querySelector<HTMLElement>("[data-pdf]");
if (place) showPdf(place);
