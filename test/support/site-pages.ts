import type { Services } from "../../src/services.js";
import type { Reader } from "./reader.js";
import { allRoutes } from "./routes.js";

/** An address that a reader can open, and the route that answers it. */
export interface SitePage {
  path: string;
  route: string;
  /** The route with the names of the query's fields: pages of one kind look alike. */
  kind: string;
  /** The ids on the page, and its links to places on pages of the site: "/account/profile#contact". */
  ids: string[];
  placeLinks: string[];
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
    const { document } = page;
    const placeLinks = document.querySelectorAll("a[href*='#']").map((link) => link.getAttribute("href") ?? "");
    const ids = document.querySelectorAll("[id]").map(({ id }) => id);
    found.push({ path, route, kind, ids, placeLinks: placeLinks.filter((href) => /^[/#]/.test(href)) });
    const links = page.document.querySelectorAll("a[href^='/']").map((link) => link.getAttribute("href") ?? "");
    queue.push(...links.map((href) => href.replaceAll("&amp;", "&").split("#")[0] ?? ""));
  }
  return found;
}

/** The links to a place that is not on the page they lead to; a page of the same kind stands for one that was not opened. */
export function brokenPlaceLinks(pages: SitePage[], routes: string[]): string[] {
  const routeOf = matcher(routes);
  return pages.flatMap(({ path, placeLinks }) =>
    placeLinks.filter((href) => {
      const [there, id = ""] = href.replaceAll("&amp;", "&").split("#");
      const target = there || path;
      const kind = `${routeOf(target)} ${queryFields(target)}`;
      const page = pages.find((other) => other.path === target) ?? pages.find((other) => other.kind === kind);
      return page && !page.ids.includes(id) && !isNewestOfNone(id, page);
    }),
  );
}

/** A conversation without messages has no newest one; its page then opens at its top. */
const isNewestOfNone = (id: string, { ids }: SitePage): boolean =>
  id === "newest" && !ids.some((each) => each.startsWith("message-"));

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
