import { expect } from "chai";
import type { z } from "zod";
import { normalEmail } from "../../src/accounts/account-rules.js";
import { readableEmail } from "../../src/accounts/readable-email.js";
import { messageForm } from "../../src/conversations/conversation-forms.js";
import { noteForm } from "../../src/notes/note-forms.js";
import { NOTE_LENGTH } from "../../src/notes/note-rules.js";
import { LENGTHS } from "../../src/protocol/limits.js";
import { textForm } from "../../src/site/site-forms.js";
import { SITE_TEXT_LENGTH } from "../../src/site/site-texts-rules.js";
import { emailAddress, personName, singleLine, timeZone } from "../../src/web/field-forms.js";
import { countCharacters } from "../../src/web/text-rules.js";

const name = personName({ least: 2, most: 80 }, "Please enter a name.");
const takes = (schema: z.ZodType, text: string): boolean => schema.safeParse(text).success;
const problem = (schema: z.ZodType, text: string): string | undefined =>
  schema.safeParse(text).error?.issues[0]?.message;

describe("What people type", () => {
  it("may be a name in any script", () => {
    const names = [
      "O’Brien",
      "Müller-Lüdenscheidt",
      "王伟",
      "عبد الرحمن",
      "प्रिया",
      "می\u200cخواهم",
      "Jean-Luc (JL) Sr.",
      "Bob II",
    ];
    for (const one of [...names, "Nguyễn Thị Ánh", "ศิริพร", "Ana `Noor´ Haddad"])
      expect(takes(name, one), one).to.equal(true);
  });

  it("is no name when it turns text around, shows nothing, or has no letter", () => {
    const invisible = [
      "\u202e",
      "\u2066",
      "\u200b",
      "\u200e",
      "\u00ad",
      "\ufeff",
      "\u3164",
      "\u115f",
      "\u2800",
      "\u0007",
      "\n",
      "\u2028",
    ];
    for (const one of invisible) {
      expect(takes(name, `Sam${one}Lee`), JSON.stringify(one)).to.equal(false);
      expect(takes(name, one.repeat(3)), JSON.stringify(one)).to.equal(false);
      expect(takes(singleLine(80), `Sam${one}Lee`), JSON.stringify(one)).to.equal(false);
    }
    for (const one of ["K", "12", "--", "\u200dKim", "Kim\u200c", "Kim <b>", "😀😀", `Z${"\u0301".repeat(20)}oe`]) {
      expect(takes(name, one), JSON.stringify(one)).to.equal(false);
    }
  });

  it("is counted in characters as people see them, trimmed and composed", () => {
    expect(countCharacters("ก็👩‍👩‍👧e\u0301")).to.equal(3);
    expect(takes(name, "ก็".repeat(80))).to.equal(true);
    expect(problem(name, "ก็".repeat(81))).to.equal("Please use at most 80 characters.");
    expect(name.parse("  Zoe\u0308 ")).to.equal("Zoë");
    expect(problem(singleLine(3), "four")).to.equal("Please use at most 3 characters.");
  });

  it("may hold symbols and emoji in a line of text, and nothing on a second line", () => {
    for (const one of ["", "MSc & PhD (A+B)", "Licence №12 ❤️ 👩‍👩‍👧 👍🏽"])
      expect(takes(singleLine(80), one), one).to.equal(true);
    expect(problem(singleLine(80), "one\ntwo")).to.equal("Please keep this on one line.");
  });

  it("may be as long as a page says, however browsers send line breaks", () => {
    const ofLength = (most: number, lineBreak: string): string => `a${lineBreak}`.repeat((most - 1) / 2) + "b";
    const forms: [string, number, (text: string) => z.ZodSafeParseResult<unknown>][] = [
      ["a note", NOTE_LENGTH, (text) => noteForm.safeParse({ text, version: "1", sitting: "a", turn: "1" })],
      ["a site text", SITE_TEXT_LENGTH, (markdown) => textForm.safeParse({ markdown, version: "1" })],
      ["a message", LENGTHS.message, (text) => messageForm.safeParse({ text, clientId: "own-id-1" })],
    ];
    for (const [what, most, read] of forms) {
      const longest = most - ((most + 1) % 2);
      for (const lineBreak of ["\n", "\r\n"]) expect(read(ofLength(longest, lineBreak)).success, what).to.equal(true);
      expect(read("a".repeat(most + 1)).success, what).to.equal(false);
    }
  });

  it("may be an e-mail address with the extras that keyboards and copying add", () => {
    const added = [
      " kim+a@example.org ",
      "\u202akim+a@example.org\u202c",
      "kim+a@exam\u200bple.org",
      "ｋｉｍ＋ａ＠ｅｘａｍｐｌｅ．ｏｒｇ",
    ];
    for (const typed of [...added, "mailto:kim+a@example.org", "\ufeffkim+a@example.org"]) {
      expect(emailAddress().parse(typed), JSON.stringify(typed)).to.equal("kim+a@example.org");
      expect(normalEmail(typed), JSON.stringify(typed)).to.equal("kim+a@example.org");
    }
  });

  it("may be an e-mail address of any domain, kept in ASCII", () => {
    const email = emailAddress("Please enter your address.");
    expect(email.parse(" kim@müller.example ")).to.equal("kim@xn--mller-kva.example");
    expect(email.parse("kim@почта.рф")).to.equal("kim@xn--80a1acny.xn--p1ai");
    expect(email.parse("kim@xn--80a1acny.xn--p1ai")).to.equal("kim@xn--80a1acny.xn--p1ai");
    expect(readableEmail("kim@xn--mller-kva.example")).to.equal("kim@müller.example");
    for (const bad of [
      "kim",
      "kim@",
      "@example.org",
      "kim@localhost",
      "kim@exa mple.org",
      "a@b@c.de",
      "kim@example.org\nbcc:x@y.de",
    ]) {
      expect(takes(email, bad), bad).to.equal(false);
    }
  });

  it("may be a time zone by an old name or a new one", () => {
    expect(timeZone().parse("asia/calcutta")).to.equal("Asia/Kolkata");
    expect(problem(timeZone(), "Mars/Olympus")).to.equal("Please choose your time zone.");
    expect(problem(timeZone(), "+02:00")).to.equal("Please choose your time zone.");
  });
});
