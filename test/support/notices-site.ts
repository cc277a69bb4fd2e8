import { createSmtpMailer } from "../../src/platform/mailer-smtp.js";
import { createLog } from "../../src/platform/log.js";
import { sendLetters } from "../../src/letters/send-letters.js";
import { tellPeople } from "../../src/notices/tell-people.js";
import type { Services } from "../../src/services.js";
import { formatIn } from "../../src/web/format-in.js";
import { renderFragment } from "../../src/web/respond.js";
import { startMailServer, type MailServer } from "./mail-server.js";
import { startTestSite, type TestSite } from "./test-site.js";

export interface NoticesSite extends TestSite {
  server: MailServer;
  /** What the timers do otherwise: sends every letter and notice that is due. */
  tell(): Promise<void>;
}

export const FROM = { name: "HealSpace", address: "hello@healspace.example" };

/** Starts the site, without timers of its own, and the mail server that it sends by. */
export async function startNoticesSite(replace: Partial<Services> = {}, databaseUri?: string): Promise<NoticesSite> {
  const server = await startMailServer();
  const mailer = createSmtpMailer(server.url, FROM, replace.log ?? createLog("silent"));
  const site = await startTestSite({
    replace: { mailer, siteUrl: "https://healspace.example", ...replace },
    ...(databaseUri ? { databaseUri } : {}),
  });
  return {
    ...site,
    server,
    async tell() {
      await sendLetters(site.services);
      await tellPeople(site.services, { formatIn, render: renderFragment });
    },
    async stop() {
      await site.stop();
      await server.stop();
    },
  };
}
