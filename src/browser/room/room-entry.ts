import { startDeviceChoice } from "./device-choice.js";
import { find } from "../page/find.js";
import { gradeLine, LINE_WORDS, measureLine } from "./line-check.js";
import { MediaProblem } from "../call/media-problem.js";
import type { MediaKind } from "../call/devices.js";
import type { OwnMedia } from "../call/media.js";
import { showLevel } from "../call/microphone-level.js";
import type { Stay } from "./stay-memory.js";

const KINDS: Record<string, MediaKind[]> = { video: ["audio", "video"], audio: ["audio"], text: [] };

/**
 * The page before joining: a look at oneself, the choice of medium, and the way in. `join` is called with the devices open.
 * Someone who was inside before a reload goes straight back in, with what they had open; what of it does not open any more
 * is said inside.
 */
export function startEntry(
  page: HTMLElement,
  media: OwnMedia,
  join: (problem: string | null) => void,
  before: Stay | null,
): void {
  const entry = find(page, "[data-entry]");
  const check = find<HTMLButtonElement>(entry, "[data-check]");
  const enter = find<HTMLButtonElement>(entry, "[data-join]");
  const help = find(entry, "[data-media-help]");
  const showDevices = startDeviceChoice(find(entry, "[data-devices]"), media, (words) => explain(words));
  let stopLevel = (): void => undefined;

  function explain(words: string): void {
    find(help, "[data-media-help-words]").textContent = words;
    find(help, "[data-join-by=audio]").hidden = !media.track("audio");
    help.hidden = false;
    help.focus();
  }

  const kinds = (): MediaKind[] =>
    KINDS[entry.querySelector<HTMLInputElement>("[name=medium]:checked")?.value ?? "text"] ?? [];

  /** Opens the devices; when one is missing, explains it here and returns why. */
  async function open(wanted = kinds()): Promise<string | null> {
    help.hidden = true;
    try {
      await media.use(wanted);
      return null;
    } catch (error) {
      const problem = error instanceof MediaProblem ? error.message : "Something went wrong. Please try again.";
      explain(problem);
      return problem;
    } finally {
      preview();
    }
  }

  function preview(): void {
    const video = find<HTMLVideoElement>(entry, "[data-preview]");
    video.srcObject = media.stream;
    video.hidden = !media.track("video");
    stopLevel();
    const microphone = media.track("audio");
    find(entry, "[data-level-box]").hidden = !microphone;
    if (microphone) stopLevel = showLevel(find(entry, "[data-level]"), microphone);
    void showDevices();
  }

  function sayWhatIsChecked(): void {
    check.hidden = kinds().length === 0;
    find(entry, "[data-check-words]").hidden = check.hidden;
    check.lastChild!.textContent = kinds().includes("video") ? "Check camera and microphone" : "Check microphone";
  }

  check.addEventListener("click", () => void open());
  entry.addEventListener("change", (event) => {
    if ((event.target as HTMLInputElement).name !== "medium") return;
    sayWhatIsChecked();
    if (media.stream.getTracks().length > 0) void open();
  });
  async function goIn(): Promise<void> {
    enter.disabled = true;
    const problem = await open();
    enter.disabled = false;
    if (!problem) leaveEntry(null);
  }

  async function comeBack(stay: Stay): Promise<void> {
    enter.disabled = true;
    const problem = await open(stay.kinds);
    if (stay.muted && media.track("audio")) await media.turn("audio", false);
    leaveEntry(problem);
  }

  function leaveEntry(problem: string | null): void {
    stopLevel();
    find<HTMLVideoElement>(entry, "[data-preview]").srcObject = null;
    join(problem);
  }

  enter.addEventListener("click", () => void goIn());
  for (const other of help.querySelectorAll<HTMLElement>("[data-join-by]")) {
    other.onclick = () => {
      find<HTMLInputElement>(entry, `[name=medium][value=${other.dataset.joinBy!}]`).checked = true;
      sayWhatIsChecked();
      void goIn();
    };
  }
  startInAudioToSaveData(entry);
  sayWhatIsChecked();
  if (before) return void comeBack(before);
  void sayLine(find(entry, "[data-line]"));
}

function startInAudioToSaveData(entry: HTMLElement): void {
  const network = (navigator as { connection?: { saveData?: boolean } }).connection;
  const video = find<HTMLInputElement>(entry, "[name=medium][value=video]");
  if (!network?.saveData || !video.checked) return;
  find<HTMLInputElement>(entry, "[name=medium][value=audio]").checked = true;
  find(entry, "[data-saving-data]").hidden = false;
}

async function sayLine(place: HTMLElement): Promise<void> {
  try {
    const grade = gradeLine(await measureLine(find<HTMLScriptElement>(document, "script[src*=room]").src));
    place.textContent = LINE_WORDS[grade];
    place.dataset.grade = grade;
  } catch {
    place.textContent = "Your connection could not be checked.";
  }
}
