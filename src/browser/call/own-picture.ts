/**
 * Notices when an own camera brings no new picture, as one that its system has silenced: that is no fault of the call's, and the
 * other side has to know.
 */
export class OwnPicture {
  isStill = false;
  private framesSent: number | null = null;

  /** Look once a second, at the frames sent so far; null while none are. Returns whether it began or ceased to stand still. */
  look(framesSent: number | null): boolean {
    const wasStill = this.isStill;
    this.isStill = framesSent !== null && framesSent === this.framesSent;
    this.framesSent = framesSent;
    return this.isStill !== wasStill;
  }
}
