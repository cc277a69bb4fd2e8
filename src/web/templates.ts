import ejs from "ejs";
import path from "node:path";

const folder = path.resolve(import.meta.dirname, "../../views");

/** Renders `views/<name>.ejs`. The template finds `data` in `it`, and includes others by their path from views/. */
export function render(name: string, data: object): Promise<string> {
  return ejs.renderFile(path.join(folder, `${name}.ejs`), data, {
    root: folder,
    cache: true,
    _with: false,
    localsName: "it",
  });
}
