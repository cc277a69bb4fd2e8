import { Router } from "express";
import { allow } from "../web/guards.js";
import { type OnSignedOut, logOut, person } from "../web/passport.js";
import { goTo } from "../web/respond.js";
import { signOut } from "./sign-out.js";

/** Sign out on this device. */
export function signOutRoutes({ onSignedOut }: { onSignedOut: OnSignedOut }): Router {
  const router = Router();

  router.post("/sign-out", allow("account.leave"), async (req, res) => {
    const leaving = person(req);
    await signOut(leaving);
    onSignedOut([leaving.loginId], "signedOut");
    await logOut(req);
    goTo(res, "/");
  });

  return router;
}
