/**
 * Builds the server to dist/ and the browser's files to public/build/. With --if-needed, only if a source is newer; it then imports
 * no development package unless it builds, so that commands work on a host without them.
 */
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

/** The oldest supported browsers. */
const BROWSERS = ["chrome90", "edge90", "firefox90", "safari14"];

const root = path.resolve(import.meta.dirname, "..");
const manifest = path.join(root, "public/build/manifest.json");

if (!(process.argv.includes("--if-needed") && (await isUpToDate()))) await buildAll();

async function buildAll() {
  await rm(path.join(root, "dist"), { recursive: true, force: true });
  await mkdir(path.join(root, "public/build"), { recursive: true });
  await buildServer();
  await buildBrowser();
}

async function buildServer() {
  const { build } = await import("esbuild");
  const browser = path.join(root, "src/browser") + path.sep;
  const sources = await filesBelow(path.join(root, "src"), (file) => file.endsWith(".ts") && !file.startsWith(browser));
  await build({
    entryPoints: sources,
    outbase: path.join(root, "src"),
    outdir: path.join(root, "dist"),
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: true,
  });
}

async function buildBrowser() {
  const files = [...(await buildScripts()), ...(await buildStyles()), ...(await buildPdfViewer())];
  files.push(["htmx.js", await readFile(path.join(root, "node_modules/htmx.org/dist/htmx.min.js"))]);
  const names = {};
  for (const [name, contents] of files) names[name] = await writeHashed(name, contents);
  names["pdf-tables"] = await copyPdfTables();
  await writeFile(manifest, JSON.stringify(names, null, 2));
  await removeAllBut(Object.values(names));
}

function buildScripts() {
  const names = ["main", "live", "room", "check", "setup", "notes", "attachment"];
  const entryPoints = names.map((name) => `src/browser/${name}.ts`);
  return bundle({ entryPoints, format: "iife", minify: true, target: BROWSERS });
}

/** The viewer of PDFs and what it loads. Browsers that are too old to run it offer the file to download. */
async function buildPdfViewer() {
  const worker = "pdfjs-dist/legacy/build/pdf.worker.min.mjs";
  const entryPoints = { "pdf-frame": "src/browser/pdf-frame.ts", "pdf-worker": worker };
  const scripts = await bundle({ entryPoints, format: "iife", minify: true });
  const decoders = ["jbig2.wasm", "openjpeg.wasm"].map(async (name) => [
    `pdf-${name}`,
    await readFile(path.join(root, "node_modules/pdfjs-dist/wasm", name)),
  ]);
  return [...scripts, ...(await Promise.all(decoders))];
}

/** Copies what the viewer needs for files without fonts of their own, into a folder named for the version of pdf.js. */
async function copyPdfTables() {
  const from = path.join(root, "node_modules/pdfjs-dist");
  const { version } = JSON.parse(await readFile(path.join(from, "package.json"), "utf8"));
  const name = `pdf-tables-${version}`;
  const target = path.join(root, "public/build", name);
  await cp(path.join(from, "cmaps"), target, { recursive: true });
  for (const font of ["FoxitSymbol.pfb", "FoxitDingbats.pfb", "LICENSE_FOXIT"]) {
    await cp(path.join(from, "standard_fonts", font), path.join(target, font));
  }
  return name;
}

/** Turns cascade layers into specificity: browsers before 2022 ignore every rule inside a layer. */
async function buildStyles() {
  const { transform } = await import("esbuild");
  const { default: postcss } = await import("postcss");
  const { default: cascadeLayers } = await import("@csstools/postcss-cascade-layers");
  const accents = await filesBelow(path.join(root, "public/css/accents"));
  const pages = [
    "public/css/app.css",
    "public/css/signed-in.css",
    "public/css/session-room.css",
    "public/css/pdf-frame.css",
  ];
  const entryPoints = [...pages, ...accents];
  const layered = await bundle({ entryPoints });
  return Promise.all(
    layered.map(async ([name, contents]) => {
      const { css } = await postcss([cascadeLayers()]).process(contents.toString(), { from: undefined });
      const { code } = await transform(css, { loader: "css", minify: true, target: BROWSERS });
      return [name, Buffer.from(code)];
    }),
  );
}

/** Bundles these files; returns pairs of name and contents. */
async function bundle(options) {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: root,
    outdir: "public/build",
    bundle: true,
    write: false,
    ...options,
  });
  return outputFiles.map((file) => [path.basename(file.path), Buffer.from(file.contents)]);
}

/** Removes files of earlier builds, which the manifest no longer names. */
async function removeAllBut(names) {
  const kept = new Set(["manifest.json", ...names, ...names.map((name) => `${name}.br`)]);
  const files = await readdir(path.join(root, "public/build"));
  const left = files.filter((file) => !kept.has(file));
  await Promise.all(left.map((file) => rm(path.join(root, "public/build", file), { recursive: true })));
}

/** Writes a file under a content-hashed name, with a brotli copy beside it. */
async function writeHashed(name, contents) {
  const hash = createHash("sha256").update(contents).digest("hex").slice(0, 10);
  const { name: stem, ext } = path.parse(name);
  const hashed = `${stem}.${hash}${ext}`;
  const target = path.join(root, "public/build", hashed);
  await writeFile(target, contents);
  await writeFile(`${target}.br`, brotliCompressSync(contents, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  return hashed;
}

async function isUpToDate() {
  const built = await stat(manifest).catch(() => null);
  if (!built) return false;
  const sources = [...(await filesBelow(path.join(root, "src"))), ...(await filesBelow(path.join(root, "public/css")))];
  sources.push(path.join(root, "package.json"));
  // On a host without development dependencies, no source is newer than the build, so it never builds again.
  const times = await Promise.all(sources.map(async (file) => (await stat(file)).mtimeMs));
  return Math.max(...times) <= built.mtimeMs;
}

async function filesBelow(folder, wanted = () => true) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter(wanted);
}
