/** Writes the table of imports into the README, from the layout that the architecture test checks. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { importTable } from "../test/support/layout.js";

const readme = path.resolve(import.meta.dirname, "../README.md");
const TABLE = /\| file \| may import \|\n(?:\|.*\n)+/;

const text = await readFile(readme, "utf8");
await writeFile(readme, text.replace(TABLE, `${importTable()}\n`));
