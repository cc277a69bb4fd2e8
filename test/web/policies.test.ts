import { expect } from "chai";
import type { Router } from "express";
import { buildApp } from "../../src/app.js";
import { isPolicy } from "../../src/web/guards.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

interface Layer {
  handle: unknown;
  route?: { path: string; stack: { method: string; handle: unknown }[] };
}

describe("Every route", () => {
  let site: TestSite;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());

  it("begins with a policy that says who may use it", () => {
    const app = buildApp(site.services, {
      loginSession: [],
      passport: { read: [], signIn: () => Promise.resolve(null) },
      origin: null,
      secure: false,
      trustedProxies: 0,
    });
    const routes = routesOf(app.router);
    const unguarded = routes.filter(({ first }) => !isPolicy(first)).map(({ name }) => name);
    expect(unguarded).to.deep.equal([]);
    expect(routes.length).to.be.greaterThan(20);
  });
});

function routesOf(router: Router): { name: string; first: unknown }[] {
  return (router.stack as unknown as Layer[]).flatMap(({ handle, route }) => {
    if (!route) return isRouter(handle) ? routesOf(handle) : [];
    const methods = [...new Set(route.stack.map(({ method }) => method))];
    return methods.map((method) => ({
      name: `${method.toUpperCase()} ${route.path}`,
      first: route.stack.find((layer) => layer.method === method)?.handle,
    }));
  });
}

function isRouter(handle: unknown): handle is Router {
  return typeof handle === "function" && Array.isArray((handle as { stack?: unknown }).stack);
}
