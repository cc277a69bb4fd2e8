import { tabStorage } from "../page/safe-storage.js";
import { KeptTexts, type Whose } from "./kept-texts.js";

const PAUSE_MS = 300;

/** Keeps unsent text over a reload of this tab. */
export async function keepDraft(form: HTMLFormElement, whose: Whose): Promise<void> {
  const field = form.querySelector("textarea")!;
  const kept = new KeptTexts(tabStorage, whose);
  // Browsers that restore the box themselves do not check who is signed in.
  if (kept.works) field.autocomplete = "off";
  let timer = 0;
  let isSent = false;
  const keepNow = (): void => {
    clearTimeout(timer);
    if (isSent || field.value === "") kept.forget("draft");
    else kept.keep("draft", field.value);
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keepNow, PAUSE_MS);
  });
  addEventListener("pagehide", keepNow);
  form.addEventListener("submit", (event) => {
    isSent = !event.defaultPrevented;
    keepNow();
  });
  const draft = (await kept.all())[0];
  if (!draft || field.value !== "") return;
  field.value = draft.text;
}
