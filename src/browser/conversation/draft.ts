import { tabStorage } from "../page/safe-storage.js";
import { Timer } from "../page/timer.js";
import { KeptTexts, type Whose } from "./kept-texts.js";

const PAUSE_MS = 300;

/** Keeps unsent text over a reload of this tab. */
export async function keepDraft(form: HTMLFormElement, whose: Whose): Promise<void> {
  const field = form.querySelector("textarea")!;
  const kept = new KeptTexts(tabStorage, whose);
  // Browsers that restore the box themselves do not check who is signed in.
  if (kept.works) field.autocomplete = "off";
  const keeping = new Timer();
  let isSent = false;
  const keepNow = (): void => {
    if (isSent || field.value === "") kept.forget("draft");
    else kept.keep("draft", field.value);
  };
  field.addEventListener("input", () => keeping.restart(PAUSE_MS, keepNow));
  addEventListener("pagehide", keepNow);
  form.addEventListener("submit", (event) => {
    isSent = !event.defaultPrevented;
    keepNow();
  });
  const draft = (await kept.all())[0];
  if (!draft || field.defaultValue !== "") return;
  const typedMeanwhile = field.value;
  field.setRangeText(typedMeanwhile === "" ? draft.text : `${draft.text}\n`, 0, 0, "preserve");
}
