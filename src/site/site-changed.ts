import type { Services } from "../services.js";

/** Has this process and all others read the site's settings and texts again. */
export async function siteChanged({ site, bus }: Pick<Services, "site" | "bus">): Promise<void> {
  bus.publish("site.changed", {});
  await site.refresh();
}
