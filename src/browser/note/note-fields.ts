import { find } from "../page/find.js";
import type { KeptText } from "./kept-note.js";

/** The fields of a note's form. */
export class NoteFields {
  private readonly field: HTMLTextAreaElement;
  private readonly versionField: HTMLInputElement;
  private readonly turnField: HTMLInputElement;
  private readonly windowField: HTMLInputElement;
  /** How long a text may be. */
  readonly most: number;

  constructor(
    readonly form: HTMLFormElement,
    window: string,
  ) {
    this.field = find<HTMLTextAreaElement>(form, "textarea");
    this.versionField = find<HTMLInputElement>(form, "input[name=version]");
    this.turnField = find<HTMLInputElement>(form, "input[name=turn]");
    this.turnField.value = "0";
    this.windowField = find<HTMLInputElement>(form, "input[name=sitting]");
    this.windowField.value = window;
    this.most = this.field.maxLength;
  }

  /** The text that the page came with. */
  get served(): string {
    return this.field.defaultValue;
  }

  get text(): string {
    return this.field.value;
  }

  set text(text: string) {
    this.field.value = text;
  }

  get version(): string {
    return this.versionField.value;
  }

  set version(version: string) {
    this.versionField.value = version;
  }

  /** Holds another window's text, to be sent as that window's first save: where a later one is stored, it does not replace that. */
  speakFor(other: KeptText): void {
    this.text = other.text;
    this.version = other.version;
    this.windowField.value = other.window;
    this.turnField.value = "0";
  }

  onInput(act: () => void): void {
    this.field.addEventListener("input", act);
  }

  /** The next save's fields, numbered after the last one's. */
  forNextSave(): URLSearchParams {
    this.countTurn();
    return new URLSearchParams(new FormData(this.form) as never);
  }

  countTurn(): void {
    this.turnField.value = String(Number(this.turnField.value) + 1);
  }
}
