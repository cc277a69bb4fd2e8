import { can, type Action, type Actor } from "../access/permissions.js";
import type { FindLink } from "./find-link.js";

/** One link in the head of every page, or of an area of the site. */
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

/** Counsellors come to their appointments from the dashboard: the head has room for three links beside the admin's. */
const APPOINTMENTS: Link = { href: "/appointments", label: "Appointments", action: "appointment.list" };

const LINKS: Link[] = [
  { href: "/dashboard", label: "Dashboard", action: "desk.see" },
  { href: "/clients", label: "Clients", action: "client.see" },
  { href: "/conversations", label: "Messages", action: "conversation.list" },
  { href: "/admin", label: "Admin", action: "site.watch" },
];

/** The pages of the admin's area, which have a navigation of their own. */
const ADMIN_LINKS: Link[] = [
  { href: "/admin", label: "Overview", action: "site.watch" },
  { href: "/admin/counsellors", label: "Verification", action: "counsellor.check" },
  { href: "/admin/accounts", label: "Accounts", action: "account.suspend" },
  { href: "/admin/reports", label: "Reports", action: "report.read" },
  { href: "/admin/deliveries", label: "Deliveries", action: "delivery.watch" },
  { href: "/admin/audit", label: "Audit log", action: "audit.read" },
  { href: "/admin/setup", label: "Setup", action: "site.edit" },
  { href: "/admin/site", label: "Site", action: "site.edit" },
];

/** The links that this actor has use for, with the one marked that leads to `path` or nearest above it. */
export function navigationFor(actor: Actor, path: string, find: FindLink): NavigationLink[] {
  const books = actor.role === "visitor" || actor.role === "client";
  const links = books ? [APPOINTMENTS, ...LINKS] : LINKS;
  return marked([...(books ? [find] : []), ...links.filter(({ action }) => can(actor, action))], path);
}

/** The links between the pages of the admin's area; none on other pages, and for everyone else. */
export function adminNavigationFor(actor: Actor, path: string): NavigationLink[] {
  if (!isAt(path, "/admin")) return [];
  return marked(
    ADMIN_LINKS.filter(({ action }) => can(actor, action)),
    path,
  );
}

function marked(links: Omit<Link, "action">[], path: string): NavigationLink[] {
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
