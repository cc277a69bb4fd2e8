import { not } from "../platform/queries.js";
import { CounsellorModel } from "./counsellor-model.js";

/** As many as one sitemap may hold (sitemaps.org), less the home page. */
const MOST = 49_999;

/** The ends of the addresses of every published profile, in order. */
export async function findPublishedSlugs(): Promise<string[]> {
  const found = await CounsellorModel.find({ published: true, suspended: not(true) }, { slug: 1 })
    .sort({ slug: 1 })
    .limit(MOST)
    .lean();
  return found.map(({ slug }) => slug);
}
