import { expect } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { databaseUri, startEmbeddedMongo } from "../../src/embedded-mongo/start.js";
import { makePairs, signInTo, type Pair } from "../support/pairs.js";
import { Random } from "../support/random.js";
import { hasRedis, RedisServer } from "../support/redis-server.js";
import { Killable } from "../support/several-processes.js";
import { soon } from "../support/soon.js";
import { SEED, TRIAL_MS, TRIALS } from "../support/trials.js";
import { ChatPartner } from "./chat-partner.js";

const { pairs: PAIRS, each: EACH, cuts: CUTS, kills: KILLS } = TRIALS.lossless;
/** Many times what it takes, even where both cores are busy: a message that is lost ends the trial here. */
const STEP_MS = 90_000;
const TRIED = `${PAIRS * 2 * EACH} messages over ${CUTS} cut connections and ${KILLS} ${KILLS === 1 ? "kill" : "kills"}`;

describe("Conversations", () => {
  let folder: string;
  const servers: Killable[] = [];
  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), "healspace-lossless-"))));
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.kill();
    await rm(folder, { recursive: true, force: true });
  });

  it(`lose and double none of ${TRIED} of the server, in order on both sides (seed ${SEED})`, async () => {
    const pairs = await makePairs(folder, PAIRS);
    servers.push(await Killable.start({ DATA_DIR: folder }));
    await talk(pairs, servers);
  }).timeout(TRIAL_MS);

  it(`lose and double none of ${TRIED} of one of two processes, whichever each connection goes to (seed ${SEED})`, async function () {
    if (!hasRedis()) return this.skip();
    const redis = new RedisServer();
    await redis.start();
    const pairs = await makePairs(folder, PAIRS);
    const database = await startEmbeddedMongo({ folder });
    try {
      const environment = { DATA_DIR: folder, MONGODB_URI: databaseUri(database, "healspace"), REDIS_URL: redis.url };
      for (let count = 1; count <= 2; count += 1) servers.push(await Killable.start(environment));
      await talk(pairs, servers);
    } finally {
      for (const server of servers.splice(0)) await server.kill();
      await database.stop();
      await redis.stop();
    }
  }).timeout(TRIAL_MS);
});

/** Has everyone write everything, connected to any of these servers, while connections are cut and servers killed. */
async function talk(pairs: Pair[], servers: Killable[]): Promise<void> {
  let look = (): void => undefined;
  const random = new Random(SEED);
  const anyUrl = (): string => random.pick(servers).url;
  // One after another: a crowd of one network is asked to come back.
  const signedIn: { name: string; conversationId: string; cookie: string }[] = [];
  for (const { conversationId, client, counsellor } of pairs) {
    for (const [name, person] of Object.entries({ client, counsellor })) {
      signedIn.push({ name, conversationId, cookie: await signInTo(anyUrl(), person) });
    }
  }
  const sides = signedIn.map(
    ({ name, conversationId, cookie }) =>
      new ChatPartner(anyUrl, cookie, conversationId, { name, count: EACH }, () => look()),
  );
  const confirmed = (): number => sides.reduce((sum, side) => sum + side.confirmed, 0);
  const reaches = (goal: () => boolean): Promise<void> => {
    const reached = new Promise<void>((resolve) => {
      look = () => goal() && resolve();
      look();
    });
    return soon("messages to arrive", reached, STEP_MS);
  };

  try {
    for (let step = 1; step <= CUTS; step += 1) {
      await reaches(() => confirmed() >= (step / (CUTS + 1)) * PAIRS * 2 * EACH);
      random.pick(sides).cut();
      if (step % (CUTS / KILLS) !== 0) continue;
      const server = random.pick(servers);
      await server.kill();
      await server.startAgain();
    }
    await reaches(() => sides.every((side) => side.hasAll(2 * EACH)));
  } finally {
    sides.forEach((side) => side.end());
  }
  expectAll(sides);
}

function expectAll(sides: ChatPartner[]): void {
  for (const side of sides) expect(side.surprises).to.deep.equal([]);
  for (let place = 0; place < sides.length; place += 2) {
    const both = sides.slice(place, place + 2);
    const [atClient = [], atCounsellor = []] = both.map(({ shown }) => [...shown].sort(([a], [b]) => a - b));
    expect(atClient).to.deep.equal(atCounsellor);
    for (const name of ["client", "counsellor"]) {
      const own = atClient.map(([, text]) => text).filter((text) => text.startsWith(`${name} `));
      expect(own).to.deep.equal(Array.from({ length: EACH }, (_, at) => `${name} ${at + 1}`));
    }
  }
}
