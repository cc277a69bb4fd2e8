import { FILE_BYTES } from "../../protocol/limits.js";
import { announce } from "../page/announce.js";
import { find } from "../page/find.js";
import { askReaderState } from "../page/post-form.js";
import { Refused } from "../page/request.js";
import { carriesFiles, isFileField } from "../page/stray-files.js";
import { UploadRow } from "./upload-row.js";
import { upload, type Upload } from "./upload.js";

interface Answer {
  /** The list of attachments as it is now. */
  html: string;
}

const TOO_LARGE = "It is larger than 10 MB.";
const LOST = "The connection was lost. Please try again.";

/** Attaches files without leaving the page: those that are chosen, dropped anywhere on the page, or pasted. One travels at a time. */
export class Attachments {
  private readonly form: HTMLFormElement;
  private readonly field: HTMLInputElement;
  private readonly rows: HTMLElement;
  private readonly list: HTMLElement;
  private line: Promise<void> = Promise.resolve();

  constructor(section: HTMLElement) {
    this.form = find<HTMLFormElement>(section, "form[enctype]");
    this.field = find<HTMLInputElement>(this.form, "[type=file]");
    this.rows = find(section, "[data-uploads]");
    this.list = find(section, "[data-attachment-list]");
    find(section, "[data-drop-hint]").hidden = false;
    this.form.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("paste", (event) => this.paste(event));
    document.addEventListener("dragover", (event) => {
      if (carriesFiles(event) && !isFileField(event.target)) event.preventDefault();
    });
    document.addEventListener("drop", (event) => this.drop(event));
  }

  private submit(event: SubmitEvent): void {
    const files = Array.from(this.field.files!);
    if (files.length === 0) return;
    event.preventDefault();
    this.field.value = "";
    this.add(files);
  }

  /** Office programs add a picture to copied text, and the text is meant. */
  private paste(event: ClipboardEvent): void {
    const data = event.clipboardData;
    if (!data || data.files.length === 0 || data.getData("text/plain") !== "") return;
    event.preventDefault();
    this.add(Array.from(data.files));
  }

  private drop(event: DragEvent): void {
    const files = event.dataTransfer?.files;
    if (!files || files.length === 0 || isFileField(event.target)) return;
    event.preventDefault();
    this.add(Array.from(files));
  }

  private add(files: File[]): void {
    for (const file of files) {
      const row = new UploadRow(this.rows, file.name);
      if (file.size > FILE_BYTES) row.fail(TOO_LARGE);
      else this.line = this.line.then(() => this.send(file, row));
    }
  }

  private async send(file: File, row: UploadRow): Promise<void> {
    if (row.isCancelled) return;
    try {
      const answer = await this.sendWithToken(file, row);
      this.list.innerHTML = answer.html;
      row.remove();
      announce(`${file.name} is attached.`);
    } catch (error) {
      if (!row.isCancelled) row.fail(error instanceof Refused ? error.message : LOST);
    }
  }

  /** A token from an earlier login session of the same person is renewed once. */
  private async sendWithToken(file: File, row: UploadRow): Promise<Answer> {
    const token = find<HTMLInputElement>(this.form, "[name=_csrf]");
    try {
      return await row.follow(this.start(file, token.value, row)).answer;
    } catch (error) {
      if (!(error instanceof Refused && error.code === "forbidden")) throw error;
      token.value = (await askReaderState()).token;
      return row.follow(this.start(file, token.value, row)).answer;
    }
  }

  private start(file: File, token: string, row: UploadRow): Upload<Answer> {
    return upload<Answer>(this.form.action, file, token, (share) => row.show(share));
  }
}
