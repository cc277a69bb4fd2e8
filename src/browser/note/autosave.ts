import { find } from "../page/find.js";
import { postFields } from "../page/post-form.js";
import { Refused } from "../page/request.js";
import { Timer } from "../page/timer.js";
import type { KeptNote, KeptText } from "./kept-note.js";
import { NoteFields } from "./note-fields.js";
import { StateLine } from "./save-words.js";

/** How long after the last key, and at the latest after the first unsaved one, the text is saved. */
const PAUSE_MS = 1500;
const LATEST_MS = 5000;
const KEEP_PAUSE_MS = 300;
const RETRIES_MS = [2000, 5000, 10_000, 30_000];

interface Saved {
  version: number;
  words: string;
}

/**
 * Saves a note while it is typed. What the server does not have yet is kept in this browser and saved when the connection is back.
 * When another window saved the note, saving stops until the reader has seen both texts.
 */
export class Autosave {
  private readonly fields: NoteFields;
  private readonly line: StateLine;
  /** The text that the server has. */
  private saved: string;
  private readonly saving = new Timer();
  private readonly keeping = new Timer();
  private unsavedSince = 0;
  private failures = 0;
  private running: Promise<void> | undefined;
  private isStopped = false;
  private isSubmitting = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly kept: KeptNote,
  ) {
    this.fields = new NoteFields(form, kept.window);
    this.line = new StateLine(find(form, "[data-note-state]"), kept.works);
    // Someone may have typed before this script was there.
    this.saved = this.fields.served;
  }

  async begin(): Promise<void> {
    this.fields.onInput(() => this.changed());
    this.form.addEventListener("submit", () => this.submitted());
    addEventListener("online", () => this.schedule(0));
    addEventListener("pagehide", () => this.keepNow());
    addEventListener("beforeunload", (event) => this.warn(event));
    if (this.form.dataset.note === "changed") this.takeAsUnsaved();
    else this.changed();
    const stored = this.fields.served;
    const others = await this.kept.others();
    if (this.form.dataset.note !== "open") return;
    for (const one of others) if (one.text === stored) this.kept.forget(one.window);
    const lost = others.find((one) => one.text !== stored && !one.isOpen);
    if (lost) this.bringBack(lost);
  }

  /** The page came back with a text that is not saved: it is saved like one that was typed. */
  private takeAsUnsaved(): void {
    this.saved = "\0";
    this.changed();
    this.keepNow();
    this.kept.forget(this.form.dataset.from);
  }

  /** Saves a kept text where the note is still what that was written from; else offers to compare the two. */
  private bringBack(lost: KeptText): void {
    if (this.isUnsaved || lost.version !== this.fields.version) {
      this.line.offerAbove("This browser kept a text that was never saved.", "Compare it with the saved one", () =>
        this.compare(lost),
      );
      return;
    }
    this.fields.text = lost.text;
    this.changed();
    this.keepNow();
    this.kept.forget(lost.window);
    this.line.say("This text was not saved earlier. Saving it now…");
  }

  /** Sends a kept text in place of this window's, which has to be saved before. */
  private async compare(lost: KeptText): Promise<void> {
    await this.running;
    await this.save();
    if (this.isUnsaved) return;
    this.fields.speakFor(lost);
    this.saved = lost.text;
    this.form.requestSubmit();
  }

  private get isUnsaved(): boolean {
    return this.fields.text !== this.saved;
  }

  private changed(): void {
    if (!this.isUnsaved) return;
    if (this.unsavedSince === 0) this.unsavedSince = Date.now();
    this.keeping.restart(KEEP_PAUSE_MS, () => this.keepNow());
    if (this.failures === 0) this.schedule(Math.min(PAUSE_MS, this.unsavedSince + LATEST_MS - Date.now()));
  }

  private keepNow(): void {
    if (this.isUnsaved) this.kept.keep(this.fields.text, this.fields.version);
  }

  private schedule(ms: number): void {
    if (!this.isStopped) this.saving.restart(ms, () => void this.save());
  }

  /** Ends when the save is answered that is on its way already or, where something is unsaved, begins now. */
  private async save(): Promise<void> {
    if (!this.running && this.isUnsaved && !this.isTooLong()) {
      this.running = this.send().finally(() => (this.running = undefined));
    }
    await this.running;
  }

  private async send(): Promise<void> {
    const text = this.fields.text;
    try {
      const fields = this.fields.forNextSave();
      fields.set("then", "save");
      this.taken(text, await postFields<Saved>(this.form.action, fields));
    } catch (error) {
      this.failed(error);
    }
  }

  private isTooLong(): boolean {
    const over = this.fields.text.length - this.fields.most;
    if (this.fields.most < 0 || over <= 0) return false;
    this.line.say(`This note is ${over} characters too long to be saved.`);
    return true;
  }

  private taken(text: string, answer: Saved): void {
    this.saved = text;
    this.fields.version = String(answer.version);
    this.failures = 0;
    this.unsavedSince = 0;
    this.line.say(answer.words);
    if (this.isUnsaved) this.changed();
    else this.kept.forget();
  }

  private failed(error: unknown): void {
    this.keepNow();
    if (error instanceof Refused && error.code === "conflict") {
      this.isStopped = true;
      this.line.offerChoice(
        "This note was changed in another window, so your latest words are not saved yet.",
        "See both texts",
        () => this.form.requestSubmit(),
      );
      return;
    }
    this.line.sayProblem(error);
    this.failures += 1;
    if (error instanceof Refused && !error.isForLater && !error.isSignedOut) return;
    this.schedule(RETRIES_MS[Math.min(this.failures, RETRIES_MS.length) - 1]!);
  }

  /** The form sends itself: as this window's next save, and kept until the page that follows has it from the server. */
  private submitted(): void {
    this.saving.stop();
    this.keepNow();
    this.fields.countTurn();
    this.isSubmitting = true;
  }

  private warn(event: BeforeUnloadEvent): void {
    if (this.isUnsaved && !this.kept.works && !this.isSubmitting) event.preventDefault();
  }
}
