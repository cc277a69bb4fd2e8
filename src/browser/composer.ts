/** The box to write in: hands over what was written and empties itself. Enter sends where there is a real keyboard. */
export function startComposer(form: HTMLFormElement, send: (text: string) => void): void {
  const field = form.querySelector("textarea")!;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text === "") return;
    field.value = "";
    send(text);
    field.focus();
  });
  field.addEventListener("keydown", (event) => {
    const isPlainEnter = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (!isPlainEnter || !matchMedia("(pointer: fine)").matches) return;
    event.preventDefault();
    form.requestSubmit();
  });
}
