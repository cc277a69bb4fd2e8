import type { Request, Response } from "express";
import { describePicker } from "../availability/describe-picker.js";
import { pickTime } from "../availability/pick-time.js";
import { pickerQuery } from "../availability/picker-forms.js";
import { GENDERS, MEDIA, SESSION_TYPES, SPECIALIZATIONS } from "../catalogue/catalogue-rules.js";
import type { Counsellor } from "../profiles/counsellor-model.js";
import { describeFound } from "./describe-found.js";
import type { Services } from "../services.js";
import { findLink } from "../web/find-link.js";
import { format } from "../web/format.js";
import { actor } from "../web/passport.js";
import { keepZone, readerZone } from "../web/reader-zone.js";
import { show, wantsFragment } from "../web/respond.js";
import { zoneChoices } from "../web/zone-rules.js";

const labels = { specializations: SPECIALIZATIONS, sessionTypes: SESSION_TYPES, media: MEDIA, genders: GENDERS };

/** The page of a counsellor at an address; as a preview, it shows them what clients see, and nothing can be booked. */
interface CounsellorPage {
  counsellor: Counsellor;
  path: string;
  isPreview?: boolean;
}

/** Answers with a counsellor's page: their profile, and the times that are free. */
export async function showCounsellor(
  services: Services,
  req: Request,
  res: Response,
  { counsellor, path, isPreview = false }: CounsellorPage,
): Promise<void> {
  const reader = { id: isPreview ? null : actor(req).id, zone: readerZone(req) };
  const query = pickerQuery.parse(req.query);
  if (query.choose === "kept" && query.zone && actor(req).role === "visitor") keepZone(res, query.zone);
  const picker = await pickTime(services, counsellor, query, reader);
  const page = { path, counsellor, query, zones: zoneChoices(), isSwapped: wantsFragment(req) };
  const canonical = services.siteUrl + (findLink(res).isSearch ? path : "/");
  const isListed = counsellor.published && !counsellor.suspended;
  const data = {
    ...(isListed && { found: describeFound(counsellor, services.siteUrl, canonical) }),
    title: counsellor.name,
    labels,
    counsellor,
    isPreview,
    media: counsellor.media.map((key) => ({ key, label: MEDIA[key] })),
    picker: describePicker(picker, page, format),
    takesOwnZone: actor(req).role === "visitor" && !query.zone,
  };
  await show(res, "search/counsellor", data, { fragment: "availability/_picker" });
}
