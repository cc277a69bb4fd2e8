import type { Whereabouts } from "../../protocol/messages.js";
import { find } from "../page/find.js";

/** The client's side: saves what they write as soon as they leave the field, and says whether that worked. Returns what saves. */
export function startWhereaboutsForm(form: HTMLFormElement): () => Promise<void> {
  const state = find(form, "[data-whereabouts-state]");
  const button = find(form, "[data-plain-save]");
  // What was filled in from last time is not said for this session yet.
  let saved = isEmpty(read()) ? read().toString() : "";
  let lastSave = Promise.resolve();
  button.hidden = true;

  function read(): URLSearchParams {
    return new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
  }

  async function saveNow(): Promise<void> {
    const written = read();
    if (written.toString() === saved) return;
    const problem = await send(form.action, written);
    saved = problem ? "" : written.toString();
    button.hidden = !problem;
    state.textContent = problem
      ? `${problem} Your counsellor cannot see it yet.`
      : "Saved. Your counsellor can see it now.";
  }

  // One after the other: what is said last is about what was written last.
  const save = (): Promise<void> => (lastSave = lastSave.then(saveNow));
  form.addEventListener("change", () => void save());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void save();
  });
  return save;
}

/** Returns why it was not saved; null when it was, which the site says by where it would send a page without script. */
async function send(url: string, written: URLSearchParams): Promise<string | null> {
  try {
    const answer = await fetch(url, { method: "POST", body: written, headers: { "HX-Request": "true" } });
    const next = answer.headers.get("HX-Redirect") ?? "";
    if (next.endsWith("/room?said=1")) return null;
    return next ? "You are signed out, so this could not be saved." : "This could not be saved.";
  } catch {
    return "This could not be saved: there is no connection.";
  }
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
