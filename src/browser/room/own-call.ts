import { isByText } from "../../protocol/by-text.js";
import type { Visit } from "../../protocol/messages.js";
import type { Call } from "../call/call.js";
import { MeetingSource } from "./meeting-source.js";
import { startRoomCall, type CallParts } from "./start-room-call.js";

type Parts = Omit<CallParts, "meetings" | "overrule">;

/**
 * The call of this stay, once its person is in it. Until then they are here by text: nothing of a call exists, and no connection
 * is made between the two browsers.
 */
export class OwnCall {
  private call: Call | null = null;
  private readonly meetings: MeetingSource;

  /** `parts` is asked for when the call starts. */
  constructor(
    public isIn: boolean,
    socket: CallParts["socket"],
    private readonly parts: () => Parts,
  ) {
    this.meetings = new MeetingSource(socket);
  }

  /** As the server is told. */
  get byText(): Pick<Visit, "byText"> {
    return this.isIn ? {} : { byText: true };
  }

  /** Starts it for someone who is in it and in the room. */
  start(): void {
    if (!this.isIn) return;
    this.call ??= startRoomCall({
      ...this.parts(),
      meetings: this.meetings,
      overrule: () => this.call?.overrule(),
    });
  }

  /** Updates who is there. With someone who is there by text, there is no call. */
  meet(other: Visit | null): void {
    const isTheirsByText = other !== null && isByText(other);
    if (isTheirsByText) this.call?.part();
    this.call?.meet(isTheirsByText ? null : other);
  }

  /** The other person left on purpose. */
  part(): void {
    this.call?.part();
  }

  changeTracks(): void {
    void this.call?.changeTracks();
  }

  get isConnected(): boolean {
    return this.call?.isConnected === true;
  }

  /** Ends it. Returns the bytes that it used; where it has not started since a reload, those from before. */
  async close(): Promise<number> {
    return (await this.call?.close()) ?? this.parts().own.bytesUsed;
  }
}
