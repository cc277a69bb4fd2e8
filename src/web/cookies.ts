import type { CookieOptions } from "express";

/**
 * The name and attributes of a cookie that only this host gets and no script reads. Where people come by https, the `__Host-`
 * prefix keeps other hosts of the domain from setting it (RFC 6265bis, 4.1.3.2).
 */
export function hostCookie(name: string, secure: boolean): { name: string; options: CookieOptions & { path: string } } {
  return {
    name: secure ? `__Host-${name}` : name,
    options: { httpOnly: true, sameSite: "lax", path: "/", secure },
  };
}
