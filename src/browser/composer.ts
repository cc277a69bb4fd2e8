/** The box to write in. */
export interface Composer {
  /** From now on what is written is sent by the form itself, which brings it back after signing in. */
  release(): void;
}

/**
 * Hands over what was written and empties the box. Enter sends where there is a real keyboard. What is too long can be written,
 * and it is said by how much, so that nothing of a pasted text is cut off unnoticed.
 */
export function startComposer(form: HTMLFormElement, send: (text: string) => void): Composer {
  const field = form.querySelector("textarea")!;
  const isTooLong = sayTooLong(form, field);
  let isReleased = false;
  form.addEventListener("submit", (event) => {
    if (isReleased) return;
    event.preventDefault();
    const text = field.value.trim();
    if (text === "" || isTooLong()) return field.focus();
    field.value = "";
    send(text);
    isTooLong();
    field.focus();
  });
  field.addEventListener("keydown", (event) => {
    const isPlainEnter = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (!isPlainEnter || !matchMedia("(pointer: fine)").matches) return;
    event.preventDefault();
    form.requestSubmit();
  });
  return { release: () => (isReleased = true) };
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
