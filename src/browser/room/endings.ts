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
  completed: { words: "The session has ended.", detail: "The room chat has been deleted." },
  cancelled: { words: "This session was cancelled." },
} as const;

/** What the endings of a session lead to. */
export interface EndingOptions {
  inside: HTMLElement;
  finish: (ending: Ending) => void;
  /** Called after a cancellation has been shown. */
  cancelled(): void;
}

/** Ends a session here when its person leaves, another page takes over, they are signed out, or it ends for both. */
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

/** For a session that this person ended themselves. */
export const COMPLETED: Ending = BY_REASON.completed;
