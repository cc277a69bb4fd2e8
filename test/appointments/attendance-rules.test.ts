import { expect } from "chai";
import { haveMet, whenAttended, whoAttended, type Entry } from "../../src/appointments/attendance-rules.js";
import type { Party } from "../../src/protocol/messages.js";

const START = new Date("2026-11-24T14:00:00Z");
const minute = (minutes: number): Date => new Date(START.getTime() + minutes * 60_000);
/** The moment of judging. */
const NOW = minute(30);

/** From which minute to which; without an end, someone has not left. */
type Stays = [from: number, to?: number][];

/** As the room writes them down. */
function entriesOf(role: Party, stays: Stays): Entry[] {
  return stays.flatMap(([from, to], index) => {
    const id = `${role} ${index}`;
    const arrival: Entry = { _id: id, role, what: "joined", at: minute(from) };
    return to === undefined
      ? [arrival]
      : [arrival, { _id: `${id} left`, role, what: "left", at: minute(to), ends: id }];
  });
}

describe("A meeting", () => {
  it("takes two minutes together, in one piece or in several", () => {
    const met = (client: Stays, counsellor: Stays): boolean =>
      haveMet({ presentUntil: {} }, [...entriesOf("client", client), ...entriesOf("counsellor", counsellor)], NOW);
    const broken: Stays = [
      [-1, 1],
      [4, 5],
    ];
    expect([met([[-1, 1]], [[-5, 30]]), met(broken, [[0, 30]]), met([[0, 1.99]], [[0, 30]])]).to.deep.equal([
      ...[true, true, false],
    ]);
  });
});

describe("Attendance", () => {
  const cases: [
    what: string,
    client: Stays,
    counsellor: Stays,
    attended: string,
    lease?: Partial<Record<Party, number>>,
  ][] = [
    ["nobody came", [], [], ""],
    ["the client came and stayed", [[-5, 30]], [], "client"],
    ["the counsellor came and stayed", [], [[-5, 30]], "counsellor"],
    ["both came and missed each other", [[-5, 10]], [[15, 30]], "client counsellor"],
    ["the client came early and left before the start", [[-10, -0.1]], [[0, 30]], "counsellor"],
    ["the client came early and left half a second after the start", [[-10, 0.008]], [[0, 30]], "counsellor"],
    ["the client came for half a second before the start", [[-1, -0.992]], [[0, 30]], "counsellor"],
    ["the client came for half a second within", [[12, 12.008]], [[0, 30]], "counsellor"],
    ["the counsellor came for half a second within", [[0, 30]], [[12, 12.008]], "client"],
    ["the client came for a little less than two minutes", [[3, 4.99]], [[0, 30]], "counsellor"],
    ["the client came for two minutes", [[3, 5]], [[0, 30]], "client counsellor"],
    [
      "the client reconnected, which adds up",
      [
        [1, 1.5],
        [2, 2.5],
        [4, 5],
      ],
      [],
      "client",
    ],
    [
      "the client reconnected too briefly",
      [
        [1, 1.5],
        [2, 2.5],
        [4, 4.9],
      ],
      [],
      "",
    ],
    [
      "stays that overlap count once",
      [
        [1, 2.5],
        [1.2, 2.6],
        [1.4, 2.7],
      ],
      [],
      "",
    ],
    [
      "the client came twice, once before the start",
      [
        [-10, 1],
        [5, 6],
      ],
      [],
      "client",
    ],
    ["the client came in the last minute and stayed on after the moment", [[29, 35]], [[0, 30]], "counsellor"],
    ["the client came after the moment", [[31, 40]], [[0, 30]], "counsellor"],
    ["the client has not left and still counts as present", [[10]], [], "client", { client: 31 }],
    ["the client was cut off, and counts until the end of the lease", [[10]], [], "", { client: 11.25 }],
    ["the client was cut off later, and counts until the end of the lease", [[10]], [], "client", { client: 12.25 }],
    ["the server restarted with the client inside, who came back", [[1, 2], [3]], [], "client", { client: 31 }],
    ["a departure of the other ends nothing", [[1]], [[0, 1.5]], ""],
  ];
  for (const [what, client, counsellor, attended, lease = {}] of cases) {
    it(`${what}: ${attended || "nobody"} attended`, () => {
      const presentUntil = Object.fromEntries(Object.entries(lease).map(([role, at]) => [role, minute(at)]));
      const entries = [...entriesOf("client", client), ...entriesOf("counsellor", counsellor)];
      const judged = whoAttended({ startsAt: START, presentUntil }, entries, NOW);
      expect((["client", "counsellor"] as const).filter((role) => judged[role]).join(" ")).to.equal(attended);
    });
  }

  it("is waited for while someone is in the room who has not been there for two minutes", () => {
    const when = (stays: Stays, lease: number) =>
      whenAttended({ startsAt: START, presentUntil: { client: minute(lease) } }, entriesOf("client", stays), NOW);
    expect(when([[29]], 31)).to.deep.equal(minute(31));
    expect(when([[10, 11], [29.5]], 31)).to.deep.equal(minute(30.5));
    expect(when([[20]], 31), "who has attended already").to.equal(null);
    expect(when([[29]], 30), "who is gone").to.equal(null);
  });
});
