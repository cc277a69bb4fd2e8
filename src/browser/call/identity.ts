import { CallWords, fingerprintOf, type WordStep } from "./call-words.js";

/**
 * This page's identity in a call: one certificate for all attempts, so that the words survive every repair, and the words agreed
 * on with each certificate met.
 */
export class Identity {
  certificate: RTCCertificate | null = null;
  /** Resolves once there is a certificate. Without one, each attempt makes its own and the words change. */
  readonly ready: Promise<void>;
  private readonly known = new Map<string, { exchange: CallWords; words: string[] | null }>();
  private current: CallWords | null = null;
  private isAgreed = false;

  constructor(
    private readonly leads: boolean,
    private readonly show: (words: string[] | null) => void,
  ) {
    this.ready = RTCPeerConnection.generateCertificate({
      name: "ECDSA",
      namedCurve: "P-256",
    } as AlgorithmIdentifier).then(
      (made) => void (this.certificate = made),
      () => undefined,
    );
  }

  /** Agrees on words over a new connection; `send` reaches the other side. */
  async begin(connection: RTCPeerConnection, send: (step: WordStep) => void): Promise<void> {
    const own = fingerprintOf(connection.localDescription?.sdp);
    const theirs = fingerprintOf(connection.remoteDescription?.sdp);
    this.current = null;
    if (!own || !theirs) return this.show(null);
    const pair = this.pair(own, theirs);
    this.current = pair.exchange;
    this.isAgreed = pair.words !== null;
    this.show(pair.words);
    await pair.exchange.begin(send);
  }

  /**
   * Begins once more while the words are unknown; repeating a message gives nothing away. The side channel may open before the
   * other side's certificate can be read.
   */
  async remind(connection: RTCPeerConnection, send: (step: WordStep) => void): Promise<void> {
    if (!this.current) await this.begin(connection, send);
    else if (!this.isAgreed) await this.current.begin(send);
  }

  async take(step: WordStep): Promise<void> {
    await this.current?.take(step);
  }

  private pair(own: string, theirs: string): { exchange: CallWords; words: string[] | null } {
    const name = `${own} ${theirs}`;
    const before = this.known.get(name);
    if (before) return before;
    const show = (words: string[]): void => {
      pair.words = words;
      if (this.current !== pair.exchange) return;
      this.isAgreed = true;
      this.show(words);
    };
    const pair = {
      exchange: new CallWords({ leads: this.leads, own, theirs, send: () => undefined, show }),
      words: null as string[] | null,
    };
    this.known.set(name, pair);
    return pair;
  }
}
