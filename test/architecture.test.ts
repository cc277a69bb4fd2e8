import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../src");
const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.replaceAll(path.sep, "/"));

interface Import {
  /** The imported file, from src/, without its ending; null for a library. */
  file: string | null;
  library: string | null;
  typeOnly: boolean;
}

/** What each kind of file may import, of this project: the table in the README. First match counts. */
const table: { kind: RegExp; may: RegExp[]; mayAsType?: RegExp[] }[] = [
  { kind: /^protocol\//, may: [/^protocol\//] },
  { kind: /^embedded-mongo\//, may: [/^embedded-mongo\//] },
  { kind: /^platform\/database$/, may: [/^platform\//, /^embedded-mongo\/start$/] },
  { kind: /^platform\//, may: [/^platform\//] },
  { kind: /^browser\//, may: [/^browser\//, /^protocol\//] },
  { kind: /-rules$/, may: [/-rules$/, /^platform\/errors$/, /^protocol\//] },
  {
    kind: /-model$/,
    may: [/-(rules|model)$/, /^platform\/sealed-shape$/],
    mayAsType: [/-rules$/, /^access\//, /^platform\/secrets$/],
  },
  { kind: /-forms$/, may: [/^protocol\//, /-rules$/] },
  { kind: /^access\//, may: [/-rules$/, /^platform\/errors$/] },
  { kind: /^(web|realtime)\//, may: [/^(web|realtime)\//, /^platform\//, /^protocol\//, /^access\//] },
  { kind: /^(app|server|start-site|services|sockets|rotate-keys|sealed-places)$/, may: [/./] },
  { kind: /-(routes|socket)$/, may: [/^[^/]+\//], mayAsType: [/^services$/] },
  {
    // Actions: what the product does.
    kind: /^[^/]+\//,
    may: [
      /-(rules|model)$/,
      /^(?!web|realtime|browser|platform|embedded-mongo)[^/]+\/[^/]+(?<!-(routes|socket|forms))$/,
      /^platform\/(errors|database)$/,
      /^access\//,
    ],
    mayAsType: [/^services$/, /^platform\//],
  },
];

describe("The layout of the code", () => {
  it("is held by every import", () => {
    const broken = files.flatMap((file) => {
      const from = file.replace(/\.ts$/, "");
      return importsOf(file)
        .filter((imported) => imported.file !== null && !isAllowed(from, imported))
        .map(({ file: to }) => `${from} imports ${to}`);
    });
    expect(broken).to.deep.equal([]);
  });

  it("keeps rules free of the database, the network and the file system", () => {
    const impure = files
      .filter((file) => file.endsWith("-rules.ts"))
      .flatMap((file) => importsOf(file).filter(({ library }) => library && !/^temporal-polyfill$/.test(library)))
      .map(({ library }) => library);
    expect(impure).to.deep.equal([]);
  });

  it("lets nothing but the app and the start import app or server", () => {
    const importers = files.filter((file) => importsOf(file).some((imported) => imported.file === "app"));
    expect(importers).to.deep.equal(["start-site.ts"]);
    expect(files.filter((file) => importsOf(file).some((imported) => imported.file === "server"))).to.deep.equal([]);
  });

  it("asks the clock for the time, never the machine", () => {
    const mayReadTheMachine = /^(platform|embedded-mongo|browser|web\/format|web\/request-log|realtime)\b/;
    const readers = files
      .filter((file) => !mayReadTheMachine.test(file))
      .filter((file) => /Date\.now\(\)|new Date\(\)|Temporal\.Now/.test(readFileSync(path.join(root, file), "utf8")));
    expect(readers).to.deep.equal([]);
  });
});

function isAllowed(from: string, imported: Import): boolean {
  const row = table.find(({ kind }) => kind.test(from));
  const to = imported.file ?? "";
  if (!row) return false;
  return (
    row.may.some((may) => may.test(to)) || (imported.typeOnly && (row.mayAsType ?? []).some((may) => may.test(to)))
  );
}

function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(root, file), "utf8");
  const statements = [...text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?"([^"]+)";/gms)];
  const dynamic = [...text.matchAll(/\bimport\("([^"]+)"\)/g)].map((match) => ["", "", match[1]]);
  return [...statements, ...dynamic].map(([, typeOnly, to = ""]) => ({
    typeOnly: Boolean(typeOnly),
    library: to.startsWith(".") ? null : to,
    file: to.startsWith(".") ? path.posix.join(path.posix.dirname(file), to).replace(/\.js$/, "") : null,
  }));
}
