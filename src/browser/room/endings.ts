import type { Socket } from "../page/socket.js";
import { find } from "../page/find.js";
import type { Ending } from "./after.js";

const BY_REASON = {
  left: {
    words: "You left the session.",
    detail: "You can come back as long as the room is open.",
    mayRejoin: true,
  },
  elsewhere: { words: "You joined from another window.", detail: "The session continues there.", mayRejoin: true },
  completed: { words: "The session has ended.", detail: "The room chat has been deleted.", hasTakenPlace: true },
  cancelled: { words: "This session was cancelled." },
} as const;

/** Callbacks for the ways in which a session ends. */
export interface EndingOptions {
  inside: HTMLElement;
  finish: (ending: Ending) => void;
  /** Called after a cancellation has been shown. */
  cancelled(): void;
}

/** Ends the session on this page when this person leaves or is signed out, another page takes over, or it ends for both. */
export function followEndings(socket: Socket, options: EndingOptions): void {
  const finish = options.finish;
  find(options.inside, "[data-leave]").onclick = () => {
    socket.send({ type: "room.leave" });
    finish(BY_REASON.left);
  };
  socket.on("room.ended", (ended) => {
    finish(BY_REASON[ended.how]);
    if (ended.how === "cancelled") options.cancelled();
  });
  socket.on("room.elsewhere", () => finish(BY_REASON.elsewhere));
  socket.on("signedOut", (why) => finish({ words: why, detail: "Please sign in again to continue." }));
  socket.on("error", (error) => {
    if (error.about === "room.join") finish({ words: error.message });
  });
}

/** Shown to the person who ended the session. */
export const COMPLETED: Ending = BY_REASON.completed;
