import { expect } from "chai";
import type { Person } from "../../src/access/permissions.js";
import { navigationFor } from "../../src/web/navigation.js";

const admin: Person = { id: "0".repeat(24), role: "admin", name: "Robin", zone: "Europe/Berlin", loginId: "one" };

describe("The navigation", () => {
  it("marks the nearest link above a page, and none that only begins alike", () => {
    const marked = (path: string) =>
      navigationFor(admin, path, { href: "/counsellors", label: "Find a counsellor", isSearch: true })
        .filter(({ current }) => current)
        .map(({ href, current }) => `${href} ${current}`);
    expect(marked("/admin")).to.deep.equal(["/admin page"]);
    expect(marked("/admin/accounts/1/suspend")).to.deep.equal(["/admin/accounts true"]);
    expect(marked("/admin/accountsx")).to.deep.equal(["/admin true"]);
    expect(marked("/administration")).to.deep.equal([]);
  });
});
