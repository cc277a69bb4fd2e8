import { expect } from "chai";
import { splitLinks } from "../../src/conversations/link-rules.js";

const hrefs = (text: string): (string | undefined)[] =>
  splitLinks(text)
    .filter(({ href }) => href)
    .map(({ href }) => href);

describe("Links in a message", () => {
  it("are found between words, and give the text back when put together", () => {
    const text = "See https://example.org/a?b=c#d\nand http://example.com:8080/x, please.";
    const parts = splitLinks(text);
    expect(parts.map((part) => part.text).join("")).to.equal(text);
    expect(hrefs(text)).to.deep.equal(["https://example.org/a?b=c#d", "http://example.com:8080/x"]);
  });

  it("are none with a name or a password before the host, which would look like one", () => {
    expect(hrefs("https://example.org@evil.example/ https://example.org:secret@evil.example/")).to.deep.equal([]);
  });

  it("end before what belongs to the sentence, not within their own brackets", () => {
    expect(hrefs("(https://example.org/a).")).to.deep.equal(["https://example.org/a"]);
    expect(hrefs("https://example.org/a_(b)")).to.deep.equal(["https://example.org/a_(b)"]);
    expect(hrefs("“https://example.org/a”!")).to.deep.equal(["https://example.org/a"]);
    expect(hrefs("Really https://example.org/a...?")).to.deep.equal(["https://example.org/a"]);
  });

  it("end where the sentence goes on in scripts without spaces, and begin there", () => {
    expect(hrefs("https://example.org/help。谢谢")).to.deep.equal(["https://example.org/help"]);
    expect(hrefs("请看https://example.org/a，谢谢")).to.deep.equal(["https://example.org/a"]);
    expect(hrefs("https://example.org/日本語。次")).to.deep.equal([new URL("https://example.org/日本語").href]);
    expect(hrefs("«https://example.org/» и „https://example.org/b“")).to.deep.equal([
      "https://example.org/",
      "https://example.org/b",
    ]);
    const text = "请看https://example.org/a，谢谢";
    expect(
      splitLinks(text)
        .map((part) => part.text)
        .join(""),
    ).to.equal(text);
  });

  it("are found as linkify-it's own cases say", () => {
    const cases: Record<string, string> = {
      "http://example.com/foo_bar/": "http://example.com/foo_bar/",
      "http://user-friendly.example:8080/x?y=z": "http://user-friendly.example:8080/x?y=z",
      "http://www.example.com/wpstyle/?p=364.": "http://www.example.com/wpstyle/?p=364",
      "http://foo.com/blah_(wikipedia)#cite-1": "http://foo.com/blah_(wikipedia)#cite-1",
      "http://foo.com/(something)?after=parens": "http://foo.com/(something)?after=parens",
      "http://142.42.1.1:8080/": "http://142.42.1.1:8080/",
      "http://code.google.com/events/#&product=browser": "http://code.google.com/events/#&product=browser",
      "http://example.com/foo--bar": "http://example.com/foo--bar",
      "http://example.com/path?with,commas,here": "http://example.com/path?with,commas,here",
    };
    for (const [text, href] of Object.entries(cases)) expect(hrefs(text), text).to.deep.equal([href]);
  });

  it("say which host is opened where it is written in other letters", () => {
    expect(splitLinks("https://例え.jp/x")).to.deep.equal([
      { text: "https://例え.jp/x", href: "https://xn--r8jz45g.jp/x", host: "xn--r8jz45g.jp" },
    ]);
    expect(splitLinks("HTTPS://EXAMPLE.ORG/x")[0]).to.not.have.property("host");
  });

  it("do not lead to a host that looks like another: mixed scripts and backslashes stay text", () => {
    for (const text of ["https://аpple.com/", "https://раypal.com", "https://example.org\\@evil.example/x"]) {
      expect(hrefs(text), text).to.deep.equal([]);
    }
  });

  it("lead nowhere but to the web", () => {
    for (const text of [
      "javascript:alert(1)",
      "data:text/html,<script>alert(1)</script>",
      "file:///etc/passwd",
      "ftp://example.org",
      "www.example.org",
      "xhttps://example.org",
      "https://",
      "http://[",
      "mailto:a@example.org",
    ]) {
      expect(splitLinks(text), text).to.deep.equal([{ text }]);
    }
  });

  it("do not show one host and lead to another", () => {
    expect(hrefs("https://bank.example@evil.example/x")).to.deep.equal([]);
    expect(hrefs("https://bank.example:pass@evil.example/x")).to.deep.equal([]);
  });

  it("carry no markup", () => {
    expect(hrefs('https://example.org/"><img src=x onerror=alert(1)>')).to.deep.equal(["https://example.org/"]);
  });

  it("are found quickly, whatever is written", () => {
    expect(splitLinks("https://a".repeat(440)).length).to.be.lessThan(3);
    expect(splitLinks(`https://example.org/${")".repeat(3900)}`)[0]?.href).to.equal("https://example.org/");
    expect(splitLinks("")).to.deep.equal([{ text: "" }]);
  });
});
