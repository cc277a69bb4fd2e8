import type { Reader } from "./reader.js";
import { allRoutes } from "./routes.js";
import type { Services } from "../../src/services.js";

/** Addresses of one route that are looked at for each reader: an address with a query may ask more of the database. */
const OF_EACH_ROUTE = 3;

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
 * Opens every page that a reader gets to, from the routes without parameters and from `more` on by links and forms that ask,
 * and returns those that answer with a page, up to three of each route.
 */
export async function openPages(reader: Reader, routes: string[], more: string[] = []): Promise<SitePage[]> {
  const routeOf = matcher(routes);
  const queue = [...more, ...routes.filter((path) => !path.includes(":"))];
  const seen = new Set<string>();
  const found: SitePage[] = [];
  const counts = new Map<string, number>();
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const route = routeOf(path);
    if (!route || seen.has(path) || (counts.get(route) ?? 0) >= OF_EACH_ROUTE) continue;
    seen.add(path);
    const page = await reader.request(path, { redirect: "manual" });
    if (page.status !== 200 || !/html/.test(page.headers.get("content-type") ?? "")) continue;
    counts.set(route, (counts.get(route) ?? 0) + 1);
    found.push({ path, route });
    const links = page.document.querySelectorAll("a[href^='/'], link[href^='/']");
    queue.push(...links.map((link) => (link.getAttribute("href") ?? "").replaceAll("&amp;", "&").split("#")[0] ?? ""));
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
