import { expect } from "chai";
import WebSocket from "ws";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import http from "node:http";

import path from "node:path";
import { SOCKET_PATH } from "../../src/protocol/limits.js";
import { AccountModel } from "../../src/accounts/account-model.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { makeClient, makeCounsellor, PASSWORD, signedIn } from "../support/people.js";
import { startProductionSite, type ProductionSite } from "../support/production-site.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const manifest = path.join(import.meta.dirname, "../../public/build/manifest.json");
const built = (): string =>
  `/build/${(JSON.parse(readFileSync(manifest, "utf8")) as Record<string, string>)["app.css"]}`;

/** OWASP ASVS 5.0: 3.4.1, 3.4.4, 4.1.2 and 12.2.1. */
describe("The edge of a site in production", () => {
  let site: ProductionSite;
  before(async () => (site = await startProductionSite()));
  after(() => site.stop());

  const plainly = (address: string, init: RequestInit = {}) =>
    fetch(new URL(site.url + address), { redirect: "manual", ...init });

  it("sends plain http to https, forms included, and to no other host", async () => {
    for (const [method, address] of [
      ["GET", "/sign-in?next=%2Faccount"],
      ["POST", "/sign-in"],
      ["GET", built()],
      ["GET", "//elsewhere.example/x"],
    ] as const) {
      const { status, headers } = await plainly(address, { method });
      expect([status, headers.get("location")], address).to.deep.equal([308, `https://healspace.example${address}`]);
    }
    expect((await plainly("/healthz")).status).to.equal(200);
  });

  it("has static files say that they come by https, and for this site alone", async () => {
    for (const path of [built(), "/images/favicon.svg"]) {
      const { headers } = await site.request(path);
      expect(headers.get("strict-transport-security"), path).to.equal("max-age=63072000");
      expect(headers.get("cross-origin-resource-policy"), path).to.equal("same-origin");
      expect(headers.get("x-content-type-options"), path).to.equal("nosniff");
    }
  });
});

