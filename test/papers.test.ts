import { expect } from "chai";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { STATUSES } from "../src/appointments/appointment-rules.js";
import { FOLDERS } from "./support/layout.js";

const root = path.resolve(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const papers = [
  ...readdirSync(root).filter((file) => file.endsWith(".md")),
  ...["bench/README.md", "src/protocol/README.md", "src/embedded-mongo/README.md"],
  ...readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => path.join("docs", file)),
];
const readme = read("README.md");
const { scripts, dependencies, devDependencies, license } = JSON.parse(read("package.json")) as {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  license: string;
};

describe("The papers", () => {
  for (const paper of papers) {
    it(`of ${paper} contain no broken link`, () => {
      const links = [...read(paper).matchAll(/\]\((?!https?:|mailto:|#)([^)#]+)/g)].map(([, link = ""]) => link);
      const files = [...read(paper).matchAll(/`((?:src|test|views|bench|docs|scripts)\/[\w./-]*\w)`/g)].map(
        ([, file = ""]) => file,
      );
      const missing = [
        ...links.filter((link) => !existsSync(path.join(root, path.dirname(paper), link))),
        ...files.filter((file) => !existsSync(path.join(root, file))),
      ];
      expect(missing).to.deep.equal([]);
    });

    it(`of ${paper} name only commands that exist`, () => {
      const named = [...read(paper).matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name);
      expect(named.filter((name) => !(name in scripts))).to.deep.equal([]);
    });
  }

  it("list every environment variable, and none that is not read", () => {
    const listed = [...readme.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
    const known = [...read("src/platform/env.ts").matchAll(/^ {2,6}([A-Z][A-Z_]+):/gm)].map(([, name]) => name);
    expect(listed).to.have.members([...new Set(known)]);
  });

  it("set only variables that are read, in every file that deploys the site", () => {
    const known = [...read("src/platform/env.ts").matchAll(/^ {2,6}([A-Z][A-Z_]+):/gm)].map(([, name]) => name);
    const { env } = JSON.parse(read("app.json")) as { env: Record<string, unknown> };
    const composed = /environment:\n((?: {6}.*\n)+)/.exec(read("compose.yaml"))?.[1] ?? "";
    const set = [...composed.matchAll(/^ {6}([A-Z_]+):/gm)].map(([, name]) => name);
    expect(set).to.include("SEALING_KEYS");
    expect(known).to.include.members([...Object.keys(env), ...set]);
  });

  it("give a reason for every package, and for none that is not installed", () => {
    const table = readme.slice(readme.indexOf("## Dependencies"));
    const named = [...table.matchAll(/^\| ((?:@?[a-z][\w./-]*(?:, )?)+) \|/gm)].flatMap(([, names = ""]) =>
      names.split(", "),
    );
    const installed = Object.keys({ ...dependencies, ...devDependencies }).filter(
      (name) => !name.startsWith("@types/"),
    );
    expect(named.filter((name) => name !== "package")).to.have.members(installed);
  });

  it("describe every npm script", () => {
    const undescribed = Object.keys(scripts).filter(
      (name) => !new RegExp(`npm (run )?${name}(?![\\w:-])`).test(readme),
    );
    expect(undescribed).to.deep.equal([]);
  });

  it("name an existing test for each security requirement that is met", () => {
    const rows = read("SECURITY.md")
      .split("\n")
      .filter((line) => /^\| \d+\.\d+\.\d+/.test(line));
    const named = rows.map((row) => [row, [...row.matchAll(/`(test\/[\w./-]+\.ts)` "([^"]+)"/g)]] as const);
    const met = named.filter(([row]) => row.includes("| met |"));
    expect(met.length).to.be.greaterThan(50);
    expect(met.filter(([, tests]) => tests.length === 0).map(([row]) => row)).to.deep.equal([]);
    const missing = named
      .flatMap(([, tests]) => tests)
      .filter(([, file = "", title = ""]) => !read(file).includes(title));
    expect(missing.map(([test]) => test)).to.deep.equal([]);
    expect(rows.filter((row) => !/\| (met|open|not applicable) \| [^|]+ \|$/.test(row))).to.deep.equal([]);
  });

  it("show every folder of the source and every file beside them", () => {
    const tree = readme.slice(readme.indexOf("src/\n"), readme.indexOf("views/     "));
    const shown = [...tree.matchAll(/[ \n]([\w-]+\/|[\w-]+\.ts)(?=[ \n])/g)].map(([, name]) => name);
    const files = readdirSync(path.join(root, "src")).filter((file) => file.endsWith(".ts"));
    expect(shown).to.include.members([...files, ...FOLDERS.map((folder) => `${folder}/`)]);
  });

  it("show every record in the diagram of records, and none that is not stored", () => {
    const lines = diagram("erDiagram").split("\n");
    const shown = lines.flatMap((line) => line.replace(/".*"/, "").match(/[A-Z][A-Z_]+/g) ?? []);
    expect([...new Set(shown)]).to.have.members(modelNames());
  });

  it("show every state of an appointment, and none that it cannot have", () => {
    const shown = [...diagram("stateDiagram-v2").matchAll(/^ *(\S+) --> (\S+)/gm)].flatMap(([, from, to]) => [
      from,
      to,
    ]);
    expect([...new Set(shown)]).to.have.members(["[*]", ...STATUSES]);
  });

  it("name the licence that the package names", () => {
    expect(read("LICENSE")).to.match(new RegExp(`^${license} License`));
  });
});

/** The lines of the README's Mermaid diagram of this kind. */
function diagram(kind: string): string {
  return new RegExp(`mermaid\\n${kind}\\n([^\`]+)`).exec(readme)?.[1] ?? "";
}

/** The name of each mongoose model as the diagram writes it: NOTICE_CHOICE for NoticeChoice. */
function modelNames(): string[] {
  const models = readdirSync(path.join(root, "src"), { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith("-model.ts"),
  );
  const names = models.flatMap((file) => [...read(path.join("src", file)).matchAll(/mongoose\.model\("(\w+)"/g)]);
  return names.map(([, name = ""]) => name.replace(/\B[A-Z]/g, "_$&").toUpperCase());
}
