import type { BrowserContext, Page } from "playwright-core";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { MessageModel } from "../../src/conversations/message-model.js";
import { book } from "./booking.js";
import { startBrowserSite, type BrowserSite, type Look } from "./browser-site.js";
import { makeClient, makeCounsellor, type TestPerson } from "./people.js";

/** `prepare` may change the browser before the page is opened; `at` is another page. */
type Opening = Omit<Look, "as"> & { prepare?: (context: BrowserContext) => unknown; at?: string };

/** A site on which Kim Weiss, a client, and Ana Moreno have a conversation. */
export interface ConversationSite extends BrowserSite {
  kim: TestPerson;
  ana: TestPerson;
  /** The page of their conversation. */
  path: string;
  /** Opens their conversation in a browser of its own. */
  open(as: TestPerson, opening?: Opening): Promise<Page>;
  /** Takes away everything that was written. */
  forgetMessages(): Promise<void>;
}

/** Starts it, with a real browser; they have a session in two days. */
export async function startConversationSite(): Promise<ConversationSite> {
  const site = await startBrowserSite();
  const [kim, ana] = [await makeClient({ name: "Kim Weiss" }), await makeCounsellor({ name: "Ana Moreno" })];
  await book(site, kim, ana, `${inDays(2)}T10:00:00.000Z`);
  const { _id } = await ConversationModel.findOne().orFail().lean();
  const path = `/conversations/${String(_id)}/messages`;
  return {
    ...site,
    kim,
    ana,
    path,
    async open(as, { prepare, at = path, ...look } = {}) {
      const context = await site.newContext({ ...look, as });
      await prepare?.(context);
      const page = await context.newPage();
      await page.goto(at);
      return page;
    },
    async forgetMessages() {
      await MessageModel.deleteMany({});
      await ConversationModel.updateMany({}, { $unset: { lastSeq: 1 } });
    },
  };
}

/** Opens their conversation, and waits until the page has heard of it over its socket. */
export async function openConnected(site: ConversationSite, as: TestPerson, { prepare }: Opening = {}): Promise<Page> {
  let connected: Promise<unknown> | undefined;
  const page = await site.open(as, {
    async prepare(context) {
      await prepare?.(context);
      connected = context
        .waitForEvent("page")
        .then((opened) => opened.waitForEvent("websocket"))
        .then((socket) =>
          socket.waitForEvent("framereceived", ({ payload }) => String(payload).includes("conversation.messages")),
        );
    },
  });
  await connected;
  return page;
}

/** Writes on a conversation's page, and sends it. */
export async function write(page: Page, text: string): Promise<void> {
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.getByRole("button", { name: "Send", exact: true }).click();
}

/** The day after this many, as "2026-11-24". */
export const inDays = (days: number): string => new Date(Date.now() + days * 24 * 3_600_000).toISOString().slice(0, 10);

/** Lets through no socket at all. */
export const blockSockets = (context: BrowserContext): Promise<void> =>
  context.routeWebSocket(/./, (socket) => socket.close());