/** OWASP ASVS 5.0: 3.2.2, 3.4.3, 3.4.4, 3.5.1, 3.7.2, 4.4.2, 7.3.1, 7.4.1, 13.4.4, 14.3.1, 14.3.2 and 15.3.6. */
describe("The edge of a site", () => {
  let site: TestSite;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());

  it("lets no text become a script, and receives what browsers report", async () => {
    const reader = site.newReader();
    const policy = (await reader.get("/")).headers.get("content-security-policy") ?? "";
    expect(policy).to.contain("require-trusted-types-for 'script'").and.to.contain("report-uri /csp-reports");
    for (const body of ['{"csp-report":{"blocked-uri":"https://evil.example/?secret"}}', "{", "[]", "x".repeat(9000)]) {
      const headers = { "content-type": "application/csp-report" };
      const { status } = await reader.request("/csp-reports", { method: "POST", headers, body });
      expect(status, body.slice(0, 20)).to.be.oneOf([204, 400, 413]);
    }
  });

  it("takes no form that another site sent, even with the right token", async () => {
    const client = await makeClient();
    const reader = await signedIn(site, client);
    const form = await reader.get("/account");
    const token = form.document.querySelector("input[name=_csrf]")?.getAttribute("value") ?? "";
    const send = (from?: string) =>
      reader.request("/account/password", {
        method: "POST",
        body: new URLSearchParams({ _csrf: token, currentPassword: "wrong", newPassword: PASSWORD }),
        ...(from && { headers: { "sec-fetch-site": from } }),
      });
    for (const from of ["cross-site", "same-site"]) expect((await send(from)).status, from).to.equal(403);
    for (const from of ["same-origin", "none", undefined]) expect((await send(from)).status, from).to.equal(422);
  });

  it("has no page at an address that would lead elsewhere as a link, and keeps nothing that is sent there", async () => {
    const reader = await signedIn(site, await makeClient());
    for (const address of ["//elsewhere.example/x", "//", "//sign-in"]) {
      const url = `${site.url}${address}`;
      expect((await reader.request(url)).status, address).to.equal(404);
      const body = new URLSearchParams({ text: "Written here" });
      const headers = { origin: site.url };
      expect((await reader.request(url, { method: "POST", body, headers })).status, address).to.equal(404);
    }
  });

  it("continues only to its own paths after signing in, whatever the address asks for", async () => {
    const asked = [
      "//elsewhere.example",
      "/\\elsewhere.example",
      "https://elsewhere.example",
      "/\u0000",
      "/\ufffd",
      "javascript:0",
    ];
    for (const next of [...asked, "/%", "/%00", "/é\u202e", "/appointments?x=//y"]) {
      const client = await makeClient();
      const reader = site.newReader();
      const form = await reader.get(`/sign-in?next=${encodeURIComponent(next)}`);
      expect(form.status, next).to.equal(200);
      const body = new URLSearchParams({
        _csrf: form.document.querySelector("input[name=_csrf]")?.getAttribute("value") ?? "",
        email: client.email,
        password: PASSWORD,
        next,
      });
      const { status, headers } = await reader.request("/sign-in", { method: "POST", body, redirect: "manual" });
      expect(status, next).to.equal(303);
      expect(headers.get("location"), next).to.match(/^\/(?![/\\])/);
    }
  });

  it("says nothing for a word in the address that it does not know", async () => {
    const client = await signedIn(site, await makeClient());
    for (const page of ["/account", "/check", "/confirm-email"]) {
      const plain = (await client.get(page)).text;
      for (const word of ["constructor", "__proto__", "toString"])
        expect((await client.get(`${page}?done=${word}`)).text, page + word).to.equal(plain);
    }
  });

  it("keeps pages that carry a form's token out of caches", async () => {
    const reader = site.newReader();
    for (const page of ["/sign-in", "/register", "/forgot-password"])
      expect((await reader.get(page)).headers.get("cache-control"), page).to.equal("no-store");
    expect((await reader.get("/")).headers.get("cache-control")).to.equal("no-cache");
  });

  it("signs out on the server and in the browser, which forgets its cookie and cached pages", async () => {
    const client = await signedIn(site, await makeClient());
    const body = new URLSearchParams({ _csrf: await client.csrfToken("/account") });
    const { headers } = await client.request("/sign-out", { method: "POST", body, redirect: "manual" });
    expect(headers.get("clear-site-data")).to.equal('"cache"');
    expect(headers.getSetCookie().join()).to.match(/(^|,)sid=;.*Expires=Thu, 01 Jan 1970/);
  });

  it("renews the cookie of someone who keeps using the site, and no more often than every ten minutes", async () => {
    const client = await signedIn(site, await makeClient());
    const isRenewed = async (): Promise<boolean> =>
      (await client.get("/appointments")).headers.getSetCookie().some((cookie) => cookie.startsWith("sid="));
    await client.get("/appointments");
    site.clock.advance({ minutes: 9 });
    expect(await isRenewed()).to.equal(false);
    site.clock.advance({ minutes: 2 });
    expect([await isRenewed(), await isRenewed()]).to.deep.equal([true, false]);
  });

  it("takes no field from a form that the form does not have", async () => {
    const more = {
      role: "admin",
      isAdmin: "true",
      provenEmail: "mia@example.org",
      provenAt: "2026-01-01",
      _id: "0".repeat(24),
    };
    const visitor = site.newReader();
    const form = await visitor.get("/register");
    const fields = {
      name: "Mia Lind",
      email: "mia@example.org",
      password: "four unrelated green words",
      zone: "Europe/Berlin",
    };
    expect((await visitor.submit(form, "form[action='/register']", { ...fields, ...more })).status).to.equal(200);
    const made = await AccountModel.findOne({ email: fields.email }).orFail().lean();
    expect([made.role, made.isAdmin, made.provenEmail]).to.deep.equal(["client", undefined, undefined]);

    const ana = await makeCounsellor({ published: false });
    const asAna = await signedIn(site, ana);
    const verified = {
      "verified.until": "2030-01-01",
      published: "on",
      role: "admin",
      isAdmin: "on",
      slug: "mine",
      "name.$ne": "x",
    };
    await asAna.submit(await asAna.get("/profile"), "form[action='/profile']", verified);
    await asAna.submit(await asAna.get("/account/profile"), "form[action='/account/profile']", verified);
    const { role, isAdmin } = await AccountModel.findById(ana.id).orFail().lean();
    const profile = await CounsellorModel.findById(ana.id).orFail().lean();
    expect([role, isAdmin, profile.verified]).to.deep.equal(["counsellor", undefined, undefined]);
    expect(profile.slug).not.to.equal("mine");
  });

  it("takes no method that no page uses", async () => {
    const reader = await signedIn(site, await makeClient());
    const headers = { "CSRF-Token": await reader.csrfToken("/account") };
    for (const method of ["PUT", "PATCH", "DELETE", "PROPFIND"])
      for (const path of ["/account", "/", "/appointments"])
        expect((await reader.request(path, { method, headers })).status, `${method} ${path}`).to.equal(404);
    const { hostname, port } = new URL(site.url);
    const traced = http.request({ hostname, port, method: "TRACE", path: "/", headers: { "x-told": "back" } }).end();
    const [answer] = (await once(traced, "response")) as [http.IncomingMessage];
    expect(answer.resume().statusCode).to.equal(403);
  });

  it("makes browsers trust each answer's declared type, health checks included", async () => {
    for (const path of ["/", "/healthz", "/readyz", "/robots.txt", "/nowhere", built()])
      expect((await site.newReader().get(path)).headers.get("x-content-type-options"), path).to.equal("nosniff");
  });

  it("protects the page about an error like every other, wherever the error comes from", async () => {
    const broken = { method: "POST", headers: { "content-type": "application/csp-report" }, body: "{" };
    for (const [path, init] of [
      ["/csp-reports", broken],
      ["/build/%ff", {}],
      ["/%", {}],
      ["//x", {}],
    ] as const) {
      const { status, headers } = await site.newReader().request(`${site.url}${path}`, init);
      expect(status, path).to.be.oneOf([400, 404]);
      expect(headers.get("content-security-policy"), path).to.contain("frame-ancestors 'none'");
      expect(headers.get("x-content-type-options"), path).to.equal("nosniff");
    }
  });

  it("says where to report a vulnerability", async () => {
    const { html } = await site.newReader().get("/.well-known/security.txt");
    expect(html)
      .to.match(/^Contact: \S+$/m)
      .and.to.contain("Expires: 2027-05-22T");
  });

  it("opens a socket to pages on this computer alone, whatever name leads here", async () => {
    const client = await signedIn(site, await makeClient());
    const { host, port } = new URL(site.url);
    const statusFor = (name: string): Promise<number> =>
      new Promise((resolve) => {
        const headers = { cookie: client.cookieHeader, host: name, origin: `http://${name}` };
        const socket = new WebSocket(`ws://${host}${SOCKET_PATH}`, { headers });
        socket.on("unexpected-response", (_request, { statusCode = 0 }) => resolve(statusCode));
        socket.on("open", () => resolve(101));
        socket.on("error", () => undefined);
        socket.on("open", () => socket.close());
      });
    expect(await statusFor(host)).to.equal(101);
    expect(await statusFor(`127.0.0.1:${port}`)).to.equal(101);
    expect(await statusFor(`rebound.example:${port}`)).to.equal(403);
  });
});
