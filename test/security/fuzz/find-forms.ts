import { prefilled, type Page, type Reader } from "../../support/reader.js";
import type { Route } from "../../support/routes.js";
import { inParallel } from "./in-parallel.js";
import type { Practice } from "./practice.js";

/** A form as a page of one of the readers showed it. */
export interface FoundForm {
  action: string;
  method: string;
  fields: Record<string, string | string[]>;
  hasFile: boolean;
}

/** The forms that each of these readers is shown, at every address that shows them one. */
export async function findForms({ names }: Practice, routes: Route[], readers: Reader[]): Promise<FoundForm[][]> {
  const found = readers.map((reader) => ({ reader, forms: [] as FoundForm[] }));
  const pages = routes.filter(({ method }) => method === "GET");
  const asked = pages.flatMap(({ path }) => found.map((one) => ({ ...one, path })));
  await inParallel(asked, async ({ path, reader, forms }) => {
    const page = await reader.request(rightAddress(path, names), { redirect: "manual" });
    const isPage = page.status === 200 && (page.headers.get("content-type") ?? "").startsWith("text/html");
    const isOpen = ({ action }: FoundForm): boolean => action.startsWith("/") && action !== "/sign-out";
    if (isPage) forms.push(...formsOf(page).filter(isOpen));
  });
  return found.map(({ forms }) => forms);
}

/** An address of a route that leads somewhere: each part is the first of the `names` of its beginning. */
export function rightAddress(path: string, names: Record<string, string[]>): string {
  const beginning = Object.keys(names).find((each) => each !== "" && path.startsWith(`${each}:`)) ?? "";
  return path.replace(/:\w+/g, (_, at: number) => (at === beginning.length ? names[beginning]![0]! : "1"));
}

function formsOf(page: Page): FoundForm[] {
  return page.document.querySelectorAll("form").map((form) => ({
    action: (form.getAttribute("action") ?? new URL(page.url).pathname).replaceAll("&amp;", "&"),
    method: (form.getAttribute("method") ?? "get").toUpperCase(),
    fields: prefilled(form),
    hasFile: form.querySelector("input[type=file]") !== null,
  }));
}
