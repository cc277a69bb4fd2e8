import { find } from "./find.js";
import { ScrollPlace } from "./scroll-place.js";

/** How far an own message has come. */
export type MessageState = "sending" | "sent" | "failed";

/** The messages of a section: rows, of which this page makes some from the section's templates, and the reader's place among them. */
export class MessageList {
  readonly box: HTMLElement;
  protected readonly list: HTMLElement;
  protected readonly place: ScrollPlace;

  constructor(protected readonly section: HTMLElement) {
    this.box = find(section, ".messages");
    this.list = find(this.box, "ol");
    this.place = new ScrollPlace(this.box, find(section, "[data-newest]"));
  }

  /** Whether the list has a message, sent or not, with this id of its writer's. */
  hasOwn(id: string): boolean {
    return this.own(id) !== null;
  }

  /** Shows a message that this person has just written. */
  addOwn(id: string, text: string): void {
    const row = this.fromTemplate("own", text);
    row.dataset.clientId = id;
    this.place.keepAround(true, () => this.list.append(row));
  }

  /** Says how far an own message has come, with buttons after the words. */
  showState(id: string, state: MessageState, words: string, ...buttons: HTMLElement[]): void {
    const row = this.own(id);
    // A row with a number was drawn by the server, which says it itself.
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
