import type { Request, Response } from "express";
import { actor } from "./passport.js";
import { siteTime } from "./format.js";
import { showSameTimes, zoneNamed } from "./zone-rules.js";

const YEAR_MS = 365 * 24 * 60 * 60_000;

/** What browsers keep: the zone of the device, the one a visitor chose instead, and the one that its owner does not want used. */
const COOKIES = { device: "zone", chosen: "chosen-zone", declined: "declined-zone" } as const;

/** The time zone that this reader sees times in: their own, or the one their browser told; null when nobody knows yet. */
export function readerZone(req: Request): string | null {
  const sender = actor(req);
  if (sender.role !== "visitor") return sender.zone;
  return zoneIn(req, "chosen") ?? zoneIn(req, "device");
}

/** Keeps the zone that a visitor chose to see times in. */
export function keepZone(res: Response, zone: string): void {
  keep(res, "chosen", zone);
}

/** Says that somebody keeps the zone of their account on a device in this one. */
export function declineZone(res: Response, device: string): void {
  keep(res, "declined", device);
}

/** The zone of a signed-in reader's device, where its clock differs from their account's and they did not decline it. */
export function otherDeviceZone(req: Request): string | null {
  const sender = actor(req);
  const device = zoneIn(req, "device");
  if (sender.role === "visitor" || !device || device === zoneIn(req, "declined")) return null;
  return showSameTimes(device, sender.zone, siteTime()) ? null : device;
}

function keep(res: Response, which: keyof typeof COOKIES, zone: string): void {
  res.cookie(COOKIES[which], zone, { maxAge: YEAR_MS, sameSite: "lax", secure: res.req.secure });
}

function zoneIn(req: Request, which: keyof typeof COOKIES): string | null {
  const cookies = (req.get("cookie") ?? "").split(/;\s*/);
  const told = cookies.find((cookie) => cookie.startsWith(`${COOKIES[which]}=`))?.slice(COOKIES[which].length + 1);
  return told ? zoneNamed(decodeURIComponentSafely(told)) : null;
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
