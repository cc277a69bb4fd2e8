import { expect } from "chai";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { OwnProcess } from "../support/own-process.js";
import { Reader } from "../support/reader.js";

const command = path.resolve(import.meta.dirname, "../../dist/make-admin.js");

describe("The command make-admin", () => {
  let folder: string;
  let site: OwnProcess;
  let url: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "healspace-admin-"));
    site = new OwnProcess({ PORT: "0", DATA_DIR: folder });
    url = await site.answers();
  });
  after(async () => {
    site.kill("SIGKILL");
    await site.exits();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (...args: string[]): Promise<{ code: number; said: string }> =>
    new Promise((resolve) => {
      const { PATH = "", HOME = "" } = process.env;
      const env = { PATH, HOME, DATA_DIR: folder, SITE_URL: url };
      execFile(process.execPath, [command, ...args], { env }, (error, stdout, stderr) =>
        resolve({ code: error ? 1 : 0, said: stdout + stderr }),
      );
    });

  it("prints a link beside a running site, with which someone becomes an admin there", async () => {
    const { code, said } = await run("robin@example.org");
    expect(code, said).to.equal(0);
    expect(said).to.match(/until \d{4}-\d\d-\d\d \d\d:\d\d UTC:/);
    const link = /http:\S+\/become-admin\/\S+/.exec(said)?.[0] ?? "";
    const reader = new Reader(url);
    const home = await reader.submit(await reader.get(new URL(link).pathname), "main form", {
      name: "Robin Hale",
      password: "a quiet afternoon",
    });
    expect(home.url).to.match(/\/admin$/);
  }).timeout(60_000);

  it("says in a sentence what it needs and what it refuses", async () => {
    for (const [args, words] of [
      [[], "Give an e-mail address"],
      [["robin"], "Give an e-mail address"],
      [["sam@healspace.example"], "is a client's account"],
    ] as const) {
      const { code, said } = await run(...args);
      expect(code).to.equal(1);
      expect(said).to.contain(words).and.not.to.contain("    at ");
    }
  }).timeout(60_000);
});
