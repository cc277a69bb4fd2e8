import type { Party } from "../../protocol/messages.js";
import { Call } from "../call/call.js";
import type { OwnMedia } from "../call/media.js";
import type { Socket } from "../page/socket.js";
import { showCallWords, showQualityNote } from "./call-panel.js";
import type { Company } from "./company.js";
import type { MeetingSource } from "./meeting-source.js";
import type { OwnSide } from "./own-side.js";
import type { CallStage } from "./stage.js";
import type { WhereaboutsPanel } from "./whereabouts.js";

/** The parts of a session that its call uses. */
export interface CallParts {
  party: Party;
  socket: Socket;
  meetings: MeetingSource;
  media: OwnMedia;
  own: OwnSide;
  inside: HTMLElement;
  stage: CallStage;
  company: Company;
  whereabouts: WhereaboutsPanel;
  /** Called when this person rejects what is done about a weak connection. */
  overrule: () => void;
}

/** Starts the call of someone who is in the room for one. */
export function startRoomCall(parts: CallParts): Call {
  const call = makeCall(parts);
  addEventListener("online", () => call.networkIsBack());
  parts.socket.on("lost", () => call.lostServer());
  parts.socket.on("room.signal", (signal) => void call.receive(signal).catch(() => undefined));
  return call;
}

function makeCall(parts: CallParts): Call {
  const media = parts.media;
  const socket = parts.socket;
  return new Call({
    party: parts.party,
    usedBefore: parts.own.bytesUsed,
    meetings: parts.meetings,
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
