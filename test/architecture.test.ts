import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { circlesIn, type Graph } from "./support/circles.js";
import { FOLDERS, IMPORTS, importTable } from "./support/layout.js";

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

  it("has folders in an order, and none imports from a later one", () => {
    const broken = files.flatMap((file) =>
      importsOf(file)
        .filter((imported) => placeOf(imported.file ?? "") > placeOf(file))
        .map(({ file: to }) => `${file} imports ${to}`),
    );
    expect(broken).to.deep.equal([]);
    const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name)).to.have.members(FOLDERS);
  });

  it("has no circle of files, not even of types alone", () => {
    const imports: Graph = new Map(files.map((file) => [file.replace(/\.ts$/, ""), projectImports(file)]));
    expect(circlesIn(imports)).to.deep.equal([]);
  });

  it("has no circle of folders within a folder", () => {
    for (const folder of FOLDERS) {
      const imports: Graph = new Map();
      for (const file of files.filter((each) => each.startsWith(`${folder}/`))) {
        const [from, ...to] = [file, ...projectImports(file)].map((each) => partOf(folder, each));
        if (from)
          imports.set(from, [...(imports.get(from) ?? []), ...to.filter((part) => part && part !== from)] as string[]);
      }
      expect(circlesIn(imports), folder).to.deep.equal([]);
    }
  });

  it("has no line in a template that is longer than 200 characters", () => {
    const views = path.join(root, "../views");
    const templates = readdirSync(views, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ejs"));
    const long = templates.filter((file) => /^.{201}/m.test(readFileSync(path.join(views, file), "utf8")));
    expect(templates).to.have.length.greaterThan(50);
    expect(long).to.deep.equal([]);
  });

  it("has no limit written into a template: limits come from the code", () => {
    const views = path.join(root, "../views");
    const templates = readdirSync(views, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ejs"));
    const fixed = templates.filter((file) =>
      /\b(max|min)length(:\s*|=")\d/.test(readFileSync(path.join(views, file), "utf8")),
    );
    expect(fixed).to.deep.equal([]);
  });

  it("reads a request's person by `person`, and its address's parts by `recordId` and `addressPart`", () => {
    expect(filesWith(/\bid \?\? ""|\bas Person\b/, /^browser/)).to.deep.equal([]);
    expect(filesWith(/\breq\.params\b/, /^web\/guards/)).to.deep.equal([]);
  });

  it("reads what a request brings by `readInput`, so that what no schema takes is answered with 422", () => {
    expect(filesWith(/\b(?!JSON|Date)\w+\.parse\(/, /(?<!-routes)\.ts$/)).to.deep.equal([]);
  });

  it("writes a query's conditions by name", () => {
    const byHand = /mongoose\.trusted\(\{ \$(in|nin|ne|lte?|gte?|exists): (?!\[\{)/;
    expect(filesWith(byHand, /^platform\/queries/)).to.deep.equal([]);
  });

  it("writes to many records at once only by what repeats such a write when the primary changes", () => {
    expect(filesWith(/(?<!writeMany\(\(\) =>\s*[\w.()]+)\.(updateMany|deleteMany)\(/, /^embedded-mongo/)).to.deep.equal(
      [],
    );
  });

  it("is what the README's table says", () => {
    const readme = readFileSync(path.join(root, "../README.md"), "utf8");
    expect(readme, "run `npm run docs`").to.include(importTable());
  });

  it("keeps rules free of the database, the network and the file system", () => {
    const impure = files
      .filter((file) => file.endsWith("-rules.ts"))
      .flatMap((file) =>
        importsOf(file).filter(
          ({ library }) => library && !/^(temporal-polyfill|linkify-it|ipaddr\.js|@zxcvbn-ts\/.+)$/.test(library),
        ),
      )
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
    expect(filesWith(/Date\.now\(\)|new Date\(\)|Temporal\.Now/, mayReadTheMachine)).to.deep.equal([]);
  });
});

/** The files whose text has this in it, but for those that may. */
function filesWith(pattern: RegExp, mayHave: RegExp): string[] {
  return files
    .filter((file) => !mayHave.test(file))
    .filter((file) => pattern.test(readFileSync(path.join(root, file), "utf8")));
}

function isAllowed(from: string, imported: Import): boolean {
  const row = IMPORTS.find((each) => each.files.test(from));
  const to = imported.file ?? "";
  if (!row) return false;
  return (
    row.may.some((may) => may.test(to)) || (imported.typeOnly && (row.mayAsType ?? []).some((may) => may.test(to)))
  );
}

/** Where a file's folder stands in the order; a file in src/ itself may import anything, and be imported by its types. */
function placeOf(file: string): number {
  const [folder = "", inside] = file.split("/");
  const place = FOLDERS.findIndex((name) => name === folder);
  return inside === undefined ? (file.endsWith(".ts") ? Infinity : -1) : place;
}

/** The file or folder, directly inside this folder, that holds a file; undefined for one elsewhere. */
function partOf(folder: string, file: string): string | undefined {
  if (!file.startsWith(`${folder}/`)) return undefined;
  return file
    .slice(folder.length + 1)
    .split("/")[0]
    ?.replace(/\.ts$/, "");
}

function projectImports(file: string): string[] {
  return importsOf(file).flatMap(({ file: to }) => to ?? []);
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
