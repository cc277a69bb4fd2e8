import { expect } from "chai";
import { createLog } from "../../src/platform/log.js";
import type { Delivery, Mail } from "../../src/platform/mailer.js";
import { createSmtpMailer } from "../../src/platform/mailer-smtp.js";
import { Answer, startMailServer, type MailServer } from "../support/mail-server.js";

const FROM = { name: "Die Praxis Müller", address: "hello@example.org" };
const MAIL: Mail = {
  id: "one",
  to: { name: "Zoë, the reader", address: "zoe@example.org" },
  subject: "Grüße",
  text: "Hello",
  html: "<p>Hello</p>",
  choicesUrl: "https://example.org/notices",
};

describe("Mail by SMTP", () => {
  let server: MailServer;

  beforeEach(async () => (server = await startMailServer()));
  afterEach(() => server.stop());

  const send = async (url = server.url): Promise<Delivery> => {
    const mailer = createSmtpMailer(url, FROM, createLog("silent"));
    try {
      return (await mailer.send(MAIL)).delivery;
    } finally {
      mailer.close();
    }
  };

  it("carries names in any script, its Message-ID, and asks that nothing answers by itself", async () => {
    expect(await send()).to.equal("accepted");
    const [mail] = server.mails;
    expect(mail?.subject).to.equal("Grüße");
    expect(mail?.messageId).to.equal("<one@example.org>");
    expect(mail?.raw).to.contain("Auto-Submitted: auto-generated").and.to.contain("<https://example.org/notices>");
  });

  it("distinguishes a permanent refusal from a temporary one", async () => {
    const answers: [number, Delivery][] = [
      [550, "refused"],
      [450, "later"],
      [421, "away"],
    ];
    for (const [code, expected] of answers) {
      server.atRecipient = () => {
        throw new Answer(code, "No");
      };
      expect(await send(), `${code} to the recipient`).to.equal(expected);
      server.atRecipient = () => undefined;
      server.atText = () => {
        throw new Answer(code, "No");
      };
      expect(await send(), `${code} to the text`).to.equal(expected);
      server.atText = () => undefined;
    }
  });

  it("says when the server is away, does not know its name or demands encryption that fails", async () => {
    expect(await send(server.url.replace("smtp:", "smtps:"))).to.equal("away");
    expect(await send(server.url.replace("://", "://someone:wrong@"))).to.equal("away");
    const gone = await startMailServer();
    await gone.stop();
    expect(await send(gone.url)).to.equal("away");
  });

  it("accepts nothing more once it is closed", async () => {
    const mailer = createSmtpMailer(server.url, FROM, createLog("silent"));
    mailer.close();
    expect(await mailer.send(MAIL)).to.deep.equal({ delivery: "away" });
    expect(server.mails).to.deep.equal([]);
  });
});
