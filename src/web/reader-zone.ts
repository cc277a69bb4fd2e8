import type { Request, Response } from "express";
import { actor } from "./passport.js";

const YEAR_MS = 365 * 24 * 60 * 60_000;
/** Follows a zone in its cookie that a visitor chose, so that the browser's own does not take its place. */
const CHOSEN = "~";

/** The time zone that this reader sees times in: their own, or the one their browser told; null when nobody knows yet. */
export function readerZone(req: Request): string | null {
  const sender = actor(req);
  if (sender.role !== "visitor") return sender.zone;
  const told = /(?:^|;\s*)zone=([^;]+)/.exec(req.get("cookie") ?? "")?.[1];
  return told ? knownZone(decodeURIComponentSafely(told).replace(CHOSEN, "")) : null;
}

/** Keeps the zone that a visitor chose to see times in. */
export function keepZone(res: Response, zone: string): void {
  res.cookie("zone", zone + CHOSEN, { maxAge: YEAR_MS, sameSite: "lax", secure: res.req.secure });
}

function knownZone(name: string): string | null {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
