import type { SafetyDetails } from "../../protocol/messages.js";
import { find } from "../page/find.js";
import { postForm } from "../page/post-form.js";
import { Refused } from "../page/request.js";

/** The client's form: saves what they write as soon as they leave the field, and says whether that worked. */
export class WhereaboutsForm {
  private readonly state: HTMLElement;
  private readonly button: HTMLElement;
  private saved: string;
  private lastSave = Promise.resolve();

  constructor(readonly form: HTMLFormElement) {
    this.state = find(form, "[data-whereabouts-state]");
    this.button = find(form, "[data-plain-save]");
    this.button.hidden = true;
    // Answers filled in from last time are not given for this session yet.
    this.saved = this.isEmpty ? this.written : "";
    form.addEventListener("change", () => this.save());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
  }

  /** Saves unsaved changes, one request at a time, so that the last answer is about the last words. */
  save(): void {
    this.lastSave = this.lastSave.then(() => this.saveNow());
  }

  private async saveNow(): Promise<void> {
    const written = this.written;
    if (written === this.saved) return;
    const problem = await this.post();
    this.saved = problem ? "" : written;
    this.button.hidden = !problem;
    this.state.textContent = problem
      ? `${problem} Your counsellor cannot see it yet.`
      : "Saved. Your counsellor can see it now.";
  }

  /** Returns why it was not saved; null when it was. */
  private async post(): Promise<string | null> {
    try {
      await postForm(this.form);
      return null;
    } catch (error) {
      if (!(error instanceof Refused)) return "This could not be saved: there is no connection.";
      return error.isSignedOut ? "You are signed out, so this could not be saved." : "This could not be saved.";
    }
  }

  private get written(): string {
    return JSON.stringify([this.valueOf("place"), this.valueOf("contact")]);
  }

  private get isEmpty(): boolean {
    return this.valueOf("place") === "" && this.valueOf("contact") === "";
  }

  private valueOf(name: string): string {
    return find<HTMLInputElement>(this.form, `[name=${name}]`).value;
  }
}

/** The counsellor's panel: where their client says they are, and whom to call. */
export class WhereaboutsPanel {
  constructor(private readonly panel: HTMLDetailsElement | null) {}

  show(said: SafetyDetails): void {
    if (!this.panel) return;
    const isSaid = Boolean(said.place || said.contact);
    find(this.panel, "[data-place]").textContent = said.place || "Not given";
    find(this.panel, "[data-contact]").textContent = said.contact || "Not given";
    find(this.panel, "[data-said]").hidden = !isSaid;
    find(this.panel, "[data-not-said]").hidden = isSaid;
    this.showRow("phone", said.phone);
    this.showRow("emergency-contact", said.emergencyContact);
  }

  private showRow(name: string, text: string): void {
    find(this.panel!, `[data-${name}]`).textContent = text;
    find(this.panel!, `[data-${name}-row]`).hidden = text === "";
  }

  /** Opens the panel, as when the call breaks. */
  open(): void {
    if (this.panel) this.panel.open = true;
  }
}
