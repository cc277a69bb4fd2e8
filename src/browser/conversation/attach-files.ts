import { carriesFiles, isFileField } from "../page/stray-files.js";

/** Hands over a file that is pasted or dropped into the conversation. Of several, it takes the first. */
export function attachFiles(section: HTMLElement, attach: (file: File) => void): void {
  section.addEventListener("paste", (event) => {
    const file = event.clipboardData && pastedFile(event.clipboardData);
    if (!file) return;
    event.preventDefault();
    attach(file);
  });
  section.addEventListener("dragover", (event) => {
    if (carriesFiles(event) && !isFileField(event.target)) event.preventDefault();
  });
  section.addEventListener("drop", (event) => {
    const file = event.dataTransfer?.files[0];
    if (!file || isFileField(event.target)) return;
    event.preventDefault();
    attach(file);
  });
}

/** Office programs add a picture to copied text, and the text is meant; some systems add a copied file's name as text. */
function pastedFile(data: DataTransfer): File | null {
  const file = data.files[0];
  const text = data.getData("text/plain");
  return file && (text === "" || text === file.name) ? file : null;
}
