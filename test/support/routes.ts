import type { Router } from "express";
import { buildApp } from "../../src/app.js";
import type { Services } from "../../src/services.js";

/** A route of the site, as it is mounted. */
export interface Route {
  method: string;
  path: string;
  /** Its first handler, which is to be its policy. */
  first: unknown;
}

interface Layer {
  handle: unknown;
  route?: { path: string; stack: { method: string; handle: unknown }[] };
}

/** Every route of the whole site, read from the application itself. */
export function allRoutes(services: Services): Route[] {
  const app = buildApp(services, {
    loginSession: [],
    passport: { expectPerson: (_req, _res, next) => next(), read: [], signIn: () => Promise.resolve(null) },
    origin: null,
    secure: false,
    trustedProxies: 0,
  });
  return routesOf(app.router);
}

function routesOf(router: Router): Route[] {
  return (router.stack as unknown as Layer[]).flatMap(({ handle, route }) => {
    if (!route) return isRouter(handle) ? routesOf(handle) : [];
    const methods = [...new Set(route.stack.map(({ method }) => method))];
    return methods.map((method) => ({
      method: method.toUpperCase(),
      path: route.path,
      first: route.stack.find((layer) => layer.method === method)?.handle,
    }));
  });
}

function isRouter(handle: unknown): handle is Router {
  return typeof handle === "function" && Array.isArray((handle as { stack?: unknown }).stack);
}
