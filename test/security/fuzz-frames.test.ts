import { expect } from "chai";
import { Random } from "../support/random.js";
import type { Reader } from "../support/reader.js";
import { SEED, TRIAL_MS, TRIALS } from "../support/trials.js";
import { heapAfterCollecting } from "./fuzz/heap.js";
import { startPractice, type Practice } from "./fuzz/practice.js";
import { forbiddenFrame, joinMessage, randomFrame, textFrame, type Subjects } from "./fuzz/random-frame.js";
import { ENTERED, INSIDE, RandomValues } from "./fuzz/random-values.js";
import { RawSocket } from "./fuzz/raw-socket.js";

const { frames } = TRIALS.fuzz;
/** So many over one connection: with more than twenty that make no sense, the site closes it. */
const EACH = 20;
const AT_ONCE = 8;
const MOST_MORE = 50_000;
const MOST_LEFT_BYTES = 16 * 1024 * 1024;

/** Not every role has messages to count. */
const ANSWERED = /"type":"conversation.unread"|"about":"conversation.count"/;

/** Answers that only well-formed messages of people who may send them get. */
const REACHED = [
  ...["conversation.messages", "conversation.message", "conversation.sent", "conversation.unread"],
  ...["room.joined", "room.presence", "room.sent", "room.signal", "room.meeting", "room.left", "error"],
];

/** OWASP ASVS 5.0: 4.4.2, 15.3.6, 16.2.5, 16.5.1, 16.5.3 and 17.3.2. */
describe(`Random frames (seed ${SEED})`, function () {
  this.timeout(TRIAL_MS);
  let practice: Practice;
  let subjects: Subjects;
  const answers = new Set<string>();
  before(async () => {
    practice = await startPractice();
    const { site, names } = practice;
    site.clock.moveTo("2026-11-24T08:58:00.000Z");
    // Most meet in one room.
    const appointmentIds = [...names["/appointments/"]!, ...Array<string>(20).fill(practice.appointmentId)];
    subjects = { conversationIds: names["/conversations/"]!, appointmentIds };
  });
  after(() => practice.site.stop());

  it(`never break the site or show its inside: ${frames} as everyone, in and out of rooms`, async () => {
    const [, client, counsellor, ...others] = await practice.signIn();
    const readers = [client!, counsellor!, client!, counsellor!, ...others];
    const random = new Random(SEED);
    const values = new RandomValues(random);
    const sendUntil = async (least: number): Promise<void> => {
      while (sent < least) {
        sent += EACH;
        await sendSome(values, random.pick(readers));
      }
    };
    let sent = 0;
    await sendUntil(500);
    const heapBefore = heapAfterCollecting();
    const sendUntilTogether = (least: number) => Promise.all(Array.from({ length: AT_ONCE }, () => sendUntil(least)));
    await sendUntilTogether(frames);
    // Who is in a room when a frame comes is chance, so it may take more to get all answers.
    while (REACHED.some((type) => !answers.has(type)) && sent < frames + MOST_MORE) await sendUntilTogether(sent + 500);
    expect([...answers]).to.include.members(REACHED);
    expect(practice.lines.filter((line) => line.includes('"level":50')).slice(0, 3)).to.deep.equal([]);
    expect(practice.lines.filter((line) => line.includes(ENTERED))).to.deep.equal([]);
    expect(heapAfterCollecting() - heapBefore, "bytes left behind").to.be.lessThan(MOST_LEFT_BYTES);
  });

  /** Over a connection of its own, with a message behind them that is answered once all of them are handled. */
  async function sendSome(values: RandomValues, reader: Reader): Promise<void> {
    const socket = await RawSocket.open(reader);
    expect(socket.received).to.contain(" 101 ");
    if (values.chance(0.5)) socket.write(textFrame(JSON.stringify(joinMessage(values, subjects.appointmentIds))));
    for (let i = 0; i < EACH; i += 1) socket.write(randomFrame(values, subjects));
    socket.write(textFrame(JSON.stringify({ type: "conversation.count" })));
    await socket.until("the last frame to be handled", () => ANSWERED.test(socket.received));
    if (values.chance(0.3)) {
      socket.write(forbiddenFrame(values));
      await socket.until("the connection to be closed", () => false);
    }
    socket.cut();
    for (const [, type = ""] of socket.received.matchAll(/"type":"([\w.]+)"/g)) answers.add(type);
    expect(INSIDE.exec(socket.received)?.[0]).to.equal(undefined);
    expect(socket.received).not.to.contain("server-error");
  }
});
