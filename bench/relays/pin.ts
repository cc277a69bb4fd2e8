import { spawnSync } from "node:child_process";

/** Pins a process to one core, so that relay and load do not compete. Does nothing where `taskset` is missing. */
export function pin(pid: number, core: number): void {
  spawnSync("taskset", ["--all-tasks", "--cpu-list", "--pid", String(core), String(pid)]);
}
