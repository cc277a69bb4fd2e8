import { build } from "esbuild";
import { copyFile, cp, mkdir, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const folder = path.join(root, "node_modules/.cache/compiled-tests");
const COMPILED = ["src", "test"];
const SETTINGS = ".mocharc.json";

/**
 * Compiles src/ and test/ once, so that no process that runs tests has to. Resolves to a folder that looks like the project's: beside
 * the compiled files lie their sources, and everything else is linked.
 */
export async function compileTests() {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const entries = await readdir(root, { withFileTypes: true });
  const others = entries.filter(({ name }) => ![...COMPILED, SETTINGS, ".git"].includes(name));
  await Promise.all([...COMPILED.map(copy), ...others.map(link), writeSettings()]);
  await build({
    entryPoints: await typescriptFiles(),
    outbase: root,
    outdir: folder,
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: true,
  });
  return folder;
}

function copy(name) {
  return cp(path.join(root, name), path.join(folder, name), { recursive: true });
}

/** On Windows, only folders can be linked without special rights. */
function link(entry) {
  const [from, to] = [path.join(root, entry.name), path.join(folder, entry.name)];
  return entry.isFile() ? copyFile(from, to) : symlink(from, to, "junction");
}

/** Mocha's settings, for compiled files. */
async function writeSettings() {
  const settings = await readFile(path.join(root, SETTINGS), "utf8");
  const compiled = settings.replace("import=tsx", "enable-source-maps").replaceAll('.ts"', '.js"');
  await writeFile(path.join(folder, SETTINGS), compiled);
}

async function typescriptFiles() {
  const lists = await Promise.all(COMPILED.map((name) => readdir(path.join(root, name), { recursive: true })));
  return lists
    .flatMap((files, index) => files.map((file) => path.join(root, COMPILED[index], file)))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"));
}
