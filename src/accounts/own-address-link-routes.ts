import { Router, type Response } from "express";
import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { addressPart, allow } from "../web/guards.js";
import { actor, person } from "../web/passport.js";
import { show } from "../web/respond.js";
import { findOwnAddressLink, type AddressLink } from "./own-address-links.js";
import { readableEmail } from "./readable-email.js";
import { keepSecret } from "./visitor-page-routes.js";

const SIGN_IN_FIRST =
  "For your safety, this link works only while you are signed in to the account it is for. " +
  "Sign in on this device, then open the link again. Or enter the code from our e-mail on the device where you are signed in.";
const NO_USE =
  "This link does not work here: it has been used, has expired, was replaced by a newer e-mail, or is for another account.";

/** What the page of such a link says, and what it does. */
export interface AddressLinkPage {
  /** Its address without the token. */
  path: string;
  purpose: AddressLink;
  title: string;
  lead: (address: string) => string;
  action: string;
  done: { title: string; lead: string; href: string };
  follow: (actor: Person, token: string) => Promise<void>;
}

/** The page of a link that gives an account an address. It works for the account's owner alone, while they are signed in. */
export function ownAddressLinkRoutes(services: Services, page: AddressLinkPage): Router {
  const { path, purpose, title, lead, action, done, follow } = page;
  const router = Router();

  router.get(`${path}/:token`, allow("page.see"), async (req, res) => {
    const reader = actor(req);
    if (reader.role === "visitor")
      return showLink(res, { title, lead: SIGN_IN_FIRST, action: null, goOn: { href: "/sign-in", words: "Sign in" } });
    const address = await findOwnAddressLink(services, reader, purpose, addressPart(req, "token"));
    if (address === null)
      return showLink(res, { title, lead: NO_USE, action: null, goOn: { href: path, words: "Go on" } });
    await showLink(res, { title, lead: lead(readableEmail(address)), action, goOn: null });
  });

  router.post(`${path}/:token`, allow("page.see"), async (req, res) => {
    await follow(person(req), addressPart(req, "token"));
    const goOn = { href: done.href, words: "Go on" };
    await showLink(res, { title: done.title, lead: done.lead, action: null, goOn });
  });

  return router;
}

/** A page that a mail's link opens: words, and either a button that does it or a way on. */
export interface LinkPage {
  title: string;
  lead: string;
  action: string | null;
  goOn: { href: string; words: string } | null;
}

/** Shows such a page; its own address stays secret. */
export async function showLink(res: Response, page: LinkPage): Promise<void> {
  keepSecret(res);
  await show(res, "accounts/address-link", { ...page });
}
