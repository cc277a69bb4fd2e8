import type { Request, Response } from "express";
import { actor } from "./passport.js";
import { cookieIn, keepCookie } from "./kept-cookies.js";
import { siteTime } from "./format.js";
import { showSameTimes, zoneNamed } from "./zone-rules.js";

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
  keepCookie(res, COOKIES.chosen, zone);
}

/** Says that someone keeps the zone of their account on a device in this one. */
export function declineZone(res: Response, device: string): void {
  keepCookie(res, COOKIES.declined, device);
}

/** The zone of a signed-in reader's device, where its clock differs from their account's and they did not decline it. */
export function otherDeviceZone(req: Request): string | null {
  const sender = actor(req);
  const device = zoneIn(req, "device");
  if (sender.role === "visitor" || !device || device === zoneIn(req, "declined")) return null;
  return showSameTimes(device, sender.zone, siteTime()) ? null : device;
}

function zoneIn(req: Request, which: keyof typeof COOKIES): string | null {
  const told = cookieIn(req, COOKIES[which]);
  return told ? zoneNamed(told) : null;
}
