import { saysSomething } from "../../protocol/says-something.js";
import { mayLeave } from "./plain-requests.js";

/** The key code of an Enter that confirms a word of an input method: Safari sends it after `compositionend`. */
const CONFIRMS_WORD = 229;

/** The box to write in. */
export interface Composer {
  /**
   * From now on what is written is sent by the form itself, which brings it back after signing in. Where it may not leave, or
   * while earlier messages wait and are kept, it is handed over all the same; in the latter case the page is left for signing in.
   */
  release(keepsWaiting: () => Promise<boolean>): void;
}

/**
 * Hands over what was written and empties the box. Enter sends where there is a real keyboard. What is too long can be written,
 * and it is said by how much, so that nothing of a pasted text is cut off unnoticed.
 */
export function startComposer(form: HTMLFormElement, send: (text: string) => void): Composer {
  const field = form.querySelector("textarea")!;
  const isTooLong = sayTooLong(form, field);
  let keeps: (() => Promise<boolean>) | null = null;
  let isLeaving = false;
  form.addEventListener("submit", (event) => {
    if (isLeaving) return;
    event.preventDefault();
    if (isTooLong()) field.focus();
    else if (keeps) void leave(keeps);
    else handOver();
  });
  field.addEventListener("keydown", (event) => {
    const isPlainEnter =
      event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== CONFIRMS_WORD;
    if (!isPlainEnter || !matchMedia("(pointer: fine)").matches) return;
    event.preventDefault();
    form.requestSubmit();
  });
  return { release: (keepsWaiting) => (keeps = keepsWaiting) };

  function handOver(): void {
    const text = field.value.trim();
    if (saysSomething(text)) send(text);
    field.value = "";
    isTooLong();
    field.focus();
  }
  async function leave(keepsWaiting: () => Promise<boolean>): Promise<void> {
    const isFree = await mayLeave();
    if (isFree && !(await keepsWaiting())) {
      isLeaving = true;
      form.requestSubmit();
      isLeaving = false;
      return;
    }
    handOver();
    // What was typed is no draft any more.
    field.dispatchEvent(new Event("input"));
    // Drawn anew, after signing in, the page sends all of it in order.
    if (isFree && (await keepsWaiting())) location.assign(location.pathname + location.search);
  }
}

function sayTooLong(form: HTMLFormElement, field: HTMLTextAreaElement): () => boolean {
  const most = field.maxLength;
  field.removeAttribute("maxlength");
  const words = document.createElement("p");
  words.className = "composer-problem field-error";
  words.setAttribute("role", "status");
  form.after(words);
  const look = (): boolean => {
    const over = field.value.trim().length - most;
    words.textContent = over > 0 ? `That is ${over} characters too long for one message. Please send it in parts.` : "";
    return over > 0;
  };
  field.addEventListener("input", look);
  return look;
}
