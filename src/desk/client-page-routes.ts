import { Router, type Request, type Response } from "express";
import { blockForm } from "../booking/booking-forms.js";
import { blockOwnClient } from "../booking/block-client.js";
import { REMARK_LENGTH } from "../clients/client-rules.js";
import { findOwnClient } from "../clients/find-own-client.js";
import { saveRemark } from "../clients/remark.js";
import type { Services } from "../services.js";
import { doneWords } from "../web/done-words.js";
import { format } from "../web/format.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState, readInput } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { clientPageQuery, remarkForm } from "./client-forms.js";
import { describeClient } from "./describe-client.js";
import { findClientDetails } from "./find-client-details.js";

const DONE: Record<string, string> = {
  remark: "Your remark is saved.",
  blocked: "They can no longer book with you.",
  price: "Their prices are saved.",
  allowed: "They can book with you again.",
};

/** A counsellor's page about one of their clients, with a remark and whether they take bookings. */
export function clientPageRoutes(services: Services): Router {
  return Router().use(remarkRoutes(services), bookingsRoutes(services));
}

function remarkRoutes(services: Services): Router {
  const router = Router();
  const showAgain = (req: Request, res: Response, state: FormState) => showClient(services, req, res, state);

  router.get("/clients/:id", allow("client.see"), (req, res) => showAgain(req, res, emptyForm));

  router.post(
    "/clients/:id/remark",
    allow("client.remark"),
    form(remarkForm, showAgain, async (req, res, edited) => {
      await saveRemark(services, person(req), { clientId: recordId(req), ...edited });
      goTo(res, `/clients/${recordId(req)}?done=remark`);
    }),
  );

  return router;
}

function bookingsRoutes(services: Services): Router {
  const router = Router();

  router.get("/clients/:id/block", allow("client.block"), (req, res) => showBlock(req, res, emptyForm));

  router.post(
    "/clients/:id/block",
    allow("client.block"),
    form(blockForm, showBlock, async (req, res, { blocked }) => {
      const isBlocked = blocked === "yes";
      await blockOwnClient(services, person(req), { clientId: recordId(req), isBlocked });
      goTo(res, `/clients/${recordId(req)}?done=${isBlocked ? "blocked" : "allowed"}`);
    }),
  );

  return router;
}

async function showClient(services: Services, req: Request, res: Response, state: FormState): Promise<void> {
  const pages = readInput(clientPageQuery, req.query);
  const details = await findClientDetails(services, person(req), { clientId: recordId(req), ...pages });
  const { remark } = details;
  const isStale = res.statusCode === 409;
  const text = doneWords(req, DONE);
  await show(res, "desk/client", {
    title: details.client.name,
    ...describeClient(details, person(req), services.clock.now(), format),
    form: state,
    remark,
    // After a conflict the form replaces what the other window saved; else it knows what it was opened from.
    version: isStale ? remark.version : (state.entered.version ?? remark.version),
    isStale,
    remarkLength: REMARK_LENGTH,
    ...(text && { notice: { tone: "success", text } }),
  });
}

async function showBlock(req: Request, res: Response, state: FormState): Promise<void> {
  const { id, name } = await findOwnClient(person(req), recordId(req));
  await show(res, "booking/block", {
    title: `Stop bookings from ${name}?`,
    name,
    address: `/clients/${id}`,
    form: state,
  });
}
