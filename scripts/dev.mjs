/** Runs the site; rebuilds and restarts it when a source, view or style changes. */
import { spawn, spawnSync } from "node:child_process";
import { watch } from "node:fs";

let site = null;
let pending = null;

for (const folder of ["src", "views", "public/css"]) watch(folder, { recursive: true }, restartSoon);
restart();

function restartSoon() {
  clearTimeout(pending);
  pending = setTimeout(restart, 200);
}

function restart() {
  if (site) {
    site.once("exit", start);
    site.kill("SIGTERM");
  } else start();
}

function start() {
  const built = spawnSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
  if (built.status !== 0) return (site = null);
  site = spawn(process.execPath, ["--enable-source-maps", "dist/server.js"], { stdio: "inherit" });
}
