import type { Socket } from "./socket.js";
import { writeWords } from "./write-words.js";

const SAID_EVERY_MS = 3000;
const SHOWN_MS = 5000;

/** Says that someone is writing: to the other one what happens here, and here what the other one does. */
export function startTyping(section: HTMLElement, socket: Socket): { stop(): void } {
  const conversationId = section.dataset.conversation!;
  const place = section.querySelector<HTMLElement>("[data-typing]")!;
  let saidAt = -SAID_EVERY_MS;
  let timer = 0;

  section.querySelector("textarea")!.addEventListener("input", () => {
    if (performance.now() - saidAt < SAID_EVERY_MS) return;
    if (socket.send({ type: "conversation.typing", conversationId })) saidAt = performance.now();
  });
  const show = (words: string): void => {
    clearTimeout(timer);
    writeWords(place, words);
  };
  const stop = (): void => show("");
  socket.on("conversation.typing", (typing) => {
    if (typing.conversationId !== conversationId) return;
    show(`${section.dataset.otherName!} is writing…`);
    timer = setTimeout(stop, SHOWN_MS);
  });
  return { stop };
}
