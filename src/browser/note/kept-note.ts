import { KeptTexts } from "../conversation/kept-texts.js";
import { newId } from "../page/new-id.js";
import { pageReader } from "../page/page-reader.js";
import { browserStorage } from "../page/safe-storage.js";

/** A text of this note that another window of this browser kept, and the version that it was written from. */
export interface KeptText {
  window: string;
  /** Whether that window is still open, as far as the browser tells. */
  isOpen: boolean;
  text: string;
  version: string;
}

/** What this browser keeps of a note, sealed, for each window that it is open in. */
export class KeptNote {
  /** This window's own random id. */
  readonly window = newId();
  private readonly kept: KeptTexts;
  private readonly about: string;

  constructor(form: HTMLFormElement) {
    this.about = form.dataset.about!;
    const keys = form.dataset.keys!.split(" ");
    this.kept = new KeptTexts(browserStorage, { reader: pageReader(), about: this.about, keys });
    this.sayOpen();
  }

  get works(): boolean {
    return this.kept.works;
  }

  keep(text: string, version: string): void {
    this.kept.keep(this.window, JSON.stringify({ text, version }));
  }

  forget(window = this.window): void {
    this.kept.forget(window);
  }

  /** Waits until this browser keeps and has forgotten what it was told to. */
  async settle(): Promise<void> {
    await this.kept.all();
  }

  /** What other windows kept, latest first. */
  async others(): Promise<KeptText[]> {
    const open = await this.openWindows();
    const all = (await this.kept.all()).filter((one) => one.id !== this.window);
    return all.reverse().map((one) => {
      const read = JSON.parse(one.text) as { text: string; version: string };
      return { window: one.id, isOpen: open.includes(this.lock(one.id)), text: read.text, version: read.version };
    });
  }

  /** Holds a lock as long as this window is open, where the browser has locks. */
  private sayOpen(): void {
    const locks = navigator.locks as LockManager | undefined;
    void locks?.request(this.lock(this.window), () => new Promise(() => undefined)).catch(() => undefined);
  }

  private async openWindows(): Promise<(string | undefined)[]> {
    const locks = navigator.locks as LockManager | undefined;
    const state = await locks?.query().catch(() => null);
    return state?.held?.map((lock) => lock.name) ?? [];
  }

  private lock(window: string): string {
    return `${this.about}:${window}`;
  }
}
