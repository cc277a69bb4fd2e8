import type { Request, Response } from "express";

const YEAR_MS = 365 * 24 * 60 * 60_000;

/** Has the browser keep a choice for a year; it says nothing about who its reader is. */
export function keepCookie(res: Response, name: string, value: string): void {
  res.cookie(name, value, { maxAge: YEAR_MS, sameSite: "lax", secure: res.req.secure });
}

/** What the browser keeps under this name; null where there is nothing, or nothing readable. */
export function cookieIn(req: Request, name: string): string | null {
  const cookies = (req.get("cookie") ?? "").split(/;\s*/);
  const found = cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1);
  return found ? decodeSafely(found) : null;
}

function decodeSafely(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
