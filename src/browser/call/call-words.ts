import { WORDS } from "./word-list.js";

/** The messages with which the two sides agree on words; bytes are in hexadecimal. */
export interface WordStep {
  commit?: string;
  nonce?: string;
  reveal?: string;
}

export interface WordSide {
  leads: boolean;
  /** The fingerprints of both DTLS certificates. */
  own: string;
  theirs: string;
  send: (step: WordStep) => void;
  /** The four words, once they are known. */
  show: (words: string[]) => void;
}

const WORD_COUNT = 4;
const NONCE_BYTES = 16;

/**
 * Four words (32 bits) from both fingerprints, equal on both screens exactly when nobody intercepts the call. An interceptor
 * could try certificates until the words agree, within seconds. So the leading side first commits to a random number, and
 * reveals it only when it has the other's (as in ZRTP, RFC 6189, section 4.4.1.1). That leaves one guess: 1 in 4,294,967,296.
 * The first numbers for a pair of certificates stay, so that trying others gives no second guess.
 */
export class CallWords {
  private readonly nonce = hex(crypto.getRandomValues(new Uint8Array(NONCE_BYTES)));
  private theirCommit: string | null = null;
  private theirNonce: string | null = null;

  constructor(private readonly side: WordSide) {}

  /** Begins once the side channel is open, and again after each new connection. */
  async begin(send: (step: WordStep) => void): Promise<void> {
    this.side.send = send;
    if (this.side.leads) send({ commit: await digest(this.nonce) });
    // The leading side may know the words already if its reveal was lost with the earlier connection.
    else if (this.theirCommit !== null) send({ nonce: this.nonce });
  }

  async take(step: WordStep): Promise<void> {
    if (this.side.leads) {
      if (step.nonce !== undefined) await this.answer(step.nonce);
    } else if (step.commit !== undefined) {
      this.theirCommit ??= step.commit;
      if (this.theirCommit === step.commit) this.side.send({ nonce: this.nonce });
    } else if (step.reveal !== undefined && (await digest(step.reveal)) === this.theirCommit) {
      await this.show(step.reveal, this.nonce);
    }
  }

  private async answer(nonce: string): Promise<void> {
    this.theirNonce ??= nonce;
    if (this.theirNonce !== nonce) return;
    this.side.send({ reveal: this.nonce });
    await this.show(this.nonce, nonce);
  }

  private async show(leaders: string, followers: string): Promise<void> {
    const side = this.side;
    const fingerprints = side.leads ? [side.own, side.theirs] : [side.theirs, side.own];
    const bytes = (await digest([...fingerprints, leaders, followers].join("|"))).match(/../g)!.slice(0, WORD_COUNT);
    this.side.show(bytes.map((byte) => WORDS[parseInt(byte, 16)]!));
  }
}

/** The fingerprint in a description. Null when it has none, or several, of which browsers might choose different ones. */
export function fingerprintOf(sdp: string | undefined): string | null {
  const found = new Set(
    [...(sdp ?? "").matchAll(/^a=fingerprint:(\S+ \S+)/gm)].map((match) => match[1]!.toUpperCase()),
  );
  return found.size === 1 ? [...found][0]! : null;
}

async function digest(text: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
