import { newId } from "./new-id.js";

/** Sends a file without leaving the page, so that nothing typed is lost; its row comes like every other. */
export function startFileForm(details: HTMLDetailsElement): void {
  const form = details.querySelector("form")!;
  const state = details.querySelector("[data-sending]")!;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send();
  });

  async function send(): Promise<void> {
    const button = form.querySelector("button")!;
    button.disabled = true;
    state.textContent = "Sending…";
    state.textContent = await post(form).catch(() => "Not sent. The connection is lost. Please try again.");
    button.disabled = false;
    if (state.textContent !== "") return;
    form.reset();
    form.querySelector<HTMLInputElement>("[name=clientId]")!.value = newId();
    details.open = false;
  }
}

/** Resolves to what is wrong; to nothing when the file was sent. */
async function post(form: HTMLFormElement): Promise<string> {
  const answer = await fetch(form.action, {
    method: "POST",
    headers: { "HX-Request": "true" },
    body: new FormData(form),
  });
  if (answer.status === 204) return "";
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const words = page.querySelector("#field-file-error") ?? page.querySelector("main p");
  return words?.textContent ?? "Not sent. Please try again.";
}
