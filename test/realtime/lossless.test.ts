import { expect } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { OwnProcess } from "../support/own-process.js";
import { makePairs, signInTo } from "../support/pairs.js";
import { Random } from "../support/random.js";
import { SEED, TRIAL_MS, TRIALS } from "../support/trials.js";
import { ChatPartner } from "./chat-partner.js";

const { pairs: PAIRS, each: EACH, cuts: CUTS, kills: KILLS } = TRIALS.lossless;
const MESSAGES = PAIRS * 2 * EACH;

describe("Conversations", () => {
  let folder: string;
  let server: OwnProcess | undefined;
  before(async () => (folder = await mkdtemp(path.join(tmpdir(), "healspace-lossless-"))));
  after(async () => {
    server?.kill("SIGKILL");
    await server?.exits();
    await rm(folder, { recursive: true, force: true });
  });

  it(`lose and double none of ${MESSAGES} messages over ${CUTS} cut connections and ${KILLS} kills of the server, in order on both sides (seed ${SEED})`, async () => {
    const pairs = await makePairs(folder, PAIRS);
    let port = "0";
    let url = "";
    const start = async (): Promise<void> => {
      server = new OwnProcess({ PORT: port, DATA_DIR: folder });
      url = await server.answers();
      port = new URL(url).port;
    };
    await start();

    let look = (): void => undefined;
    // One after another: a crowd of one network is asked to come back.
    const signedIn: { name: string; conversationId: string; cookie: string }[] = [];
    for (const { conversationId, client, counsellor } of pairs) {
      for (const [name, person] of Object.entries({ client, counsellor })) {
        signedIn.push({ name, conversationId, cookie: await signInTo(url, person) });
      }
    }
    const sides = signedIn.map(
      ({ name, conversationId, cookie }) =>
        new ChatPartner(
          () => url,
          cookie,
          conversationId,
          { name, count: EACH },
          () => look(),
        ),
    );
    const confirmed = (): number => sides.reduce((sum, side) => sum + side.confirmed, 0);
    const reaches = (goal: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        look = () => goal() && resolve();
        look();
      });

    const random = new Random(SEED);
    const cutsPerKill = CUTS / KILLS;
    for (let step = 1; step <= CUTS; step += 1) {
      await reaches(() => confirmed() >= (step / (CUTS + 1)) * MESSAGES);
      random.pick(sides).cut();
      if (step % cutsPerKill !== 0) continue;
      server?.kill("SIGKILL");
      await server?.exits();
      await start();
    }
    await reaches(() => sides.every((side) => side.hasAll(2 * EACH)));
    sides.forEach((side) => side.end());

    for (const side of sides) expect(side.surprises).to.deep.equal([]);
    for (let place = 0; place < sides.length; place += 2) {
      const talk = sides.slice(place, place + 2);
      const [atClient = [], atCounsellor = []] = talk.map(({ shown }) => [...shown].sort(([a], [b]) => a - b));
      expect(atClient).to.deep.equal(atCounsellor);
      for (const name of ["client", "counsellor"]) {
        const own = atClient.map(([, text]) => text).filter((text) => text.startsWith(`${name} `));
        expect(own).to.deep.equal(Array.from({ length: EACH }, (_, place) => `${name} ${place + 1}`));
      }
    }
  }).timeout(TRIAL_MS);
});
