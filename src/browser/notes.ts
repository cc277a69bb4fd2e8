import { Attachments } from "./note/attachments.js";
import { Autosave } from "./note/autosave.js";
import { keepStaleText } from "./note/stale-text.js";
import { KeptNote } from "./note/kept-note.js";

// A note that is being written: saved while it is typed, and kept in this browser until the server has it.
const form = document.querySelector<HTMLFormElement>("form[data-note]");
if (form) {
  const kept = new KeptNote(form);
  if (form.dataset.note === "stale") keepStaleText(form, kept);
  else void new Autosave(form, kept).begin();
}

const attachments = document.querySelector<HTMLElement>("[data-attachments]");
if (attachments) new Attachments(attachments);
