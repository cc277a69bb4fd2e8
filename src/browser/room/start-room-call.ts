import type { ServerMessages } from "../../protocol/messages.js";
import { Call } from "../call/call.js";
import type { OwnMedia } from "../call/media.js";
import type { Socket } from "../page/socket.js";
import { showCallWords, showQualityNote } from "./call-panel.js";
import type { Company } from "./company.js";
import { MeetingSource } from "./meeting-source.js";
import type { OwnSide } from "./own-side.js";
import type { CallStage } from "./stage.js";
import type { WhereaboutsPanel } from "./whereabouts.js";

/** The parts of a session that its call uses. */
interface CallParts {
  socket: Socket;
  media: OwnMedia;
  own: OwnSide;
  inside: HTMLElement;
  stage: CallStage;
  company: Company;
  whereabouts: WhereaboutsPanel;
  /** Called when this person rejects what is done about a weak connection. */
  overrule: () => void;
}

/** Starts the call of a session that this person has joined. */
export function startRoomCall(joined: ServerMessages["room.joined"], parts: CallParts): Call {
  const media = parts.media;
  const socket = parts.socket;
  return new Call({
    party: joined.party,
    usedBefore: parts.own.bytesUsed,
    meetings: new MeetingSource(socket, joined),
    track: (kind) => media.track(kind),
    isSharing: () => media.isSharing,
    canSend: () => socket.isOpen,
    send: (signal) => socket.send({ type: "room.signal", ...signal }),
    showState: (state) => {
      parts.stage.showState(state);
      if (state === "mending") parts.whereabouts.open();
      parts.company.look();
    },
    showRemote: (track) => parts.stage.showTrack(track),
    showProgress: (decoded, bytesUsed) => {
      parts.own.bytesUsed = bytesUsed;
      parts.stage.showFrames(decoded);
    },
    showWords: (words) => showCallWords(parts.inside, words),
    showNote: (note) => showQualityNote(parts.inside, note, parts.overrule),
  });
}
