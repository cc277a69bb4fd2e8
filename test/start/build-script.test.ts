import { expect } from "chai";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const root = path.resolve(import.meta.dirname, "../..");

describe("The build script on a host without development packages", () => {
  let host: string;
  before(async () => {
    host = await mkdtemp(path.join(tmpdir(), "healspace-host-"));
    for (const part of ["package.json", "scripts/build.mjs", "src/server.ts", "public/css"])
      await cp(path.join(root, part), path.join(host, part), { recursive: true });
  });
  after(() => rm(host, { recursive: true, force: true }));

  const build = (): Promise<unknown> =>
    promisify(execFile)(process.execPath, ["scripts/build.mjs", "--if-needed"], { cwd: host });

  it("lets every command begin where the site is built, and says what is missing where it is not", async () => {
    await mkdir(path.join(host, "public/build"));
    await writeFile(path.join(host, "public/build/manifest.json"), "{}");
    await build();

    await rm(path.join(host, "public/build"), { recursive: true });
    const failed = await build().catch((error: Error) => error.message);
    expect(failed).to.contain("Cannot find package 'esbuild'");
  });
});
