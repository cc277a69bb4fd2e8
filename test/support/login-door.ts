import express from "express";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { LOGIN_LASTS_MS } from "../../src/accounts/account-rules.js";
import { AccountModel } from "../../src/accounts/account-model.js";
import { findSignedIn } from "../../src/accounts/find-signed-in.js";
import { openLogin } from "../../src/accounts/sign-in.js";
import type { Services } from "../../src/services.js";
import { loginSession } from "../../src/web/login-session.js";
import { createPassport, deviceOf, logIn } from "../../src/web/passport.js";

/** A door beside a test site's own: it signs people in as the form does, without the form, its password and the page after it. */
export interface LoginDoor {
  /** Opens a login session; resolves to the cookies that come with it, each as `name=value`. */
  enter(accountId: string): Promise<string[]>;
  close(): Promise<void>;
}

/** Makes the door of the site with these services, whose login cookies this secret signs. It opens when it is first needed. */
export function createLoginDoor(services: Services, cookieSecret: string): LoginDoor {
  let opening: Promise<Server> | undefined;
  return {
    async enter(accountId) {
      opening ??= open(services, cookieSecret);
      const { port } = (await opening).address() as AddressInfo;
      const response = await fetch(`http://localhost:${port}/${accountId}`, { method: "POST" });
      if (!response.ok) throw new Error(`Signing in answered ${response.status}: ${await response.text()}`);
      return response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]!);
    },
    async close() {
      const server = await opening;
      server?.close();
      server?.closeAllConnections();
    },
  };
}

async function open(services: Services, cookieSecret: string): Promise<Server> {
  const { clock, secrets } = services;
  const passport = createPassport({ signIn: () => Promise.resolve(null), findSignedIn });
  const app = express();
  const cookieSecrets = [cookieSecret];
  const { expectPerson, read } = passport;
  app.use(
    loginSession({ cookieSecrets, secure: false, secrets, clock, longestMs: LOGIN_LASTS_MS, expectPerson }),
    read,
  );
  app.post("/:accountId", async (req, res) => {
    const account = await AccountModel.findById(req.params.accountId).orFail().lean();
    await logIn(req, await openLogin(services, account, deviceOf(req)));
    req.session.beganAt = clock.now().getTime();
    res.end();
  });
  const server = app.listen(0);
  await once(server, "listening");
  return server;
}
