import { can, type Action, type Actor } from "../access/permissions.js";

/** One link in the head of every page. */
export interface NavigationLink {
  href: string;
  label: string;
  /** For `aria-current`: "page" on that very page, "true" on one below it. */
  current: "page" | "true" | null;
  /** Whether it shows how many messages are unread. */
  showsUnread: boolean;
}

const LINKS: { href: string; label: string; action: Action; not?: readonly Actor["role"][] }[] = [
  { href: "/counsellors", label: "Find a counsellor", action: "counsellor.find", not: ["counsellor", "admin"] },
  { href: "/appointments", label: "Appointments", action: "appointment.list" },
  { href: "/conversations", label: "Messages", action: "conversation.list" },
  { href: "/availability", label: "Availability", action: "availability.edit" },
  { href: "/profile", label: "Profile", action: "profile.edit" },
  { href: "/admin", label: "Overview", action: "site.watch" },
  { href: "/admin/counsellors", label: "Verification", action: "counsellor.check" },
  { href: "/admin/accounts", label: "Accounts", action: "account.suspend" },
  { href: "/admin/site", label: "Site", action: "site.edit" },
];

/** The links that this actor has use for, with the one marked that leads to `path` or nearest above it. */
export function navigationFor(actor: Actor, path: string): NavigationLink[] {
  const links = LINKS.filter(({ action, not = [] }) => can(actor, action) && !not.includes(actor.role));
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
  return path === href || path.startsWith(`${href}/`);
}
