/** Options that the starting thread passes to the worker. */
export interface WorkerOptions {
  /** The data folder, which exists. */
  folder: string;
  /** Acknowledges writes before the disk has them: faster, for data that may be lost with the machine. */
  noSync: boolean;
}

/** The worker's one report: where it listens, or why it does not. */
export type WorkerReport = { address: string } | { refused: string };
