import { Router, type Request, type Response } from "express";
import { z } from "zod";
import type { Person } from "../access/permissions.js";
import { NotFound } from "../platform/errors.js";
import { addressPart, allow } from "../web/guards.js";
import { person } from "../web/passport.js";
import { goTo, show } from "../web/respond.js";
import type { GatewayEvent } from "./charge-rules.js";
import { findPaymentByCharge } from "./find-payments.js";
import type { TestGateway } from "./test-gateway.js";

/** Back into checkout, and nowhere else. */
const returnTo = z.string().regex(/^\/appointments\/[0-9a-f]{24}\/payment$/);
const askedQuery = z.object({ returnTo });
const confirmForm = z.object({ returnTo, answer: z.enum(["confirm", "refuse"]) });

/** What the test gateway's page needs of the site. */
export interface GatewaySite {
  /** What the hold is that a charge is for, in words; null when it has expired or is not the actor's. */
  describeHold(actor: Person, holdId: string): Promise<string | null>;
  handleEvent(event: GatewayEvent): Promise<void>;
}

/** The page of the test gateway on which the owner of a card confirms a charge, as banks have one. */
export function testGatewayRoutes(gateway: TestGateway, site: GatewaySite): Router {
  const router = Router();

  router.get("/test-gateway/:chargeId", allow("appointment.pay"), async (req, res) => {
    const asked = askedQuery.safeParse(req.query);
    if (!asked.success) throw new NotFound();
    await showConfirm(gateway, site, req, res, asked.data.returnTo);
  });

  router.post("/test-gateway/:chargeId", allow("appointment.pay"), async (req, res) => {
    const said = confirmForm.safeParse(req.body);
    if (!said.success) throw new NotFound();
    const { chargeId } = await ownPayment(req);
    await gateway.confirm(chargeId, said.data.answer === "confirm");
    await gateway.deliverEvents((event) => site.handleEvent(event));
    goTo(res, said.data.returnTo);
  });

  return router;
}

const ownPayment = (req: Request) => findPaymentByCharge(person(req), addressPart(req, "chargeId"));

async function showConfirm(
  gateway: TestGateway,
  site: GatewaySite,
  req: Request,
  res: Response,
  returnTo: string,
): Promise<void> {
  const { chargeId, hold } = await ownPayment(req);
  const charge = await gateway.findUnconfirmed(chargeId);
  if (!charge) return goTo(res, returnTo);
  const purpose = hold ? await site.describeHold(person(req), String(hold.holdId)) : null;
  await show(res, "payments/confirm", { title: "Confirm your payment", charge, purpose, returnTo });
}
