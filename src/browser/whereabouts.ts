import type { Whereabouts } from "../protocol/messages.js";
import { find } from "./find.js";

/** The client's side: saves what they write as soon as they leave the field. Resolves once all of it is saved, or says why not. */
export function startWhereaboutsForm(form: HTMLFormElement): () => Promise<void> {
  const state = find(form, "[data-whereabouts-state]");
  // What was filled in from last time is not said for this session yet.
  let saved = isEmpty(read()) ? read().toString() : "";
  find(form, "[data-plain-save]").hidden = true;

  function read(): URLSearchParams {
    return new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
  }

  async function save(): Promise<void> {
    const written = read();
    if (written.toString() === saved) return;
    saved = written.toString();
    try {
      const response = await fetch(form.action, { method: "POST", body: written });
      state.textContent = response.ok ? "Saved. Your counsellor can see it now." : "This could not be saved.";
    } catch {
      saved = "";
      state.textContent = "This could not be saved: there is no connection. It is tried again when you join.";
    }
  }

  form.addEventListener("change", () => void save());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void save();
  });
  return save;
}

function isEmpty(written: URLSearchParams): boolean {
  return !written.get("place") && !written.get("contact");
}

/** The counsellor's side: what their client said, at hand. */
export class WhereaboutsPanel {
  constructor(private readonly panel: HTMLDetailsElement | null) {}

  show(said: Whereabouts): void {
    if (!this.panel) return;
    const isSaid = Boolean(said.place || said.contact);
    find(this.panel, "[data-place]").textContent = said.place || "Not said";
    find(this.panel, "[data-contact]").textContent = said.contact || "Not said";
    find(this.panel, "[data-said]").hidden = !isSaid;
    find(this.panel, "[data-not-said]").hidden = isSaid;
  }

  /** Opens it when the line to the client breaks: that is when it is needed. */
  open(): void {
    if (this.panel) this.panel.open = true;
  }
}
