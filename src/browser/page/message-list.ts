import { find } from "./find.js";
import { ScrollPlace } from "./scroll-place.js";

/** The state of the reader's own message. */
export type MessageState = "sending" | "sent" | "failed";

/** The messages of a section: rows, some made by this page from templates, and the reader's place among them. */
export class MessageList {
  readonly box: HTMLElement;
  protected readonly list: HTMLElement;
  protected readonly place: ScrollPlace;

  constructor(protected readonly section: HTMLElement) {
    this.box = find(section, ".messages");
    this.list = find(this.box, "ol");
    this.place = new ScrollPlace(this.box, find(section, "[data-newest]"));
  }

  /** Whether the list has a message, sent or not, with this client id. */
  hasOwn(id: string): boolean {
    return this.own(id) !== null;
  }

  /** Shows a message that this person has just written. */
  addOwn(id: string, text: string): void {
    const row = this.fromTemplate("own", text);
    row.dataset.clientId = id;
    this.place.keepAround(true, () => this.list.append(row));
  }

  /** Shows the state of the reader's own message, with buttons after the words. */
  showState(id: string, state: MessageState, words: string, ...buttons: HTMLElement[]): void {
    const row = this.own(id);
    // The server drew the rows with numbers, and their state.
    if (!row || row.dataset.seq) return;
    row.dataset.state = state;
    find(row, ".message-state").replaceChildren(words, ...buttons.flatMap((button) => [" ", button]));
  }

  protected own(id: string): HTMLElement | null {
    return this.list.querySelector(`[data-client-id="${id}"]`);
  }

  protected fromTemplate(whose: "own" | "other", text: string): HTMLElement {
    const template = find<HTMLTemplateElement>(this.section, `template[data-row=${whose}]`);
    const row = template.content.firstElementChild!.cloneNode(true) as HTMLElement;
    find(row, ".message-body").textContent = text;
    return row;
  }
}

/** A button that reads like a link, to follow the words about a message. */
export function linkButton(words: string, onclick: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-link";
  button.textContent = words;
  button.onclick = onclick;
  return button;
}
