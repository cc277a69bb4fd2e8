import { expect } from "chai";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const papers = [
  ...readdirSync(root).filter((file) => file.endsWith(".md")),
  ...["bench/README.md", "src/protocol/README.md"],
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
    it(`of ${paper} lead nowhere that is not there`, () => {
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

    it(`of ${paper} name no command that is not there`, () => {
      const named = [...read(paper).matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name);
      expect(named.filter((name) => !(name in scripts))).to.deep.equal([]);
    });
  }

  it("list every environment variable, and none that is not read", () => {
    const listed = [...readme.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
    const known = [...read("src/platform/env.ts").matchAll(/^ {2,6}([A-Z][A-Z_]+):/gm)].map(([, name]) => name);
    expect(listed).to.have.members([...new Set(known)]);
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

  it("name the licence that the package names", () => {
    expect(read("LICENSE")).to.match(new RegExp(`^${license} License`));
  });
});
