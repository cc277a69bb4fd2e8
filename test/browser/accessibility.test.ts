import { expect } from "chai";
import type { Page } from "playwright-core";
import { AccountModel } from "../../src/accounts/account-model.js";
import type { Person } from "../../src/access/permissions.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { InvitationModel } from "../../src/invitations/invitation-model.js";
import { inviteClient } from "../../src/invitations/invite-client.js";
import { createOneTimeLink } from "../../src/one-time-links/one-time-links.js";
import { sendMessage } from "../../src/conversations/send-message.js";
import { actorOf, book, current, wanted } from "../support/booking.js";
import { signInOn, startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { findingsAt } from "../support/findings.js";
import { handIn } from "../support/verification.js";
import { makeAccount, makeClient, makeCounsellor, type TestPerson } from "../support/people.js";

const WIDTHS = [320, 1280];

describe("Every page passes axe and fits at 320 and 1280 px, in light and dark", () => {
  let site: BrowserSite;
  let people: Record<"client" | "counsellor" | "waiting" | "admin", TestPerson>;
  let booked: string;
  let held: string;
  let open: string;
  let conversation: string;
  let parent: TestPerson;
  let heldForTeen: string;
  let invitation: string;

  before(async () => {
    site = await startBrowserSite();
    const name = "Wolfeschlegelsteinhausen".repeat(4).slice(0, 80);
    people = {
      client: await makeClient({ name }),
      counsellor: await makeCounsellor({
        name: `Ana${"Morenosalvatierra".repeat(5)}`.slice(0, 80),
        slug: "ana-moreno",
        credentials: "Psychotherapeutenkammer".repeat(5),
        approach: "Verhaltenstherapeutisch".repeat(6),
        verified: { what: "Approbationsurkundennummer".repeat(6), at: new Date() },
      }),
      waiting: await makeCounsellor({
        published: false,
        approach: "A whole profile that waits to be checked. ".repeat(3),
      }),
      admin: await makeAccount("admin"),
    };
    await handIn(site, people.waiting);
    const inDays = (days: number): string =>
      `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)}T10:00:00.000Z`;
    booked = String((await book(site, people.client, people.counsellor, inDays(3)))._id);
    const soon = await book(site, people.client, await makeCounsellor({ name: "Jo Open" }), inDays(2));
    open = String(soon._id);
    held = String((await placeHold(site.services, actorOf(people.client), wanted(people.counsellor, inDays(5))))._id);
    parent = await makeClient();
    const offers = [{ type: "teen" as const, minutes: 45, priceCents: 4000 }];
    const teen = { ...wanted(await makeCounsellor({ offers }), inDays(5)), sessionType: "teen" as const };
    heldForTeen = String((await placeHold(site.services, actorOf(parent), teen))._id);
    await inviteClient(site.services, actorOf(people.counsellor, "counsellor"), `${"kim".repeat(15)}@example.org`);
    const { _id } = await InvitationModel.findOne().orFail().lean();
    const { token } = await createOneTimeLink(site.services, "invitation", { recordId: String(_id) });
    invitation = `/invitation/${token}`;
    conversation = await haveConversation(site, people.client, people.counsellor);
  });
  after(() => site.stop());

  const visitorPages = () => [
    invitation,
    "/invitation/mangled",
    "/",
    "/counsellors",
    "/counsellors?specialization=sleep",
    "/counsellors?specialization=anxiety&language=English&upTo=90&sort=price",
    "/counsellors/ana-moreno",
    "/counsellors/ana-moreno?choose=zone",
    "/register",
    "/register?as=counsellor",
    "/sign-in",
    "/forgot-password",
    "/forgot-password?sent=1",
    "/reset-password/not-a-link",
    "/check",
    "/crisis-help",
    "/attendance",
    "/crisis-help?country=GB",
    "/nowhere",
  ];
  const clientPages = () => [
    invitation,
    `/invitation/accepted/${people.counsellor.id}`,
    "/appointments",
    `/appointments/${booked}`,
    `/appointments/${booked}/cancel`,
    `/appointments/${booked}/reschedule`,
    "/appointments?state=cancelled",
    `/appointments/${booked}/receipt`,
    "/notices",
    "/outbox",
    "/account",
    "/account/profile",
    "/welcome/you",
    "/accept",
    `/appointments/${held}/checkout`,
    `/appointments/${booked}/room`,
    "/conversations",
    `/conversations/${conversation}/messages`,
    `/conversations/${conversation}/withdraw?seq=1`,
    `/conversations/${conversation}/report`,
  ];
  const counsellorPages = () => [
    "/dashboard",
    "/dashboard?period=year",
    "/dashboard?from=2026-11-20&to=2026-10-20",
    "/appointments",
    `/appointments/${booked}`,
    `/appointments/${booked}/note`,
    `/appointments/${booked}/private-note`,
    `/appointments/${booked}/note/sign`,
    "/notes/unsigned",
    "/notes/search",
    `/clients/${people.client.id}/openings`,
    `/clients/${people.client.id}/hand-over`,
    "/notes/templates",
    "/clients",
    `/clients/${people.client.id}`,
    `/clients/${people.client.id}/block`,
    "/availability",
    "/profile",
    "/profile/payment",
    "/profile/verification",
    "/invoices",
    "/invoices/settings",
    "/profile/preview",
    "/welcome",
    "/conversations",
  ];
  const adminPages = () => [
    "/admin",
    "/admin/counsellors",
    "/admin/accounts",
    "/admin/audit",
    "/admin/deliveries",
    "/admin/reports",
    "/admin/setup",
    "/admin/site",
    "/admin/site/texts/privacy",
    `/admin/accounts/${people.client.id}`,
    `/admin/counsellors/${people.waiting.id}`,
    `/admin/accounts/${people.client.id}/suspend`,
  ];

  /** Looks at these pages as this person, or as a visitor; returns the page on which the last one still is. */
  const visit = async (paths: string[], as?: TestPerson): Promise<Page> => {
    const page = await (await site.newContext({ as })).newPage();
    const found: string[] = [];
    for (const path of paths) {
      await page.goto(path);
      found.push(...(await findingsAt(page, WIDTHS)).map((finding) => `${path}: ${finding}`));
    }
    expect(found).to.deep.equal([]);
    return page;
  };

  it("for a visitor", async () => {
    const page = await visit(visitorPages());
    await page.goto("/register");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByText("Please enter a name").first().waitFor();
    expect(await findingsAt(page, WIDTHS)).to.deep.equal([]);
  }).timeout(300_000);

  it("for someone who has yet to confirm an address", async () => {
    const newcomer = await makeAccount("client");
    await AccountModel.updateOne(
      { _id: newcomer.id },
      { $set: { unprovenSince: new Date() }, $unset: { provenEmail: 1 } },
    );
    await visit(["/appointments", "/confirm-email", "/confirm-email/mangled"], newcomer);
  }).timeout(120_000);

  it("for a client", async () => {
    const page = await visit(clientPages(), people.client);
    await page.goto("/counsellors/ana-moreno");
    await page.locator("a.slot").last().click();
    await page.getByRole("button", { name: "Book" }).waitFor();
    expect(await findingsAt(page, WIDTHS)).to.deep.equal([]);
  }).timeout(300_000);

  it("for a parent who books a teen session", async () => {
    const page = await visit([`/appointments/${heldForTeen}/teen`], parent);
    await page.getByRole("button", { name: "Continue to payment" }).click();
    await page.getByText("Please enter an age").first().waitFor();
    expect(await findingsAt(page, WIDTHS)).to.deep.equal([]);
  }).timeout(120_000);

  it("for a counsellor", async () => {
    await visit(counsellorPages(), people.counsellor);
  }).timeout(300_000);

  it("for an admin", async () => {
    await visit(adminPages(), people.admin);
  }).timeout(300_000);

  it("in the open session room", async () => {
    const { startsAt } = await current(open);
    site.clock.moveTo(startsAt);
    const page = await visit([`/appointments/${open}/room`], people.client);
    await page.getByRole("button", { name: "Join session" }).click();
    await page.getByRole("button", { name: "Mute" }).waitFor();
    expect(await findingsAt(page, WIDTHS)).to.deep.equal([]);
  }).timeout(300_000);
});

describe("The way from search to hold", () => {
  let site: BrowserSite;
  before(async () => {
    site = await startBrowserSite();
    await makeCounsellor({ name: "Ana Moreno", slug: "ana-moreno" });
  });
  after(() => site.stop());

  it("works by keyboard alone", async () => {
    const page = await signInOn(await site.newContext(), await makeClient());
    await page.goto("/counsellors/ana-moreno");
    await press(page, /\d free$/);
    await page.waitForURL(/day=/);
    await press(page, /^\d\d:\d\d$/);
    await page.getByRole("heading", { name: /\(.* time\)/ }).waitFor();
    await page.waitForFunction(() => document.activeElement?.id === "chosen");
    await press(page, /^Book$/);
    await page.getByRole("heading", { name: "Pay & Book" }).waitFor();
  }).timeout(300_000);
});

/** A conversation in which both have written. */
async function haveConversation(site: BrowserSite, client: TestPerson, counsellor: TestPerson): Promise<string> {
  const { _id } = await ConversationModel.findOne({ clientId: client.id, counsellorId: counsellor.id }).orFail().lean();
  const conversationId = String(_id);
  const write = (writer: Person, text: string, clientMessageId: string): Promise<number> =>
    sendMessage(site.services, writer, { conversationId, clientMessageId, text });
  await write(
    actorOf(client),
    "Is https://example.org/a-very-long-address-without-any-break/of-any-kind right?",
    "own-id-1",
  );
  await write(actorOf(counsellor, "counsellor"), "It is.", "own-id-2");
  return conversationId;
}

/** Moves on with the Tab key until what has the focus is called like this, and presses Enter. */
async function press(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => document.activeElement?.textContent?.replace(/\s+/g, " ").trim() ?? "");
    if (name.test(focused)) return page.keyboard.press("Enter");
  }
  throw new Error(`The keyboard never came to ${String(name)}`);
}
