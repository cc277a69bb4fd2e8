import { can, type Action, type Actor } from "../access/permissions.js";
import type { FindLink } from "./find-link.js";

/** One link in the head of every page. */
export interface NavigationLink {
  href: string;
  label: string;
  /** For `aria-current`: "page" on that very page, "true" on one below it. */
  current: "page" | "true" | null;
  /** Whether it shows how many messages are unread. */
  showsUnread: boolean;
}

interface Link {
  href: string;
  label: string;
  action: Action;
}

const LINKS: Link[] = [
  { href: "/appointments", label: "Appointments", action: "appointment.list" },
  { href: "/conversations", label: "Messages", action: "conversation.list" },
  { href: "/availability", label: "Availability", action: "availability.edit" },
  { href: "/profile", label: "Profile", action: "profile.edit" },
  { href: "/admin", label: "Overview", action: "site.watch" },
  { href: "/admin/counsellors", label: "Verification", action: "counsellor.check" },
  { href: "/admin/accounts", label: "Accounts", action: "account.suspend" },
  { href: "/admin/setup", label: "Setup", action: "site.edit" },
  { href: "/admin/site", label: "Site", action: "site.edit" },
];

/** The links that this actor has use for, with the one marked that leads to `path` or nearest above it. */
export function navigationFor(actor: Actor, path: string, find: FindLink): NavigationLink[] {
  const books = actor.role === "visitor" || actor.role === "client";
  const links = [...(books ? [find] : []), ...LINKS.filter(({ action }) => can(actor, action))];
  const [nearest] = links
    .map(({ href }) => href)
    .filter((href) => isAt(path, href))
    .sort((a, b) => b.length - a.length);
  return links.map(({ href, label }) => ({
    href,
    label,
    current: path === href ? "page" : href === nearest ? "true" : null,
    showsUnread: href === "/conversations",
  }));
}

function isAt(path: string, href: string): boolean {
  return path === href || (href !== "/" && path.startsWith(`${href}/`));
}
