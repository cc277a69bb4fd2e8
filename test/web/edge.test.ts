import { expect } from "chai";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Server } from "node:http";
import { mock } from "node:test";
import { AccountModel } from "../../src/accounts/account-model.js";
import { PASSWORD_LENGTHS } from "../../src/accounts/account-rules.js";
import { MessageModel } from "../../src/conversations/message-model.js";
import { makeClient, makeCounsellor, PASSWORD, signedIn } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("The edge of the site", () => {
  let site: TestSite;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());

  it("gives headers fifteen seconds to arrive, and an upload over a slow line ten minutes", async () => {
    const servers: Server[] = [];
    const note = (message: unknown): unknown => servers.push((message as { server: Server }).server);
    subscribe("http.server.request.start", note);
    await site.newReader().get("/healthz");
    unsubscribe("http.server.request.start", note);
    expect(servers.map(({ headersTimeout, requestTimeout }) => [headersTimeout, requestTimeout])).to.deep.equal([
      [15_000, 600_000],
    ]);
  });

  it("lets browsers keep its pictures for a day", async () => {
    const { headers } = await fetch(new URL("/images/favicon.svg", site.url));
    expect(headers.get("cache-control")).to.equal("public, max-age=86400");
  });

  it("forbids scripts, styles, frames and devices to anyone else", async () => {
    const { headers } = await site.newReader().get("/");
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy)
      .to.contain("default-src 'none'")
      .and.to.contain("script-src 'self'")
      .and.to.contain("style-src 'self'");
    expect(policy).not.to.contain("unsafe");
    expect(policy).to.contain("frame-ancestors 'none'");
    expect(headers.get("permissions-policy")).to.contain("camera=(self)").and.to.contain("geolocation=()");
    expect(headers.get("x-content-type-options")).to.equal("nosniff");
    expect(headers.get("x-powered-by")).to.equal(null);
  });

  it("fetches nothing from other hosts and runs nothing inline", async () => {
    const { document } = await site.newReader().get("/");
    const addresses = document
      .querySelectorAll("[src], link[href]:not([rel=canonical])")
      .map((e) => e.getAttribute("src") ?? e.getAttribute("href"));
    expect(addresses.length).to.be.greaterThan(2);
    for (const address of addresses) expect(address).to.match(/^\/(?!\/)/);
    expect(document.querySelectorAll("script:not([src]), style, [style], [onclick]")).to.have.length(0);
  });

  it("brings htmx only where something is swapped, and the styles of signed-in people's pages to them alone", async () => {
    const files = async (reader: Reader, path: string): Promise<string[]> => {
      const { document } = await reader.get(path);
      const tags = document.querySelectorAll("head script, head link[rel=stylesheet]");
      return tags.map(
        (tag) => /([\w-]+)\.\w+\.\w+$/.exec(tag.getAttribute("src") ?? tag.getAttribute("href") ?? "")![1]!,
      );
    };
    const visitor = site.newReader();
    expect(await files(visitor, "/register")).to.deep.equal(["app", "main"]);
    expect(await files(visitor, "/counsellors")).to.deep.equal(["app", "htmx", "main"]);
    const client = await signedIn(site, await makeClient());
    expect(await files(client, "/counsellors")).to.deep.equal(["app", "signed-in", "htmx", "main", "live"]);
  });

  it("tells browsers what a field takes, so that they say it before sending", async () => {
    const { document } = await site.newReader().get("/register");
    const attributes = ["type", "autocomplete", "minlength", "required"];
    const password = document.querySelector("[name=password]");
    expect(attributes.map((name) => password?.getAttribute(name))).to.deep.equal([
      ...["password", "new-password", String(PASSWORD_LENGTHS.least), ""],
    ]);
  });

  it("names a record one way, however its address is written", async () => {
    const client = await signedIn(site, await makeClient());
    const page = await client.get("/appointments/ABCDEF0123456789ABCDEF01/pay");
    expect(new URL(page.url).pathname).to.equal("/appointments/abcdef0123456789abcdef01/checkout");
  });

  it("shows a page even when it cannot count unread messages", async () => {
    const client = await signedIn(site, await makeClient());
    const away = mock.method(MessageModel, "find", () => {
      throw new Error("The database is away");
    });
    const page = await client.get("/appointments");
    away.mock.restore();
    expect(page.status).to.equal(200);
    expect(away.mock.callCount()).to.equal(1);
  });

  it("treats input as values, never as conditions", async () => {
    const client = await makeClient();
    for (const email of [{ $ne: null }, { $gt: "" }, { $regex: "." }] as object[]) {
      const found = await AccountModel.findOne({ email, _id: client.id } as never)
        .lean()
        .catch(() => null);
      expect(found, JSON.stringify(email)).to.equal(null);
    }
  });

  it("answers an unknown page plainly", async () => {
    const page = await site.newReader().get("/no/such/page?x=<script>");
    expect(page.status).to.equal(404);
    expect(page.text).to.contain("This page does not exist");
    expect(page.html)
      .not.to.contain("<script>")
      .and.not.to.match(/node_modules|Express|at .*\.js:/);
  });

  it("refuses a form without the login session's token", async () => {
    const client = await makeClient();
    const reader = await signedIn(site, client);
    const page = await reader.request("/sign-out", { method: "POST", body: new URLSearchParams({ _csrf: "guessed" }) });
    expect(page.status).to.equal(403);
    expect((await reader.get("/appointments")).url).to.match(/\/appointments$/);
  });

  it("takes no token from the address", async () => {
    const reader = await signedIn(site, await makeClient());
    const token = await reader.csrfToken("/appointments");
    const page = await reader.request(`/sign-out?_csrf=${encodeURIComponent(token)}`, { method: "POST" });
    expect(page.status).to.equal(403);
  });

  it("sends visitors to sign in and back, and answers 404 to others", async () => {
    const visitor = site.newReader();
    const page = await visitor.get("/appointments");
    expect(page.url).to.contain("/sign-in?next=%2Fappointments");
    const client = await signedIn(site, await makeClient());
    expect((await client.get("/availability")).status).to.equal(404);
    expect((await client.get("/admin")).status).to.equal(404);
  });

  it("answers a body that is too large or broken with a plain page", async () => {
    const reader = site.newReader();
    const large = await reader.request("/sign-in", {
      method: "POST",
      body: new URLSearchParams({ email: "x".repeat(400_000) }),
    });
    expect(large.status).to.equal(413);
    const broken = await reader.get("/counsellors/%E0%A4%A");
    expect(broken.status).to.equal(400);
    expect(broken.html).not.to.contain("URIError");
  });

  it("keeps pages of signed-in people out of caches, and what their scripts ask for", async () => {
    const reader = await signedIn(site, await makeClient());
    expect((await reader.get("/appointments")).headers.get("cache-control")).to.equal("no-store");
    const data = await reader.get("/conversations/unread", { accept: "application/json" });
    expect(JSON.parse(data.html)).to.include({ count: 0 });
    expect(data.headers.get("cache-control")).to.equal("no-store");
  });

  it("gives no cookie to visitors who only look around", async () => {
    const visitor = site.newReader();
    await visitor.get("/");
    await visitor.get("/counsellors");
    expect(visitor.cookies).to.deep.equal([]);
  });

  it("gives a login cookie that no script and no other site's form can use", async () => {
    const client = await makeClient();
    const reader = site.newReader();
    const page = await reader.get("/sign-in");
    const [form = ""] = page.headers.getSetCookie();
    const _csrf = await reader.csrfToken("/sign-in");
    const body = new URLSearchParams({ _csrf, email: client.email, password: PASSWORD });
    const { headers } = await reader.request("/sign-in", { method: "POST", body, redirect: "manual" });
    const cookies = [form, ...headers.getSetCookie()];
    expect(cookies.map((cookie) => cookie.split("=")[0])).to.have.members(["form", "sid", "known"]);
    for (const cookie of cookies)
      expect(cookie.split("; ").slice(1))
        .to.include.members(["Path=/", "HttpOnly", "SameSite=Lax"])
        .and.to.not.include("Secure");
  });

  it("trusts no proxy where there is none", async () => {
    const { id } = await makeCounsellor();
    const path = `/counsellors/counsellor-${id}?zone=Asia/Tokyo&choose=kept`;
    const { headers } = await site.newReader().get(path, { "x-forwarded-proto": "https" });
    expect(headers.getSetCookie().join()).to.contain("zone=").and.to.not.contain("Secure");
  });

  it("sends built files compressed, and cached permanently", async () => {
    const reader = site.newReader();
    const { document } = await reader.get("/");
    const style = document.querySelector("link[rel=stylesheet]")?.getAttribute("href") ?? "";
    const { headers, status } = await reader.get(style, { "accept-encoding": "br" });
    expect(status).to.equal(200);
    expect(headers.get("content-encoding")).to.equal("br");
    expect(headers.get("cache-control")).to.contain("immutable");
    expect(headers.get("content-type")).to.contain("text/css");
    expect(headers.get("x-content-type-options")).to.equal("nosniff");
  });

  it("says whether it is alive and ready", async () => {
    const reader = site.newReader();
    expect((await reader.get("/healthz")).status).to.equal(200);
    const ready = await reader.get("/readyz");
    expect([ready.status, ready.html]).to.deep.equal([200, "ready\n"]);
  });
});
