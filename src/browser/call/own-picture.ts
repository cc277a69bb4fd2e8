/**
 * Notices when this person's camera stops delivering frames, as when the system mutes it. The call is not at fault, so the other
 * side has to know.
 */
export class OwnPicture {
  isStill = false;
  private framesSent: number | null = null;

  /** Call once a second with the frames sent so far; null while none are. Returns whether the picture froze or resumed. */
  look(framesSent: number | null): boolean {
    const wasStill = this.isStill;
    this.isStill = framesSent !== null && framesSent === this.framesSent;
    this.framesSent = framesSent;
    return this.isStill !== wasStill;
  }
}
