import { expect } from "chai";
import { parse } from "node-html-parser";
import { PASSWORD } from "../support/people.js";
import { startProductionSite, type ProductionSite } from "../support/production-site.js";

const CREDENTIALS = { email: "nobody@example.org", password: "not the password" };

describe("In production", () => {
  let site: ProductionSite;
  before(async () => (site = await startProductionSite()));
  after(() => site.stop());

  /** Opens a page with a form and gives its token and cookie. */
  async function openForm(path: string): Promise<{ token: string; cookie: string; setCookie: string }> {
    const response = await site.request(path);
    const token =
      parse(await response.text())
        .querySelector("input[name=_csrf]")
        ?.getAttribute("value") ?? "";
    const [setCookie = ""] = response.headers.getSetCookie();
    return { token, cookie: setCookie.split(";")[0]!, setCookie };
  }

  async function send(path: string, fields: Record<string, string>, from: { address: string; forged?: string }) {
    const { token, cookie } = await openForm(path);
    const body = new URLSearchParams({ _csrf: token, ...fields });
    const response = await site.request(path, { method: "POST", body, headers: { cookie }, ...from });
    return response.status;
  }

  it("cookies are for https, this host and no script, and no other site sends them along with a form", async () => {
    const { token, cookie, setCookie } = await openForm("/register");
    const fields = {
      _csrf: token,
      name: "Kim Lee",
      email: "kim@example.org",
      password: PASSWORD,
      zone: "Europe/Berlin",
    };
    const request = {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { cookie },
      redirect: "manual",
    } as const;
    const cookies = [setCookie, ...(await site.request("/register", request)).headers.getSetCookie()];
    expect(cookies.map((line) => line.split("=")[0])).to.include.members(["__Host-form", "__Host-sid", "__Host-known"]);
    for (const line of cookies) {
      const attributes = line.split("; ").slice(1);
      expect(attributes).to.include.members(["Path=/", "HttpOnly", "Secure", "SameSite=Lax"]);
      expect(attributes.join()).to.not.match(/Domain/i);
    }
  });

  it("browsers are told to come back by https alone", async () => {
    const { headers } = await site.request("/");
    expect(headers.get("strict-transport-security")).to.match(/^max-age=\d{8}/);
  });

  it("forms go to this site alone", async () => {
    const { headers } = await site.request("/sign-in");
    expect(headers.get("content-security-policy")).to.contain("form-action 'self'");
  });

  it("pages load, run and reach what is this site's alone, and nobody frames them", async () => {
    const { headers } = await site.request("/sign-in");
    const policy = headers.get("content-security-policy")?.split(";") ?? [];
    expect(policy.map((rule) => rule.trim()).sort()).to.deep.equal([
      "base-uri 'none'",
      "connect-src 'self' wss://healspace.example",
      "default-src 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "img-src 'self'",
      "media-src 'self' blob:",
      "report-uri /csp-reports",
      "require-trusted-types-for 'script'",
      "script-src 'self'",
      "style-src 'self'",
      "trusted-types default",
    ]);
    expect(headers.get("x-frame-options")).to.equal("DENY");
    expect(headers.get("x-content-type-options")).to.equal("nosniff");
    expect(headers.get("referrer-policy")).to.equal("same-origin");
    expect(headers.get("permissions-policy")).to.contain("camera=(self)").and.to.contain("geolocation=()");
    expect(headers.get("x-powered-by")).to.equal(null);
  });

  it("sixty sign-ins from one network are enough, whatever addresses it claims besides", async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 61; i += 1) {
      const email = `guess-${i}@example.org`;
      statuses.push(
        await send("/sign-in", { ...CREDENTIALS, email }, { address: `192.0.2.${i}`, forged: `10.0.0.${i}` }),
      );
    }
    expect(statuses.slice(0, 60)).to.deep.equal(Array(60).fill(422));
    expect(statuses[60]).to.equal(429);
    expect(await send("/sign-in", CREDENTIALS, { address: "198.51.100.61" })).to.equal(422);
  });

  it("thirty registrations from one network are enough", async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 31; i += 1) {
      const person = {
        name: "Kim",
        zone: "Europe/Berlin",
        email: `kim-${i}@example.org`,
        password: "a long enough one",
      };
      statuses.push(await send("/register", person, { address: `198.51.100.${i}` }));
    }
    expect(statuses.slice(0, 30)).to.deep.equal(Array(30).fill(303));
    expect(statuses[30]).to.equal(429);
  });
});
