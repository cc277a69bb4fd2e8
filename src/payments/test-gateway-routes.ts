import { Router, type Request } from "express";
import { z } from "zod";
import { NotFound } from "../platform/errors.js";
import { allow } from "../web/guards.js";
import { actor } from "../web/passport.js";
import { goTo, show } from "../web/respond.js";
import { PaymentModel } from "./payment-model.js";
import type { TestGateway } from "./test-gateway.js";

/** Back into checkout, and nowhere else. */
const returnTo = z.string().regex(/^\/appointments\/[0-9a-f]{24}\/payment$/);
const askedQuery = z.object({ returnTo });
const confirmForm = z.object({ returnTo, answer: z.enum(["confirm", "refuse"]) });

/** The page of the test gateway on which the owner of a card confirms a charge, as banks have one. */
export function testGatewayRoutes(gateway: TestGateway): Router {
  const router = Router();

  /** A charge of the sender's own. */
  async function ownCharge(req: Request): Promise<string> {
    const chargeId = req.params.chargeId as string;
    if (!(await PaymentModel.exists({ chargeId, clientId: actor(req).id ?? "" }))) throw new NotFound();
    return chargeId;
  }

  router.get("/test-gateway/:chargeId", allow("appointment.pay"), async (req, res) => {
    const asked = askedQuery.safeParse(req.query);
    if (!asked.success) throw new NotFound();
    const charge = await gateway.findUnconfirmed(await ownCharge(req));
    if (!charge) return goTo(res, asked.data.returnTo);
    await show(res, "payments/confirm", { title: "Confirm your payment", charge, returnTo: asked.data.returnTo });
  });

  router.post("/test-gateway/:chargeId", allow("appointment.pay"), async (req, res) => {
    const said = confirmForm.safeParse(req.body);
    if (!said.success) throw new NotFound();
    await gateway.confirm(await ownCharge(req), said.data.answer === "confirm");
    goTo(res, said.data.returnTo);
  });

  return router;
}
