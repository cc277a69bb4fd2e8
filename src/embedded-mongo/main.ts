import { startEmbeddedMongo } from "./start.js";

// Runs the embedded database alone until SIGINT or SIGTERM.
process.umask(0o077);
try {
  const mongo = await startEmbeddedMongo({ folder: process.env.DATA_DIR ?? "./data" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void mongo.stop());
  console.log(mongo.uri);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
