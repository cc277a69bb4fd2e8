import { find } from "../page/find.js";

/** The fields of a note's form. */
export class NoteFields {
  private readonly field: HTMLTextAreaElement;
  private readonly versionField: HTMLInputElement;
  private readonly turnField: HTMLInputElement;
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
    find<HTMLInputElement>(form, "input[name=sitting]").value = window;
    this.most = this.field.maxLength;
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
