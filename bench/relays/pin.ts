import { spawnSync } from "node:child_process";

/** Keeps a process to one core, so that relay and load do not take each other's. Does nothing where there is no `taskset`. */
export function pin(pid: number, core: number): void {
  spawnSync("taskset", ["--all-tasks", "--cpu-list", "--pid", String(core), String(pid)]);
}
