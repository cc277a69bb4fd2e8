import ejs from "ejs";
import { readFileSync } from "node:fs";
import path from "node:path";

const folder = path.resolve(import.meta.dirname, "../../views");

const OPTIONS = {
  _with: false,
  localsName: "it",
  // In place of EJS's own, which copies all data and all options for each icon of a page.
  destructuredLocals: ["include"],
  // The data is the site's own: EJS need not copy it once more to be safe from inherited fields.
  unsafePrototypeLocals: true,
};

type Data = Record<string, unknown>;

const compiled = new Map<string, ejs.TemplateFunction>();

/** Renders `views/<name>.ejs`. The template finds `data` in `it`, and includes others by their path from views/. */
export function render(name: string, data: object): Promise<string> {
  return new Promise((resolve) => resolve(fill(name, { ...data })));
}

function fill(name: string, it: Data): string {
  it.include = (part: string, more?: Data) => fill(part, { ...it, ...more });
  return template(name)(it);
}

function template(name: string): ejs.TemplateFunction {
  let found = compiled.get(name);
  if (!found) {
    const filename = path.join(folder, `${name}.ejs`);
    compiled.set(name, (found = ejs.compile(readFileSync(filename, "utf8"), { ...OPTIONS, filename })));
  }
  return found;
}
