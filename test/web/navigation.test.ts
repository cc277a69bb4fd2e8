import { expect } from "chai";
import type { Person } from "../../src/access/permissions.js";
import { adminNavigationFor, navigationFor, type NavigationLink } from "../../src/web/navigation.js";

const admin: Person = {
  id: "0".repeat(24),
  role: "admin",
  isAdmin: true,
  name: "Robin",
  zone: "Europe/Berlin",
  loginId: "one",
};

describe("The navigation", () => {
  const find = { href: "/counsellors", label: "Find a counsellor", isSearch: true };
  const marks = (links: NavigationLink[]): string[] =>
    links.filter(({ current }) => current).map(({ href, current }) => `${href} ${current}`);

  it("marks the nearest link above a page, and none that merely begins the same", () => {
    const marked = (path: string) => marks(adminNavigationFor(admin, path));
    expect(marked("/admin")).to.deep.equal(["/admin page"]);
    expect(marked("/admin/accounts/1/suspend")).to.deep.equal(["/admin/accounts true"]);
    expect(marked("/admin/accountsx")).to.deep.equal(["/admin true"]);
    expect(marks(navigationFor(admin, "/admin/accounts", find))).to.deep.equal(["/admin true"]);
    expect(marks(navigationFor(admin, "/administration", find))).to.deep.equal([]);
  });

  it("has three links for clients and for counsellors, and the admin's too for a counsellor who is one", () => {
    const of = (role: Person["role"], isAdmin: boolean): string[] =>
      navigationFor({ ...admin, role, isAdmin }, "/", find).map(({ href }) => href);
    expect(of("client", false)).to.deep.equal(["/counsellors", "/appointments", "/conversations"]);
    expect(of("counsellor", false)).to.deep.equal(["/dashboard", "/clients", "/conversations"]);
    expect(of("counsellor", true)).to.deep.equal(["/dashboard", "/clients", "/conversations", "/admin"]);
    expect(of("admin", true)).to.deep.equal(["/admin"]);
  });

  it("shows the links of the admin's area there alone, and to admins alone", () => {
    expect(adminNavigationFor(admin, "/account")).to.deep.equal([]);
    expect(adminNavigationFor({ ...admin, role: "counsellor", isAdmin: false }, "/admin")).to.deep.equal([]);
  });
});
