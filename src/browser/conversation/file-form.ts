import { newId } from "../page/new-id.js";
import { postForm, Refused } from "../page/plain-requests.js";
import type { Socket } from "../page/socket.js";

/** Sends a file without leaving the page, so that nothing typed is lost; its row comes like every other. */
export function startFileForm(details: HTMLDetailsElement, socket: Socket): void {
  const form = details.querySelector("form")!;
  const state = details.querySelector("[data-sending]")!;
  const renewId = (): void => {
    form.querySelector<HTMLInputElement>("[name=clientId]")!.value = newId();
  };
  // Another file is another message, even where the one before was sent without our knowing.
  form.querySelector("[type=file]")!.addEventListener("change", renewId);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send();
  });

  async function send(): Promise<void> {
    const button = form.querySelector("button")!;
    button.disabled = true;
    state.textContent = "Sending…";
    try {
      await postForm(form);
      state.textContent = "";
      form.reset();
      renewId();
      details.open = false;
    } catch (error) {
      const words = error instanceof Refused ? error.message : "The connection is lost. Please try again.";
      state.textContent = `Not sent. ${words}`;
      if (error instanceof Refused && error.isSignedOut) socket.signOut(words);
    }
    button.disabled = false;
  }
}
