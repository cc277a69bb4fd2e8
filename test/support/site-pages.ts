import type { Services } from "../../src/services.js";
import type { Reader } from "./reader.js";
import { allRoutes } from "./routes.js";

/** An address that a reader can open, and the route that answers it. */
export interface SitePage {
  path: string;
  route: string;
}

/** The paths of all GET routes, as the application has them. */
export function getRoutes(services: Services): string[] {
  return allRoutes(services).flatMap(({ method, path }) => (method === "GET" ? [path] : []));
}

/**
 * Opens every page that a reader gets to by links, from the routes without parameters and from `more` on, and returns those that
 * answer with a page: of each route one for each set of query fields, because another query asks other things of the database.
 */
export async function openPages(reader: Reader, routes: string[], more: string[] = []): Promise<SitePage[]> {
  const routeOf = matcher(routes);
  const queue = [...more, ...routes.filter((path) => !path.includes(":"))];
  const seen = new Set<string>();
  const found: SitePage[] = [];
  const kinds = new Set<string>();
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const route = routeOf(path);
    const kind = `${route} ${queryFields(path)}`;
    if (!route || seen.has(path) || kinds.has(kind)) continue;
    seen.add(path);
    const page = await reader.request(path, { redirect: "manual" });
    if (page.status !== 200 || !/html/.test(page.headers.get("content-type") ?? "")) continue;
    kinds.add(kind);
    found.push({ path, route });
    const links = page.document.querySelectorAll("a[href^='/']").map((link) => link.getAttribute("href") ?? "");
    queue.push(...links.map((href) => href.replaceAll("&amp;", "&").split("#")[0] ?? ""));
  }
  return found;
}

/** Which route answers an address: the first whose pattern fits, as in the application. */
function matcher(routes: string[]): (path: string) => string | undefined {
  const patterns = routes.map((route) => ({
    route,
    pattern: new RegExp(`^${route.replaceAll(".", "\\.").replace(/:\w+/g, "[^/]+")}$`),
  }));
  return (path) => patterns.find(({ pattern }) => pattern.test(path.split("?")[0] ?? ""))?.route;
}

const queryFields = (path: string): string =>
  [...new URLSearchParams(path.split("?")[1] ?? "").keys()].sort().join(" ");
