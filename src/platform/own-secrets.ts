import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

const shape = z.object({ sessionSecrets: z.array(z.string()), sealingKeys: z.array(z.string()) });

export type OwnSecrets = z.infer<typeof shape>;

/**
 * The secrets of a trial installation: made at its first start and kept in its data folder, readable by its owner only.
 * In production they come from the environment instead.
 */
export async function ownSecrets(folder: string): Promise<OwnSecrets> {
  const file = path.join(folder, "secrets.json");
  await mkdir(folder, { recursive: true });
  const made: OwnSecrets = {
    sessionSecrets: [randomBytes(32).toString("base64url")],
    sealingKeys: [`trial:${randomBytes(32).toString("base64")}`],
  };
  try {
    await writeFile(file, JSON.stringify(made, null, 2), { mode: 0o600, flag: "wx" });
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return shape.parse(JSON.parse(await readFile(file, "utf8")));
  }
}
