import { Router, type Request, type Response } from "express";
import { findAgreedPrices } from "./agreed-prices.js";
import { SESSION_TYPES, type Offer } from "../catalogue/catalogue-rules.js";
import { findOwnProfile } from "../profiles/find-own-profile.js";
import { PRICE_LENGTH } from "../protocol/numbers.js";
import { allow, recordId } from "../web/guards.js";
import { symbolOf, writeAmount, writeMoney } from "../web/money-rules.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { siteCurrency } from "../web/site-currency.js";
import { findOwnClient } from "./find-own-client.js";
import { pricesForm } from "./price-forms.js";
import { savePrices } from "./save-prices.js";

/** The page on which a counsellor agrees prices with one client. */
export function priceRoutes(): Router {
  const router = Router();

  router.get("/clients/:id/price", allow("client.price"), (req, res) => showPrices(req, res, emptyForm));

  router.post("/clients/:id/price", allow("client.price"), async (req, res, next) => {
    const schema = pricesForm(await pricedOffers(req), siteCurrency());
    const save = form(schema, showPrices, async (_req, _res, prices) => {
      await savePrices(person(req), recordId(req), prices);
      goTo(res, `/clients/${recordId(req)}?done=price`);
    });
    await save(req, res, next);
  });

  return router;
}

async function showPrices(req: Request, res: Response, state: FormState): Promise<void> {
  const client = await findOwnClient(person(req), recordId(req));
  const [offers, agreed] = await Promise.all([pricedOffers(req), findAgreedPrices(person(req).id, client.id)]);
  const currency = siteCurrency();
  await show(res, "clients/price", {
    title: `Prices for ${client.name}`,
    address: `/clients/${client.id}`,
    form: state,
    maxlength: PRICE_LENGTH,
    fields: offers.map(({ type, priceCents }) => {
      const own = agreed.find((price) => price.type === type);
      return {
        name: type,
        label: `${SESSION_TYPES[type]} (${symbolOf(currency)})`,
        hint: `Usually ${writeMoney(priceCents, currency)}.`,
        value: own ? writeAmount(own.priceCents, currency) : "",
      };
    }),
  });
}

/** The actor's session types that cost something. */
async function pricedOffers(req: Request): Promise<Offer[]> {
  const { offers } = await findOwnProfile(person(req));
  return offers.filter(({ priceCents }) => priceCents > 0);
}
