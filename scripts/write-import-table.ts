/** Writes the import table, which the architecture test checks, into the README. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { importTable } from "../test/support/layout.js";

const readme = path.resolve(import.meta.dirname, "../README.md");
const TABLE = /\| file \| may import \|\n(?:\|.*\n)+/;

const text = await readFile(readme, "utf8");
await writeFile(readme, text.replace(TABLE, `${importTable()}\n`));
