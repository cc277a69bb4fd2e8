import type { Request } from "express";
import { actor } from "./passport.js";

/** The time zone that this reader sees times in: their own, or the one their browser told; null when nobody knows yet. */
export function readerZone(req: Request): string | null {
  const sender = actor(req);
  if (sender.role !== "visitor") return sender.zone;
  const told = /(?:^|;\s*)zone=([^;]+)/.exec(req.get("cookie") ?? "")?.[1];
  return told ? knownZone(decodeURIComponentSafely(told)) : null;
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
