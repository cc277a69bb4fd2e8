import type { Request, Response } from "express";
import { offersFor } from "../clients/agreed-prices.js";
import { findAvailability } from "../availability/find-availability.js";
import { describePicker } from "../availability/describe-picker.js";
import { pickTime } from "../availability/pick-time.js";
import { pickerQuery } from "../availability/picker-forms.js";
import type { Counsellor } from "../profiles/counsellor-model.js";
import { describeFound } from "./describe-found.js";
import { describeProfile } from "./describe-profile.js";
import type { Services } from "../services.js";
import { can } from "../access/permissions.js";
import { findLink } from "../web/find-link.js";
import { format } from "../web/format.js";
import { actor } from "../web/passport.js";
import { keepZone, readerZone } from "../web/reader-zone.js";
import { show, wantsFragment } from "../web/respond.js";
import { zoneChoices } from "../web/zone-rules.js";
import { readInput } from "../web/read-form.js";

/** The page of a counsellor at an address; as a preview, it shows them what clients see, and nothing can be booked. */
interface CounsellorPage {
  counsellor: Counsellor;
  path: string;
  isPreview?: boolean;
}

/** Answers with a counsellor's page: their profile and free times. */
export async function showCounsellor(
  services: Services,
  req: Request,
  res: Response,
  { counsellor: shown, path, isPreview = false }: CounsellorPage,
): Promise<void> {
  const reader = { id: isPreview ? null : actor(req).id, zone: readerZone(req) };
  const [offers, availability] = await Promise.all([offersFor(shown, reader.id), findAvailability(String(shown._id))]);
  const counsellor = { ...shown, offers };
  const isVisitor = actor(req).role === "visitor";
  const query = readInput(pickerQuery, req.query);
  if (query.choose === "kept" && query.zone && isVisitor) keepZone(res, query.zone);
  const picker = await pickTime(services, { counsellor, availability }, query, reader);
  const page = {
    ...{ path, counsellor, query, zones: zoneChoices() },
    isSwapped: wantsFragment(req),
    canSearch: findLink(res).isSearch,
    reader: { isVisitor, isPreview, mayBook: can(actor(req), "appointment.book", counsellor) },
  };
  const canonical = services.siteUrl + (findLink(res).isSearch ? path : "/");
  const isListed = counsellor.published && !counsellor.suspended;
  const data = {
    ...(isListed && {
      // Prices agreed with one reader are none of a search engine's.
      found: describeFound(shown, {
        siteUrl: services.siteUrl,
        canonical,
        currency: services.site.current.currency,
      }),
    }),
    title: counsellor.name,
    counsellor,
    isPreview,
    profile: describeProfile(counsellor, format),
    picker: describePicker(picker, page, format),
    takesOwnZone: isVisitor && !query.zone,
  };
  await show(res, "search/counsellor", data, { fragment: "availability/_picker" });
}
