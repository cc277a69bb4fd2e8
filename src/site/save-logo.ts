import type { Sharp } from "sharp";
import { authorize, type Person } from "../access/permissions.js";
import { recordEvent } from "../audit/record-event.js";
import { readPicture } from "../files/read-picture.js";
import { NotFound } from "../platform/errors.js";
import type { Services } from "../services.js";
import { siteChanged } from "./site-changed.js";
import { SiteSettingsModel } from "./site-model.js";
import { DEFAULT_SETTINGS, type Logo } from "./site-rules.js";

/** As large as the head of a page shows a logo, in pixels. */
const SHOWN = { width: 144, height: 36 };
/** Of sharp screens. */
const DENSITY = 2;

/** Shows this picture in the head of every page, in place of the one before. Throws InvalidInput for what is no picture. */
export async function saveLogo(services: Services, actor: Person, bytes: Buffer): Promise<void> {
  authorize(actor, "site.edit", {});
  const { data, info } = await readPicture(bytes, "logo", small);
  const file = await services.files.put(data);
  const size = { width: Math.ceil(info.width / DENSITY), height: Math.ceil(info.height / DENSITY) };
  await replaceLogo(services, actor, { $set: { logo: { file, ...size } } });
}

/** Shows the usual mark again. */
export async function removeLogo(services: Services, actor: Person): Promise<void> {
  authorize(actor, "site.edit", {});
  await replaceLogo(services, actor, { $unset: { logo: 1 } });
}

/** The logo's bytes by its reference. Throws NotFound for any other file. */
export async function findLogo(services: Services, reference: string): Promise<Buffer> {
  const isShown = await SiteSettingsModel.exists({ "logo.file": reference });
  const bytes = isShown && (await services.files.get(reference));
  if (!bytes) throw new NotFound();
  return bytes;
}

const small = (picture: Sharp) =>
  picture
    .resize(SHOWN.width * DENSITY, SHOWN.height * DENSITY, { fit: "inside", withoutEnlargement: true })
    .webp({ quality: 85 })
    .toBuffer({ resolveWithObject: true });

type Change = { $set: { logo: Logo } } | { $unset: { logo: 1 } };

/** What the write replaced is no longer shown anywhere, so its file is removed, however many windows do this at once. */
async function replaceLogo(services: Services, actor: Person, change: Change): Promise<void> {
  const first = { $setOnInsert: { ...DEFAULT_SETTINGS, version: 0 } };
  const before = await SiteSettingsModel.findOneAndUpdate(
    { _id: "site" },
    { ...first, ...change },
    { returnDocument: "before", upsert: true },
  ).lean();
  await siteChanged(services);
  if (before?.logo) await services.files.remove(before.logo.file);
  await recordEvent(services, actor, "settings.changed", { detail: "logo" });
}
