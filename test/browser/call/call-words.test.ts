import { expect } from "chai";
import { Identity } from "../../../src/browser/call/identity.js";
import { CallWords, fingerprintOf, type WordStep } from "../../../src/browser/call/call-words.js";
import { WORDS } from "../../../src/browser/call/word-list.js";
import { until } from "../../support/soon.js";

interface Side {
  words: string[] | null;
  exchange: CallWords;
  wire: WordStep[];
}

function side(leads: boolean, own: string, theirs: string): Side {
  const made: Side = {
    words: null,
    wire: [],
    exchange: new CallWords({ leads, own, theirs, send: () => undefined, show: (words) => (made.words = words) }),
  };
  return made;
}

/** Carries every step to the other side, changed by `between`, until nobody says anything more. */
async function talk(leader: Side, follower: Side, between = (step: WordStep): WordStep => step): Promise<void> {
  for (const one of [leader, follower]) await one.exchange.begin((step) => void one.wire.push(step));
  for (let rounds = 0; leader.wire.length + follower.wire.length > 0; rounds += 1) {
    expect(rounds, "they come to an end").to.be.lessThan(100);
    for (const step of leader.wire.splice(0)) await follower.exchange.take(between(step));
    for (const step of follower.wire.splice(0)) await leader.exchange.take(between(step));
  }
}

describe("The four words of a call", () => {
  it("are the same on both sides, differ between calls, and survive a new connection", async () => {
    const [ana, kim] = [side(true, "A", "K"), side(false, "K", "A")];
    await talk(ana, kim);
    expect(ana.words).to.have.length(4);
    expect(ana.words).to.deep.equal(kim.words);
    const first = ana.words;
    await talk(ana, kim);
    expect([ana.words, kim.words]).to.deep.equal([first, first]);
    const [later, her] = [side(true, "A", "K"), side(false, "K", "A")];
    await talk(later, her);
    expect(later.words).to.not.deep.equal(first);
  });

  it("differ when someone sits in between", async () => {
    const [ana, toAna] = [side(true, "A", "M"), side(false, "M", "A")];
    const [toKim, kim] = [side(true, "M", "K"), side(false, "K", "M")];
    await talk(ana, toAna);
    await talk(toKim, kim);
    expect(ana.words).to.not.deep.equal(kim.words);
  });

  it("differ when someone in between passes every number on", async () => {
    const [ana, kim] = [side(true, "A", "M1"), side(false, "K", "M2")];
    await talk(ana, kim);
    expect(ana.words).to.not.equal(null);
    expect(ana.words).to.not.deep.equal(kim.words);
  });

  it("are not shown for a number that was not committed to", async () => {
    const [ana, kim] = [side(true, "A", "K"), side(false, "K", "A")];
    await talk(ana, kim, (step) => (step.reveal ? { reveal: "00" } : step));
    expect(kim.words).to.equal(null);
  });

  it("give nobody a second guess with the same certificate", async () => {
    const kim = side(false, "K", "M");
    await kim.exchange.begin((step) => void kim.wire.push(step));
    await kim.exchange.take({ commit: "one" });
    await kim.exchange.take({ commit: "another" });
    expect(kim.wire).to.have.length(1);
    const ana = side(true, "A", "M");
    await ana.exchange.begin((step) => void ana.wire.push(step));
    await ana.exchange.take({ nonce: "11" });
    const shown = ana.words;
    await ana.exchange.take({ nonce: "22" });
    expect(ana.words).to.equal(shown);
    expect(ana.wire.filter(({ reveal }) => reveal)).to.have.length(1);
  });

  it("reach both sides even if the last step was lost with the connection", async () => {
    const [ana, kim] = [side(true, "A", "K"), side(false, "K", "A")];
    await talk(ana, kim, (step) => (step.reveal ? {} : step));
    expect(kim.words).to.equal(null);
    await talk(ana, kim, (step) => (step.commit ? {} : step));
    expect(kim.words).to.deep.equal(ana.words);
  });

  it("are agreed as soon as the other side's certificate can be read, however early a channel opens", async () => {
    const noCertificates = { generateCertificate: () => Promise.reject(new Error()) };
    Object.assign(globalThis, { RTCPeerConnection: noCertificates });
    try {
      let shown: string[] | null = null;
      const ana = new Identity(true, (words) => (shown = words));
      const described = (side: string) => ({ sdp: `a=fingerprint:sha-256 ${side}\r\n` });
      for (const certificate of ["KK", "LL"]) {
        const kim = side(false, `SHA-256 ${certificate}`, "SHA-256 AA");
        await kim.exchange.begin((step) => void ana.take(step));
        const connection = { localDescription: described("AA"), remoteDescription: null as object | null };
        const send = (step: WordStep) => void kim.exchange.take(step);
        await ana.begin(connection as RTCPeerConnection, send);
        expect(shown, "not yet").to.equal(null);
        connection.remoteDescription = described(certificate);
        await ana.remind(connection as RTCPeerConnection, send);
        await until("both to show their words", () => Boolean(shown && kim.words));
        expect(kim.words).to.deep.equal(shown);
      }
    } finally {
      Reflect.deleteProperty(globalThis, "RTCPeerConnection");
    }
  });

  it("come from 256 different words, and from a description's only fingerprint", () => {
    expect(WORDS).to.have.length(256);
    expect(new Set(WORDS).size).to.equal(256);
    const line = "a=fingerprint:sha-256 AB:CD\r\n";
    expect(fingerprintOf(`v=0\r\n${line}m=audio\r\n${line.toLowerCase()}`)).to.equal("SHA-256 AB:CD");
    expect(fingerprintOf(`${line}a=fingerprint:sha-256 EF:01\r\n`)).to.equal(null);
    expect(fingerprintOf(undefined)).to.equal(null);
  });
});
