import { expect } from "chai";
import mongoose from "mongoose";
import { AvailabilityModel } from "../../src/availability/availability-model.js";
import { findSlots } from "../../src/availability/find-slots.js";
import { CounsellorModel, type Counsellor } from "../../src/profiles/counsellor-model.js";
import { keysOf, SESSION_TYPES, type Offer } from "../../src/catalogue/catalogue-rules.js";
import { findCounsellors, type FoundCounsellor } from "../../src/search/find-counsellors.js";
import { ListingModel } from "../../src/search/listing-model.js";
import { EVERYONE } from "../../src/search/listing-rules.js";
import { markAllStale } from "../../src/search/refresh-listings.js";
import { refreshStaleListings } from "../../src/search/refresh-stale-listings.js";
import { WITHIN_DAYS, type Search } from "../../src/search/search-rules.js";
import { startSiteOnOwnDatabase } from "../support/own-database.js";
import { Random } from "../support/random.js";
import type { TestSite } from "../support/test-site.js";
import { SEED, TRIALS } from "../support/trials.js";

const DAY_MS = 24 * 60 * 60_000;

describe("Search by price and time", function () {
  this.timeout(150_000);
  let site: TestSite;
  before(async () => (site = await startSiteOnOwnDatabase()));
  after(() => site.stop());
  afterEach(() =>
    Promise.all([CounsellorModel.deleteMany({}), AvailabilityModel.deleteMany({}), ListingModel.deleteMany({})]),
  );

  const search = async (asked: Partial<Search>): Promise<FoundCounsellor[]> =>
    (await findCounsellors(site.services, { specialization: [], sort: "soonest", page: 1, ...asked })).cards;

  /** Makes counsellors with these offers, who have short times on every day and long ones on one day of the week. */
  const make = async (profiles: Partial<Counsellor>[], noticeHours = (_: number): number => 1): Promise<void> => {
    const ids = profiles.map(() => new mongoose.Types.ObjectId());
    await CounsellorModel.insertMany(
      profiles.map((profile, place) => ({
        _id: ids[place],
        slug: `counsellor-${place}`,
        slugs: [`counsellor-${place}`],
        name: `Person ${place}`,
        credentials: "MSc",
        approach: "Listening.",
        published: true,
        ...profile,
      })),
    );
    const [long, short] = [[{ from: "08:00", to: "20:00" }], [{ from: "09:00", to: "10:00" }]];
    await AvailabilityModel.insertMany(
      ids.map((_id, place) => ({
        _id,
        zone: "Europe/Berlin",
        weekly: Array.from({ length: 7 }, (_, day) => (day === (place + 5) % 7 ? long : short)),
        minimumNoticeHours: noticeHours(place),
        version: 1,
      })),
    );
    await markAllStale();
  };

  it("finds a price to the cent, from and up to", async () => {
    await make([{ offers: [{ type: "individual", minutes: 50, priceCents: 1999 }] }]);
    for (const asked of [{ from: 1999 }, { upTo: 1999 }, { from: 1999, upTo: 1999 }]) {
      expect(await search(asked), JSON.stringify(asked)).to.have.length(1);
    }
    for (const asked of [{ from: 2000 }, { upTo: 1998 }]) expect(await search(asked)).to.have.length(0);
  });

  it("leads page by page through five hundred, and says how many there are", async () => {
    const freshUntil = new Date(site.clock.now().getTime() + DAY_MS);
    const listing = { facets: [EVERYONE], name: "someone", price: { any: 1 }, free: { any: freshUntil }, freshUntil };
    await ListingModel.insertMany(
      Array.from({ length: 501 }, () => ({ ...listing, _id: new mongoose.Types.ObjectId() })),
    );
    const found = await findCounsellors(site.services, { specialization: [], sort: "name", page: 26 });
    expect(found).to.include({ count: 501, page: 25, pages: 25, shown: 500 });
  });

  it("takes price and time of one and the same session type, in order and on the card", async () => {
    const offer = (type: Offer["type"], minutes: number, euros: number): Offer => ({
      type,
      minutes,
      priceCents: euros * 100,
    });
    // It is Monday 10:00 in Berlin. From tomorrow on both have a short time every day, and long ones on Saturday and Sunday.
    await make(
      [
        { name: "Ben", offers: [offer("individual", 50, 60), offer("couple", 120, 40)] },
        { name: "Ana", offers: [offer("individual", 50, 90), offer("couple", 120, 30)] },
      ],
      () => 12,
    );
    const cards = async (asked: Partial<Search>): Promise<string[]> =>
      (await search(asked)).map(({ name, offer }) => `${name}, ${offer?.type}, ${(offer?.priceCents ?? 0) / 100} €`);
    expect(await cards({ within: 3, upTo: 4000 })).to.deep.equal([]);
    expect(await cards({ upTo: 7000 })).to.deep.equal(["Ben, individual, 60 €", "Ana, couple, 30 €"]);
    expect(await cards({ sort: "price" })).to.deep.equal(["Ana, couple, 30 €", "Ben, couple, 40 €"]);
    expect(await cards({ sort: "price", from: 3500 })).to.deep.equal(["Ben, couple, 40 €", "Ana, individual, 90 €"]);
    expect(await cards({ sort: "price", within: 3 })).to.deep.equal(["Ben, individual, 60 €", "Ana, individual, 90 €"]);
  });

  it(`finds, orders and shows what going through every offer does: ${TRIALS.searches} random searches (seed ${SEED})`, async () => {
    const random = new Random(SEED);
    await make(
      Array.from({ length: 30 }, () => ({
        offers: keysOf(SESSION_TYPES)
          .filter((type) => type === "couple" || random.whole(0, 1) === 1)
          .map((type) => ({ type, minutes: random.pick([50, 120]), priceCents: random.whole(2, 9) * 1000 })),
      })),
      (place) => (place % 4) * 50 + 1,
    );
    const people = await CounsellorModel.find().lean();
    const firstFree = new Map<string, number>();
    const from = site.clock.now();
    for (const { _id } of people) {
      for (const minutes of [50, 120]) {
        const window = { from, to: new Date(from.getTime() + 60 * DAY_MS) };
        const [slot] = await findSlots(site.services, { counsellorId: String(_id), minutes }, window);
        firstFree.set(`${String(_id)} ${minutes}`, slot?.getTime() ?? Infinity);
      }
    }
    const optional = <T>(values: readonly T[]): T | undefined => random.pick([undefined, ...values]);
    for (let round = 0; round < TRIALS.searches; round += 1) {
      const asked = {
        sessionType: optional(random.pick([[], keysOf(SESSION_TYPES)])),
        from: optional([3000, 5000, 7000]),
        upTo: optional([4000, 6000, 8000]),
        within: optional(WITHIN_DAYS),
        sort: random.pick(["soonest", "price"] as const),
      };
      const expected = people
        .map(({ _id, offers }) => {
          const fitting = offers
            .map((offer) => ({ ...offer, at: firstFree.get(`${String(_id)} ${offer.minutes}`) ?? Infinity }))
            .filter(({ type }) => (asked.sessionType ? type === asked.sessionType : type !== "intro"))
            .filter(({ priceCents }) => priceCents >= (asked.from ?? 0))
            .filter(({ priceCents }) => priceCents <= (asked.upTo ?? Infinity))
            .filter(({ at }) => !asked.within || at <= from.getTime() + asked.within * DAY_MS);
          const keys = fitting.map(({ at, priceCents }) => (asked.sort === "price" ? priceCents : at));
          return { id: String(_id), key: Math.min(...keys), fits: fitting.length > 0 };
        })
        .filter(({ fits }) => fits)
        .sort((a, b) => (a.key === b.key ? 0 : a.key - b.key) || a.id.localeCompare(b.id));
      const results = await findCounsellors(site.services, { specialization: [], page: 1, ...asked });
      const found = results.cards.map(({ _id, offer, firstFree }) => ({
        id: String(_id),
        key: asked.sort === "price" ? offer?.priceCents : (firstFree?.getTime() ?? Infinity),
        fits: true,
      }));
      expect(results.count, JSON.stringify(asked)).to.equal(expected.length);
      expect(found, JSON.stringify(asked)).to.deep.equal(expected.slice(0, 20));
    }
  });

  it("reads by indexes alone, and little more than it shows and counts", async () => {
    const types = keysOf(SESSION_TYPES);
    const topics = ["grief", "sleep", "anxiety", "trauma", "stress"] as const;
    await make(
      Array.from({ length: 240 }, (_, place) => ({
        name: `Person ${place % 20 === 0 ? "Lindgren" : "Moreno"} ${place}`,
        specializations: [topics[place % 5] ?? "grief"],
        languages: [place % 3 === 0 ? "German" : "English"],
        offers: [
          { type: types[place % 4] ?? "teen", minutes: 50, priceCents: (20 + (place % 60)) * 100 },
          { type: types[(place + 1) % 4] ?? "teen", minutes: 50, priceCents: (30 + (place % 50)) * 100 },
        ],
      })),
    );
    await refreshStaleListings(site.services);
    const searches: [Partial<Search>, least: number][] = [
      [{}, 240],
      [{ specialization: ["grief"] }, 48],
      [{ specialization: ["grief"], language: "German", sessionType: "couple" }, 1],
      [{ within: 3 }, 200],
      [{ upTo: 6000, sort: "price" }, 100],
      [{ upTo: 6000 }, 100],
      [{ from: 4000, upTo: 6000, sort: "price" }, 50],
      [{ from: 4000, upTo: 6000, within: 3 }, 50],
      [{ words: "lindgren" }, 12],
      [{ page: 1000, sort: "name" }, 240],
      [{ specialization: ["grief"], language: "Thai", upTo: 100 }, 0],
    ];
    for (const [asked, least] of searches) {
      const before = await examined();
      const { count, page, relaxations } = await findCounsellors(site.services, {
        specialization: [],
        sort: "soonest",
        page: 1,
        ...asked,
      });
      const after = await examined();
      const what = JSON.stringify(asked);
      expect(count, what).to.be.at.least(least);
      expect(after.collections - before.collections, `${what}: collections read as a whole`).to.equal(0);
      const [keys, documents] = [after.keys - before.keys, after.documents - before.documents];
      expect(keys, `${what}: keys`).to.be.at.most(8 * 240 * (1 + relaxations.length));
      // Few are found as a whole and sorted; of many, each type is read until the pages up to this one are full.
      const most = count > 200 ? 12 * 20 * page : 4 * count + 60;
      expect(documents, `${what}: documents`).to.be.at.most(most);
    }
  });

  it("shows no time that has passed, however many listings go out of date at once", async () => {
    const offers = [{ type: "individual" as const, minutes: 50, priceCents: 6000 }];
    await make(Array.from({ length: 280 }, () => ({ offers })));
    const passed = new Date("2026-11-23T08:00:00Z");
    const out = { free: { any: passed, individual: passed }, price: { any: 6000, individual: 6000 } };
    await ListingModel.updateMany({}, { $set: { ...out, facets: [EVERYONE], freshUntil: passed } });
    const cards = await search({});
    expect(cards).to.have.lengthOf(20);
    const now = site.clock.now();
    for (const { _id, firstFree } of cards) {
      const question = { counsellorId: String(_id), minutes: 50 };
      const [slot] = await findSlots(site.services, question, { from: now, to: new Date(now.getTime() + 60 * DAY_MS) });
      expect(firstFree?.toISOString()).to.equal(slot?.toISOString());
    }
    const times = cards.map(({ firstFree }) => firstFree?.getTime() ?? Infinity);
    expect(times).to.deep.equal([...times].sort((a, b) => a - b));
  });
});

/** What the database has looked at so far, as it counts for itself. */
async function examined(): Promise<{ keys: number; documents: number; collections: number }> {
  const { metrics } = (await mongoose.connection.db!.admin().serverStatus()) as {
    metrics: { queryExecutor: { scanned: number; scannedObjects: number; collectionScans: { total: number } } };
  };
  const { scanned, scannedObjects, collectionScans } = metrics.queryExecutor;
  return { keys: Number(scanned), documents: Number(scannedObjects), collections: Number(collectionScans.total) };
}
