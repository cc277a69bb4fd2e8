import { Router, type Request } from "express";
import { z } from "zod";
import { NotFound } from "../platform/errors.js";
import { allow } from "../web/guards.js";
import type { Person } from "../access/permissions.js";
import { person } from "../web/passport.js";
import { goTo, show } from "../web/respond.js";
import { PaymentModel, type Payment } from "./payment-model.js";
import type { TestGateway } from "./test-gateway.js";

/** Back into checkout, and nowhere else. */
const returnTo = z.string().regex(/^\/appointments\/[0-9a-f]{24}\/payment$/);
const askedQuery = z.object({ returnTo });
const confirmForm = z.object({ returnTo, answer: z.enum(["confirm", "refuse"]) });

/** What the page shows of the hold that a charge is for; null when it has expired or is not the actor's. */
export type LookUpHold = (actor: Person, holdId: string) => Promise<object | null>;

/** The page of the test gateway on which the owner of a card confirms a charge, as banks have one. */
export function testGatewayRoutes(gateway: TestGateway, lookUpHold: LookUpHold): Router {
  const router = Router();

  /** A payment of the sender's own, by its charge. */
  async function ownPayment(req: Request): Promise<Payment & { chargeId: string }> {
    const chargeId = req.params.chargeId as string;
    const payment = await PaymentModel.findOne({ chargeId, clientId: person(req).id }).lean();
    if (!payment) throw new NotFound();
    return { ...payment, chargeId };
  }

  router.get("/test-gateway/:chargeId", allow("appointment.pay"), async (req, res) => {
    const asked = askedQuery.safeParse(req.query);
    if (!asked.success) throw new NotFound();
    const { returnTo } = asked.data;
    const { chargeId, hold } = await ownPayment(req);
    const charge = await gateway.findUnconfirmed(chargeId);
    if (!charge) return goTo(res, returnTo);
    const appointment = hold ? await lookUpHold(person(req), String(hold.holdId)) : null;
    await show(res, "payments/confirm", { title: "Confirm your payment", charge, appointment, returnTo });
  });

  router.post("/test-gateway/:chargeId", allow("appointment.pay"), async (req, res) => {
    const said = confirmForm.safeParse(req.body);
    if (!said.success) throw new NotFound();
    const { chargeId } = await ownPayment(req);
    await gateway.confirm(chargeId, said.data.answer === "confirm");
    goTo(res, said.data.returnTo);
  });

  return router;
}
